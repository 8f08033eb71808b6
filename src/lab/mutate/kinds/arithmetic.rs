//! An operation that is taken for its opposite.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::{BinaryOperator, ExprKind};

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        if let ExprKind::Binary(binary) = &part.kind
            && let Some(opposite) = opposite(binary.operator)
        {
            let (place, text) = (binary.operator_span, opposite.symbol());
            edits.push(Edit::new("arithmetic/changed", place, text));
        }
    }
    edits
}

const fn opposite(operator: BinaryOperator) -> Option<BinaryOperator> {
    use BinaryOperator as Op;
    match operator {
        Op::Add => Some(Op::Subtract),
        Op::Subtract => Some(Op::Add),
        Op::Multiply => Some(Op::Divide),
        Op::Divide => Some(Op::Multiply),
        Op::Modulo
        | Op::Power
        | Op::Atan2
        | Op::Equal
        | Op::NotEqual
        | Op::Greater
        | Op::Less
        | Op::GreaterOrEqual
        | Op::LessOrEqual
        | Op::And
        | Op::Or
        | Op::Unless => None,
    }
}
