//! An alert reaches those whom the policy tells of its severity, and nobody else: a page for
//! nothing makes people tired, and the next one is not believed.

use std::collections::BTreeMap;

use super::alert::{Alert, some};
use super::subject::Subject;
use crate::base::{Problem, Span};
use crate::spec::drill::IncidentSeverity;
use crate::spec::words::listed;

const NOT_TOLD: &str = "policy/not-told";
const TOLD: &str = "policy/told-for-nothing";

/// What is wrong with the way of some alerts, so that one route is one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wrong {
    severity: IncidentSeverity,
    receiver: String,
    is_told: bool,
    route: Span,
}

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let (_, policy) = subject.policy;
    let mut wrong: BTreeMap<Wrong, Vec<&str>> = BTreeMap::new();
    for alert in alerts {
        let Some(severity) = alert.severity() else {
            continue;
        };
        let expected = policy.receivers_of(severity);
        let mut note = |receiver: &str, is_told, route| {
            let receiver = receiver.to_owned();
            let found = Wrong {
                severity,
                receiver,
                is_told,
                route,
            };
            wrong.entry(found).or_default().push(alert.name());
        };
        for receiver in &expected {
            let leads = alert
                .routes
                .iter()
                .any(|one| *one.route.receiver == **receiver);
            if let (false, Some(first)) = (leads, alert.routes.first()) {
                note(receiver, false, first.route.place.0);
            }
        }
        for one in alert.routes.iter().filter(|one| one.sure) {
            if !expected.contains(&&*one.route.receiver) {
                note(&one.route.receiver, true, one.route.place.0);
            }
        }
    }
    let found = wrong.iter();
    found
        .map(|(one, names)| problem(subject, one, names))
        .collect()
}

fn problem(subject: &Subject, wrong: &Wrong, alerts: &[&str]) -> Problem {
    let (_, policy) = subject.policy;
    let (routes, _) = subject.routing;
    let Wrong {
        severity,
        receiver,
        is_told,
        route,
    } = wrong;
    let alerts = some(alerts);
    let told = listed(policy.receivers_of(*severity), "and");
    if *is_told {
        let message = format!("`{receiver}` is told of {alerts}, which the policy does not want");
        Problem::error(TOLD, message)
            .at(routes, *route, format!("this route tells it of {severity}"))
            .hint(format!(
                "the policy tells {told} of {severity}: send it there, or change the policy"
            ))
    } else {
        let message = format!("`{receiver}` is not told of {alerts}");
        Problem::error(NOT_TOLD, message)
            .at(
                routes,
                *route,
                format!("{severity} goes here, and not to `{receiver}`"),
            )
            .hint(format!(
                "the policy tells {told} of {severity}: add a route with `continue: true` before \
                 this one, with the matcher `severity=\"{severity}\"`"
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn alerts_that_do_not_come_to_whom_the_policy_tells_are_one_finding_for_each_route() {
        let told = Small::new()
            .with(
                "alertmanager.yaml",
                "receiver: boss, continue: true",
                "receiver: boss",
            )
            .only();
        assert_eq!(
            told,
            "error[policy/not-told]: `pager` is not told of `Down` and `Harm`
 --> alertmanager.yaml:9:47
  |
9 |     - {matchers: [severity=\"sev1\"], receiver: boss}
  |                                               ^^^^ sev1 goes here, and not to `pager`
  |
  = hint: the policy tells `boss` and `pager` of sev1: add a route with `continue: true` before this one, with the matcher `severity=\"sev1\"`"
        );
    }

    #[test]
    fn a_mild_alert_that_pages_on_call_is_red() {
        let told = Small::new()
            .with("alertmanager.yaml", "sev1|sev2", "sev1|sev2|sev3")
            .told();
        assert_eq!(told.len(), 2, "{told:?}");
        let for_nothing = "policy/told-for-nothing]: `pager` is told of `Dear`";
        assert!(told[0].contains(for_nothing), "{}", told[0]);
        assert!(
            told[1].contains("`talk` is not told of `Dear`"),
            "{}",
            told[1]
        );
    }

    #[test]
    fn where_it_depends_on_a_label_of_the_series_nothing_is_said() {
        let routes = "routes:\n    - {matchers: [tenant=\"a\"], receiver: queue}";
        let small = Small::new().with("alertmanager.yaml", "routes:", routes);
        assert_eq!(small.told(), Vec::<String>::new());
    }
}
