//! A page comes within the time in which somebody is to respond to it, counted from when the
//! alert's expression holds.

use super::alert::Alert;
use super::subject::Subject;
use crate::alerts::routing::{GroupBy, RouteMatch};
use crate::base::{Duration, Problem};
use crate::spec::policy::Respond;

const CODE: &str = "policy/page-too-late";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let late = alerts.iter();
    late.filter_map(|alert| too_late(subject, alerts, alert))
        .collect()
}

/// How long a route makes a page wait, and why.
struct Wait<'a> {
    route: &'a RouteMatch,
    /// Whether another alert may have begun the group.
    joins: bool,
    longest: Duration,
}

impl<'a> Wait<'a> {
    /// A group that the same alert began is the same incident, of which people know.
    fn of(alerts: &[Alert], alert: &Alert, route: &'a RouteMatch) -> Self {
        let delay = route.delay();
        let joins = delay.worst() > delay.new_group && joins_another(alerts, alert, route);
        let longest = if joins {
            delay.worst()
        } else {
            delay.new_group
        };
        Self {
            route,
            joins,
            longest,
        }
    }
}

/// The longest way of an alert to those who are to be told, where it is too long.
fn too_late(subject: &Subject, alerts: &[Alert], alert: &Alert) -> Option<Problem> {
    let (_, policy) = subject.policy;
    let severity = alert.severity()?;
    let Respond::Within(wanted) = policy.severities.get(&severity)?.respond.value else {
        return None;
    };
    let told = policy.receivers_of(severity);
    let routes = alert.routes.iter();
    let routes = routes.filter(|one| one.sure && told.contains(&&*one.route.receiver));
    let wait = routes
        .map(|one| Wait::of(alerts, alert, &one.route))
        .max_by_key(|wait| wait.longest)?;
    let hold = alert.rule.hold.in_whole(alert.interval);
    let takes = alert.interval + hold + wait.longest;
    if takes <= wanted {
        return None;
    }
    let message = format!(
        "`{}` pages `{}` only {takes} after it is true, and {severity} is responded to within \
         {wanted}",
        alert.name(),
        wait.route.receiver
    );
    let (timer, hint) = if wait.joins {
        let hint = format!(
            "another alert may have begun the group that it joins: add `alertname` to the \
             `group_by` of `{}`, or shorten `for`",
            wait.route.path
        );
        ("group_interval", hint)
    } else {
        let hint = "shorten `for` or the interval of its group, or say that it is less grave";
        ("group_wait", hint.to_owned())
    };
    let written = if hold == alert.rule.hold {
        format!("`for` {hold}")
    } else {
        format!("{hold}, as whole evaluations of `for` {}", alert.rule.hold)
    };
    let (interval, longest) = (alert.interval, wait.longest);
    let label =
        format!("{interval} until it is evaluated + {written} + `{timer}` {longest} = {takes}");
    Some(
        alert
            .problem(CODE, message, alert.hold_span(), label)
            .hint(hint),
    )
}

/// Whether an alert of another name may have begun the group that this one joins.
fn joins_another(alerts: &[Alert], alert: &Alert, route: &RouteMatch) -> bool {
    let names = match &route.group_by {
        GroupBy::All => return false,
        GroupBy::Labels(names) => names,
    };
    // What is not known may be the same.
    let differs = |one: &Alert, name: &String| {
        let both = one.foreseen.get(name).zip(alert.foreseen.get(name));
        both.is_some_and(|(one, other)| one != other)
    };
    alerts.iter().any(|one| {
        one.name() != alert.name()
            && !names.iter().any(|name| differs(one, name))
            && one.routes.iter().any(|taken| taken.route == *route)
    })
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn an_alert_that_waits_longer_than_its_severity_allows_is_red_with_the_sum() {
        let told = Small::new()
            .with("alerts.yaml", "for: 2m", "for: 290s")
            .only();
        assert!(
            told.contains(
                "policy/page-too-late]: `Down` pages `pager` only 5m45s after it is true, and sev1 \
                 is responded to within 5m"
            ),
            "{told}"
        );
        let sum = "15s until it is evaluated + 5m, as whole evaluations of `for` 4m50s + \
                   `group_wait` 30s = 5m45s";
        assert!(told.contains(&format!(" ^^^^ {sum}")), "{told}");
        let told = Small::new()
            .with("alerts.yaml", "for: 2m", "for: 5m")
            .only();
        assert!(
            told.contains("evaluated + `for` 5m + `group_wait` 30s = 5m45s"),
            "{told}"
        );
    }

    #[test]
    fn an_alert_that_joins_the_group_of_another_waits_for_its_interval() {
        let told = Small::new()
            .with("alertmanager.yaml", "[alertname]", "[severity]")
            .told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("`Down`"), "{}", told[0]);
        assert!(
            told[0].contains("`group_interval` 5m = 7m15s"),
            "{}",
            told[0]
        );
        assert!(
            told[0].contains("add `alertname` to the `group_by`"),
            "{}",
            told[0]
        );
    }
}
