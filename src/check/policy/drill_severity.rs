//! A drill's severity is that of its alerts: of the gravest that is to fire, which is the incident
//! as it is mitigated; or of the gravest backstop, which is the same incident unmitigated.

use super::alert::{Alert, gravest};
use super::subject::Subject;
use crate::base::{Problem, Source};
use crate::spec::Drill;
use crate::spec::drill::{AlertRole, IncidentSeverity, Places};

const CODE: &str = "policy/drill-severity";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let drills = subject.drills.iter();
    drills
        .filter_map(|(source, drill)| wrong(alerts, source, drill))
        .collect()
}

fn wrong(alerts: &[Alert], source: &Source, drill: &Drill) -> Option<Problem> {
    let roles = [false, true].into_iter();
    let possible: Vec<_> = roles
        .filter_map(|backstops| gravest_promised(alerts, drill, backstops))
        .collect();
    let own = drill.incident.severity;
    if possible.is_empty() || possible.iter().any(|(severity, _)| *severity == own) {
        return None;
    }
    let told: Vec<String> = possible
        .iter()
        .map(|(severity, alert)| format!("`{alert}` is {severity}"))
        .collect();
    let message = format!("this drill is {own}, and none of its gravest alerts is");
    let hint = format!(
        "{}: write the severity of the one that people would go by",
        told.join(", and ")
    );
    let span = Places::of(source).severity;
    Some(
        Problem::error(CODE, message)
            .at(source, span, "no alert says so")
            .hint(hint),
    )
}

/// The gravest of the alerts that are to fire, or of the backstops, with its severity.
fn gravest_promised<'d>(
    alerts: &[Alert],
    drill: &'d Drill,
    backstops: bool,
) -> Option<(IncidentSeverity, &'d str)> {
    let promises = drill.expect.alerts.iter();
    promises
        .filter(|promise| (promise.role == AlertRole::Backstop) == backstops)
        .filter_map(|promise| Some((gravest(alerts, &promise.alert)?, &*promise.alert)))
        .min()
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_drill_is_as_grave_as_what_is_to_fire_or_as_its_backstop() {
        for severity in ["sev1", "sev2"] {
            let small = Small::new().with(
                "drill.yaml",
                "severity: sev2",
                &format!("severity: {severity}"),
            );
            assert_eq!(small.told(), Vec::<String>::new(), "{severity}");
        }
        let told = Small::new()
            .with("drill.yaml", "severity: sev2", "severity: sev3")
            .only();
        assert!(
            told.contains(
                "policy/drill-severity]: this drill is sev3, and none of its gravest alerts is"
            ),
            "{told}"
        );
        assert!(
            told.contains("`Slow` is sev2, and `Down` is sev1"),
            "{told}"
        );
    }
}
