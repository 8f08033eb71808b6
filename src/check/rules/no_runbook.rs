//! An alert without `runbook_url`, where the others have one.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "alert/no-runbook",
    severity: Severity::Warning,
    page: include_str!("pages/no_runbook.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// What the link to a runbook is called.
pub(super) const RUNBOOK: &str = "runbook_url";

fn judge(case: &Case<'_>) -> Vec<Problem> {
    case.lacks_annotation(RUNBOOK)
        .then(|| {
            let message = "the alert has no `runbook_url`, as most alerts here do";
            case.on_name(&LINT, "no runbook", message)
                .hint("link the runbook that says what to do when it fires")
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn an_alert_has_a_runbook_where_most_do() {
        let with = "  - {alert: B, expr: b > 1, annotations: {runbook_url: x}}\n";
        let without = "  - {alert: C, expr: b > 1}\n";
        let rules = |more: &str| alert("a > 1", &more.replace('B', "D"));
        assert_eq!(
            pointed(&LINT, &rules(&format!("{with}{}", with.replace('B', "E")))),
            ["A"]
        );
        assert_eq!(
            pointed(&LINT, &rules(with)),
            [""; 0],
            "half of them is not most"
        );
        assert_eq!(pointed(&LINT, &rules(without)), [""; 0]);
    }
}
