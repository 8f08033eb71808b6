//! `topk` in an alert.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "alert/top-k",
    severity: Severity::Warning,
    page: include_str!("pages/top_k.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    if case.alert().is_some() {
        tops(case.expr(), &mut |part, name| {
            let message = format!(
                "`{name}` chooses other series each time, and an alert begins anew when its series is not chosen"
            );
            found.push(
                case.in_expr(&LINT, part.span, "other series each time", message)
                    .hint("compare all series with the limit; Alertmanager groups them"),
            );
        });
    }
    found
}

/// Those whose choice decides which series the alert has.
fn tops(expr: &Expr, visit: &mut dyn FnMut(&Expr, &str)) {
    if let ExprKind::Aggregate(aggregate) = &expr.kind {
        if matches!(aggregate.aggregator, Aggregator::Topk | Aggregator::Bottomk) {
            visit(expr, aggregate.aggregator.name());
        }
        // What is aggregated has lost its series anyway.
        return;
    }
    for part in expr.parts() {
        tops(part, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_choice_that_changes_makes_an_alert_flap() {
        let rules = alert("topk(3, a) > 5", "");
        assert_eq!(pointed(&LINT, &rules), ["topk(3, a)"]);
        for expr in ["sum(topk(3, a)) > 5", "max(a) > 5"] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }
}
