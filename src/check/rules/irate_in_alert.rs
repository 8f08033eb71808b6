//! `irate` in an alert that waits.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Duration, Problem, Severity};
use crate::promql::ExprKind;

pub(super) const LINT: Lint = Lint {
    code: "alert/irate",
    severity: Severity::Warning,
    page: include_str!("pages/irate_in_alert.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let waits = case.alert().filter(|alert| alert.hold > Duration::ZERO);
    let Some(alert) = waits else {
        return Vec::new();
    };
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        if let ExprKind::Call(call) = &part.kind
            && call.function.name == "irate"
        {
            let message = format!(
                "`irate` looks at the last two samples only: one good one starts `for: {}` anew",
                alert.hold
            );
            found.push(
                case.in_expr(&LINT, call.name_span, "two samples", message)
                    .hint("use `rate`, which looks at the whole window"),
            );
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn what_waits_looks_at_more_than_two_samples() {
        let waits = alert("sum(irate(a[5m])) > 1", "    for: 5m\n");
        assert_eq!(pointed(&LINT, &waits), ["irate"]);
        assert_eq!(pointed(&LINT, &alert("irate(a[5m]) > 1", "")), [""; 0]);
    }
}
