//! A comparison the wrong way round, or one that takes its limit in or leaves it out.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::{BinaryOperator, Expr, ExprKind};

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        let ExprKind::Binary(binary) = &part.kind else {
            continue;
        };
        let (flipped, edge) = others(binary.operator);
        let mut replace = |what, operator: Option<BinaryOperator>| {
            let operator = operator.map(BinaryOperator::symbol);
            edits.extend(operator.map(|text| Edit::new(what, binary.operator_span, text)));
        };
        replace("comparison/flipped", flipped);
        // What is measured meets a fraction to the last bit only by chance.
        if is_whole(&binary.left) || is_whole(&binary.right) {
            replace("comparison/edge", edge);
        }
    }
    edits
}

/// The operator the other way round, and the one that treats its limit the other way.
const fn others(operator: BinaryOperator) -> (Option<BinaryOperator>, Option<BinaryOperator>) {
    use BinaryOperator as Op;
    match operator {
        Op::Equal => (Some(Op::NotEqual), None),
        Op::NotEqual => (Some(Op::Equal), None),
        Op::Greater => (Some(Op::Less), Some(Op::GreaterOrEqual)),
        Op::Less => (Some(Op::Greater), Some(Op::LessOrEqual)),
        Op::GreaterOrEqual => (Some(Op::LessOrEqual), Some(Op::Greater)),
        Op::LessOrEqual => (Some(Op::GreaterOrEqual), Some(Op::Less)),
        Op::Add
        | Op::Subtract
        | Op::Multiply
        | Op::Divide
        | Op::Modulo
        | Op::Power
        | Op::Atan2
        | Op::And
        | Op::Or
        | Op::Unless => (None, None),
    }
}

fn is_whole(side: &Expr) -> bool {
    matches!(side.bare().kind, ExprKind::Number(value) if value.fract().abs() < f64::EPSILON)
}
