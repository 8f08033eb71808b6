//! What an alert asks: a value, and the limit at which it fires.

use crate::base::Span;
use crate::promql::{Binary, BinaryOperator, Expr, ExprKind};

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
    let (operator, left, right) = (binary.operator, &binary.left, &binary.right);
    if operator == BinaryOperator::Or {
        return [conditions(left), conditions(right)].concat();
    }
    if operator.is_set() {
        return conditions(left);
    }
    let is_greater = matches!(
        operator,
        BinaryOperator::Greater | BinaryOperator::GreaterOrEqual
    );
    let is_less = matches!(operator, BinaryOperator::Less | BinaryOperator::LessOrEqual);
    if binary.returns_bool || !(is_greater || is_less) {
        return Vec::new();
    }
    compared(binary, is_greater)
}

fn compared(binary: &Binary, is_left_greater: bool) -> Vec<Condition<'_>> {
    let (left, right) = (&binary.left, &binary.right);
    let condition = |value, limit: f64, written: &Expr, is_met_above| Condition {
        value,
        limit,
        limit_span: written.span,
        is_met_above,
    };
    match (left.constant(), right.constant()) {
        (None, Some(limit)) => vec![condition(left, limit, right, is_left_greater)],
        (Some(limit), None) => vec![condition(right, limit, left, !is_left_greater)],
        (None, None) | (Some(_), Some(_)) => Vec::new(),
    }
}
