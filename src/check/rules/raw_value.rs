//! A value with more digits than anybody can read.

use super::Case;
use super::actions::actions;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, BinaryOperator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "template/raw-value",
    severity: Severity::Hint,
    page: include_str!("pages/raw_value.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    if !has_many_digits(case.expr()) {
        return Vec::new();
    }
    let annotations = alert.annotations.iter().zip(&alert.places.annotations);
    let mut found = Vec::new();
    for ((_, template), place) in annotations.filter(|((_, one), _)| !one.is_literal()) {
        let text = template.text();
        let raw = |action: &str| matches!(action, "$value" | ".Value");
        for action in actions(text).iter().filter(|action| raw(action.text)) {
            let span = place.part(case.source, text, action.span);
            found.push(
                LINT.finding("the value is printed with all its digits, as in 0.0333333333333")
                    .at(case.source, span, "many digits")
                    .hint(
                        "use `{{ $value | humanize }}`, `humanizePercentage` or `humanizeDuration`",
                    ),
            );
        }
    }
    found
}

/// Whether the value is seldom a whole number.
fn has_many_digits(expr: &Expr) -> bool {
    match &expr.bare().kind {
        ExprKind::Aggregate(aggregate) => match aggregate.aggregator {
            Aggregator::Avg | Aggregator::Stddev | Aggregator::Stdvar | Aggregator::Quantile => {
                true
            }
            Aggregator::Count | Aggregator::CountValues | Aggregator::Group => false,
            Aggregator::Sum
            | Aggregator::Min
            | Aggregator::Max
            | Aggregator::Topk
            | Aggregator::Bottomk => has_many_digits(&aggregate.inner),
        },
        ExprKind::Binary(binary) => {
            let left = has_many_digits(&binary.left);
            match binary.operator {
                BinaryOperator::Divide => true,
                BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply => {
                    left || has_many_digits(&binary.right)
                }
                BinaryOperator::Modulo
                | BinaryOperator::Power
                | BinaryOperator::Atan2
                | BinaryOperator::Equal
                | BinaryOperator::NotEqual
                | BinaryOperator::Greater
                | BinaryOperator::Less
                | BinaryOperator::GreaterOrEqual
                | BinaryOperator::LessOrEqual
                | BinaryOperator::And
                | BinaryOperator::Or
                | BinaryOperator::Unless => left && !binary.returns_bool,
            }
        }
        ExprKind::Call(call) => matches!(
            call.function.name,
            "rate"
                | "irate"
                | "increase"
                | "deriv"
                | "predict_linear"
                | "avg_over_time"
                | "histogram_quantile"
        ),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Parenthesis(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_value_with_many_digits_is_rounded() {
        let told = |expr: &str, summary: &str| {
            let annotations = format!("    annotations:\n      summary: '{summary}'\n");
            pointed(&LINT, &alert(expr, &annotations))
        };
        let ratio = "sum(rate(a[5m])) / sum(rate(b[5m])) > 0.1";
        assert_eq!(told(ratio, "at {{ $value }} of it"), ["{{ $value }}"]);
        assert_eq!(told(ratio, "at {{ $value | humanize }} of it"), [""; 0]);
        assert_eq!(told("count(rate(a[5m])) > 1", "{{ $value }}"), [""; 0]);
        assert_eq!(told("a > 1", "{{ $value }}"), [""; 0]);
    }
}
