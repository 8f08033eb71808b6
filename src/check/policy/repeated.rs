//! Where the pager does not call the next one by itself, Alertmanager says it again before the next
//! level of escalation begins.

use std::collections::BTreeMap;

use super::alert::{Alert, some};
use super::subject::Subject;
use crate::alerts::routing::Timers;
use crate::base::{Duration, Problem, Span};
use crate::spec::policy::{Repeats, Respond};

const CODE: &str = "policy/not-told-again";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let (source, policy) = subject.policy;
    let (routes, _) = subject.routing;
    if policy.escalation.repeats.value == Repeats::Pager {
        return Vec::new();
    }
    let mut late: BTreeMap<(Span, Duration, Duration), Vec<&str>> = BTreeMap::new();
    for alert in alerts {
        let Some(severity) = alert.severity() else {
            continue;
        };
        let level = policy
            .class_of(alert.name())
            .and_then(|class| policy.classes.get(&class));
        let level = level.map_or(1, |class| class.starts_at);
        let respond = policy
            .severities
            .get(&severity)
            .map(|one| one.respond.value);
        let (Some(alone), Some(Respond::Within(respond))) =
            (policy.escalation.alone_at(level), respond)
        else {
            continue;
        };
        // Who may take longer than the level lasts is not called again for it.
        if respond > alone {
            continue;
        }
        for one in &alert.routes {
            let again = again_after(one.route.timers);
            if one.sure && again > alone {
                let names = late.entry((one.route.place.0, again, alone)).or_default();
                names.push(alert.name());
            }
        }
    }
    let found = late.iter().map(|((route, again, alone), names)| {
        let names = some(names);
        Problem::error(
            CODE,
            format!("nobody is told again of {names} before the next level of escalation begins"),
        )
        .at(
            routes,
            *route,
            format!("told again after {again}, and the next level begins after {alone}"),
        )
        .hint(format!(
            "shorten `repeat_interval` of this route, or write `repeats: pager` in `{}` if the \
             pager calls the next one by itself",
            source.name
        ))
    });
    found.collect()
}

/// When it is said again: a group is looked at every `group_interval`, and `repeat_interval` must
/// have passed by then.
fn again_after(timers: Timers) -> Duration {
    let Timers {
        group_interval,
        repeat_interval,
        ..
    } = timers;
    (repeat_interval + Duration::from_ms(1)).in_whole(group_interval)
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn where_alertmanager_tells_again_it_does_before_the_next_level() {
        let by_alertmanager =
            || Small::new().with("policy.yaml", "repeats: pager", "repeats: alertmanager");
        let told = by_alertmanager().told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("policy/not-told-again"), "{}", told[0]);
        assert!(
            told[0].contains("told again after 4h5m, and the next level begins after 15m"),
            "{}",
            told[0]
        );
        let sooner = by_alertmanager().with(
            "alertmanager.yaml",
            "repeat_interval: 4h",
            "repeat_interval: 10m",
        );
        assert_eq!(sooner.told(), Vec::<String>::new());
    }
}
