//! An alert without `summary`, where the others have one.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "alert/no-summary",
    severity: Severity::Hint,
    page: include_str!("pages/no_summary.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    case.lacks_annotation("summary")
        .then(|| {
            let message = "the alert has no `summary`, as most alerts here do";
            case.on_name(&LINT, "no summary", message)
                .hint("say in one line what is wrong, for whoever is paged")
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn an_alert_has_a_summary_where_most_do() {
        let with = "  - {alert: B, expr: b > 1, annotations: {summary: x}}\n";
        let both = format!("{with}{}", with.replace('B', "C"));
        assert_eq!(pointed(&LINT, &alert("a > 1", &both)), ["A"]);
        assert_eq!(pointed(&LINT, &alert("a > 1", "")), [""; 0]);
    }
}
