//! A quantile that is no share.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "query/quantile",
    severity: Severity::Error,
    page: include_str!("pages/quantile.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let Some((share, name)) = share(part) else {
            return;
        };
        let Some(number) = share
            .constant()
            .filter(|number| !(0.0..=1.0).contains(number))
        else {
            return;
        };
        let message = format!("`{name}` wants a share from 0 to 1, and {number} gives infinity");
        let hint = format!("write `{}` for the {number}th percentile", number / 100.0);
        found.push(
            case.in_expr(&LINT, share.span, "not a share", message)
                .hint(hint),
        );
    });
    found
}

/// The share that a quantile is asked for.
fn share(expr: &Expr) -> Option<(&Expr, &'static str)> {
    if let ExprKind::Aggregate(aggregate) = &expr.kind {
        let is_quantile = aggregate.aggregator == Aggregator::Quantile;
        return Some((aggregate.parameter.as_ref()?, "quantile")).filter(|_| is_quantile);
    }
    let ExprKind::Call(call) = &expr.kind else {
        return None;
    };
    let name = call.function.name;
    let is_quantile = matches!(name, "histogram_quantile" | "quantile_over_time");
    Some((call.arguments.first()?, name)).filter(|_| is_quantile)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_percentage_is_no_share() {
        let rules = |share: &str| alert(&format!("histogram_quantile({share}, a_bucket) > 1"), "");
        assert_eq!(pointed(&LINT, &rules("95")), ["95"]);
        assert_eq!(pointed(&LINT, &rules("0.95")), [""; 0]);
        assert_eq!(pointed(&LINT, &alert("quantile(50, a) > 1", "")), ["50"]);
        assert_eq!(
            pointed(&LINT, &alert("quantile_over_time(0.5, a[5m]) > 1", "")),
            [""; 0]
        );
    }
}
