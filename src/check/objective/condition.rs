//! What an alert asks: a value, and the limit at which it fires.

use crate::base::Span;
use crate::promql::{BinaryOperator, Expr, ExprKind, Limited};

/// A value, and the limit at which an alert fires.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'e> {
    /// The value.
    pub value: &'e Expr,
    /// The limit.
    pub limit: f64,
    /// Where the limit stands.
    pub limit_span: Span,
    /// Whether the alert fires above the limit; else it fires below.
    pub is_met_above: bool,
}

/// The conditions of an alert: those on the sides of `or`, without what else must hold at the time.
pub fn conditions(expr: &Expr) -> Vec<Condition<'_>> {
    let ExprKind::Binary(binary) = &expr.bare().kind else {
        return Vec::new();
    };
    let (left, right) = (&binary.left, &binary.right);
    if binary.operator == BinaryOperator::Or {
        return [conditions(left), conditions(right)].concat();
    }
    if binary.operator.is_set() {
        return conditions(left);
    }
    let limited = binary.limited().filter(|_| !binary.returns_bool);
    limited.and_then(condition).into_iter().collect()
}

fn condition(limited: Limited<'_>) -> Option<Condition<'_>> {
    let operator = limited.operator;
    let is_greater = matches!(
        operator,
        BinaryOperator::Greater | BinaryOperator::GreaterOrEqual
    );
    let is_less = matches!(operator, BinaryOperator::Less | BinaryOperator::LessOrEqual);
    (is_greater || is_less).then_some(Condition {
        value: limited.value,
        limit: limited.limit,
        limit_span: limited.written.span,
        is_met_above: is_greater,
    })
}
