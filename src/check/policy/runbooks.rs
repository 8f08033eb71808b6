//! A runbook is for the severity and the class of its alerts, and begins at the level at which their
//! class does.

use super::alert::{Alert, gravest};
use super::subject::Subject;
use crate::base::Problem;
use crate::spec::Runbook;

const SEVERITY: &str = "policy/runbook-severity";
const CLASS: &str = "policy/runbook-class";
const LEVEL: &str = "policy/runbook-level";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let runbooks = subject.runbooks.iter();
    let wrong = |runbook| {
        let severity = wrong_severity(alerts, runbook);
        let class = wrong_class(subject, runbook);
        let level = wrong_level(subject, runbook);
        severity.into_iter().chain(class).chain(level)
    };
    runbooks.flat_map(wrong).collect()
}

/// A runbook may serve alerts of several severities; it is written for the gravest of them.
fn wrong_severity(alerts: &[Alert], runbook: &Runbook) -> Option<Problem> {
    let served = runbook.alerts.iter().map(|alert| &*alert.value);
    let (gravest, alert) = served
        .filter_map(|name| Some((gravest(alerts, name)?, name)))
        .min()?;
    let own = runbook.severity;
    if own.value == gravest {
        return None;
    }
    let message = format!(
        "this runbook is for {}, and the gravest of its alerts is {gravest}",
        own.value
    );
    let label = format!("`{alert}` is {gravest}");
    let problem = Problem::error(SEVERITY, message).at(&runbook.source, own.span, label);
    Some(problem.hint(format!(
        "write `{gravest}`, or take `{alert}` out of its alerts"
    )))
}

fn wrong_class(subject: &Subject, runbook: &Runbook) -> Option<Problem> {
    let (_, policy) = subject.policy;
    let alerts = runbook.alerts.iter();
    let classes: Vec<_> = alerts
        .filter_map(|alert| policy.class_of(&alert.value))
        .collect();
    let own = runbook.class;
    if classes.contains(&own.value) {
        return None;
    }
    let class = classes.first()?;
    let message = format!(
        "this runbook is for {}, and none of its alerts tells of that",
        own.value
    );
    let label = format!("its alerts tell of {class}");
    let problem = Problem::error(CLASS, message).at(&runbook.source, own.span, label);
    Some(problem.hint(format!(
        "write `{class}`, or correct the classes of the policy"
    )))
}

fn wrong_level(subject: &Subject, runbook: &Runbook) -> Option<Problem> {
    let (_, policy) = subject.policy;
    let alerts = runbook.alerts.iter();
    let (wanted, class) = alerts
        .filter_map(|alert| {
            let class = policy.class_of(&alert.value)?;
            Some((policy.classes.get(&class)?.starts_at, class))
        })
        .max()?;
    let own = runbook.escalation;
    if usize::from(own.value) >= wanted {
        return None;
    }
    let message = format!(
        "this runbook begins at level {}, and {class} begins at {wanted}",
        own.value
    );
    let level = wanted.checked_sub(1);
    let level = level.and_then(|level| policy.escalation.levels.get(level));
    let who = level.map_or_else(String::new, |level| level.who.join(", "));
    let problem = Problem::error(LEVEL, message).at(&runbook.source, own.span, "too low");
    Some(problem.hint(format!(
        "write `{wanted}`, and call from the beginning: {who}"
    )))
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_runbook_that_begins_below_the_level_of_its_class_is_red() {
        let told = Small::new()
            .with("harm.md", "escalation: 2", "escalation: 1")
            .only();
        let message =
            "policy/runbook-level]: this runbook begins at level 1, and safety begins at 2";
        assert!(told.contains(message), "{told}");
        assert!(told.contains("harm.md:6:13"), "{told}");
        assert!(told.ends_with("from the beginning: lead"), "{told}");
    }

    #[test]
    fn a_runbook_for_another_severity_or_class_than_that_of_its_alerts_is_red() {
        let told = Small::new().with("harm.md", "[Harm]", "[Down, Slow]");
        let told = told
            .with("harm.md", "severity: sev1", "severity: sev2")
            .told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("policy/runbook-severity"), "{}", told[0]);
        assert!(told[0].contains("`Down` is sev1"), "{}", told[0]);
        assert!(told[1].contains("policy/runbook-class"), "{}", told[1]);
    }
}
