//! A sum that one division by zero makes useless.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, Binary, BinaryOperator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "query/nan-in-sum",
    severity: Severity::Warning,
    page: include_str!("pages/nan_in_sum.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Aggregate(aggregate) = &part.kind else {
            return;
        };
        let adds = matches!(
            aggregate.aggregator,
            Aggregator::Sum | Aggregator::Avg | Aggregator::Stddev | Aggregator::Stdvar
        );
        let Some(division) = division(&aggregate.inner).filter(|_| adds) else {
            return;
        };
        if is_often_zero(&division.right) {
            let name = aggregate.aggregator.name();
            let message = format!("one 0/0 among the series makes the whole `{name}` no number");
            found.push(
                case.in_expr(&LINT, division.right.span, "may be 0", message)
                    .hint("divide the sums, or leave out what is 0: `… / (… > 0)`"),
            );
        }
    });
    found
}

/// The division in an expression whose NaN is the NaN of the whole.
fn division(expr: &Expr) -> Option<&Binary> {
    match &expr.bare().kind {
        ExprKind::Binary(binary) if binary.operator == BinaryOperator::Divide => Some(binary),
        ExprKind::Binary(binary) if adds_or_multiplies(binary.operator) => {
            division(&binary.left).or_else(|| division(&binary.right))
        }
        ExprKind::Sign { operand, .. } => division(operand),
        ExprKind::Call(call) => {
            let keeps = [
                "label_replace",
                "label_join",
                "abs",
                "round",
                "ceil",
                "floor",
            ];
            let first = call.arguments.first();
            first
                .filter(|_| keeps.contains(&call.function.name))
                .and_then(division)
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Parenthesis(_) => None,
    }
}

const fn adds_or_multiplies(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply
    )
}

/// Whether a divisor is 0 as soon as nothing happens: a rate, or a sum of rates.
fn is_often_zero(expr: &Expr) -> bool {
    let bare = expr.bare();
    if let ExprKind::Aggregate(aggregate) = &bare.kind {
        return aggregate.aggregator == Aggregator::Sum && is_often_zero(&aggregate.inner);
    }
    matches!(&bare.kind, ExprKind::Call(call) if call.function.is_rate())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_sum_of_ratios_is_poisoned_by_one_that_is_none() {
        let rules = alert("avg(rate(a[5m]) / rate(b[5m])) > 1", "");
        assert_eq!(pointed(&LINT, &rules), ["rate(b[5m])"]);
        let rules = alert("avg(100 * (1 - rate(a[5m]) / rate(b[5m]))) > 1", "");
        assert_eq!(pointed(&LINT, &rules), ["rate(b[5m])"]);
        for expr in [
            "sum(rate(a[5m])) / sum(rate(b[5m])) > 1",
            "avg(rate(a[5m]) / (rate(b[5m]) > 0)) > 1",
            "max(rate(a[5m]) / rate(b[5m])) > 1",
            "avg(used_bytes / size_bytes) > 1",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }
}
