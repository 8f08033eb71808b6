//! Every alert has a severity of the policy.

use super::alert::{Alert, SEVERITY};
use super::subject::Subject;
use crate::base::Problem;
use crate::spec::drill::IncidentSeverity;
use crate::spec::words::listed;

const CODE: &str = "policy/alert-severity";

pub(super) fn check(_: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    alerts.iter().filter_map(wrong).collect()
}

fn wrong(alert: &Alert) -> Option<Problem> {
    let names = || {
        IncidentSeverity::ALL
            .into_iter()
            .map(IncidentSeverity::name)
    };
    let known = listed(names(), "or");
    let Some(written) = alert.foreseen.get(SEVERITY) else {
        // What a template makes of it is not known before it fires.
        if alert.rule.labels.iter().any(|(name, _)| name == SEVERITY) {
            return None;
        }
        let message = format!("`{}` has no severity", alert.name());
        let span = alert.rule.name_span;
        let hint = format!("add `{SEVERITY}` to its labels: {known}; it decides who is told");
        let problem = alert.problem(CODE, message, span, "no `severity` among its labels");
        return Some(problem.hint(hint));
    };
    if names().any(|name| name == written) {
        return None;
    }
    let message = format!("the policy knows no severity `{written}`");
    let label = format!("the severity of `{}`", alert.name());
    let problem = alert.problem(CODE, message, alert.severity_span(), label);
    Some(problem.hint(format!("write {known}")))
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn an_alert_without_a_severity_of_the_policy_is_red() {
        let told = Small::new()
            .with(
                "alerts.yaml",
                "labels: {severity: sev3}",
                "labels: {team: ai}",
            )
            .only();
        assert!(told.contains("policy/alert-severity"), "{told}");
        assert!(told.contains("`Dear` has no severity"), "{told}");
        let told = Small::new()
            .with("alerts.yaml", "severity: sev3", "severity: critical")
            .only();
        assert!(
            told.contains("the policy knows no severity `critical`"),
            "{told}"
        );
        assert!(told.contains(" ^^^^^^^^ the severity of `Dear`"), "{told}");
        assert!(
            told.ends_with("write `sev1`, `sev2`, `sev3` or `sev4`"),
            "{told}"
        );
    }

    #[test]
    fn a_severity_that_a_template_makes_is_not_judged() {
        let small = Small::new().with("alerts.yaml", "severity: sev3", "severity: '{{ $value }}'");
        assert_eq!(small.told(), Vec::<String>::new());
    }
}
