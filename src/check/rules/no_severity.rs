//! An alert without `severity`, where the others have one.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "alert/no-severity",
    severity: Severity::Warning,
    page: include_str!("pages/no_severity.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// The label that decides who is paged.
pub(super) const SEVERITY: &str = "severity";

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    let has_one = alert.labels.iter().any(|(name, _)| name == SEVERITY);
    // The series may bring it along.
    let may_have = has_one || alert.query.text.contains(SEVERITY);
    if may_have || !case.set.is_usual(case.source, SEVERITY) {
        return Vec::new();
    }
    let message = "the alert has no label `severity`, as most alerts here do";
    vec![
        case.on_name(&LINT, "no severity", message)
            .hint("say how bad it is: routes are chosen by it, and without it nobody may be paged"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn an_alert_has_a_severity_where_most_do() {
        let with = "  - {alert: B, expr: b > 1, labels: {severity: x}}\n";
        let both = format!("{with}{}", with.replace('B', "C"));
        assert_eq!(pointed(&LINT, &alert("a > 1", &both)), ["A"]);
        let from_series = alert("max by (severity) (a) > 1", &both);
        assert_eq!(pointed(&LINT, &from_series), [""; 0]);
        assert_eq!(pointed(&LINT, &alert("a > 1", "")), [""; 0]);
    }
}
