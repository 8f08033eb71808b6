//! A condition that somebody forgot: one side of `and`, `or` and `unless`.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::{BinaryOperator, ExprKind};

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        let ExprKind::Binary(binary) = &part.kind else {
            continue;
        };
        if !binary.operator.is_set() {
            continue;
        }
        let left = written.at(binary.left.span);
        edits.push(Edit::new("side/dropped", part.span, left));
        // What is left of `a unless b` without `a` is its opposite, and nobody's mistake.
        if binary.operator != BinaryOperator::Unless {
            let right = written.at(binary.right.span);
            edits.push(Edit::new("side/dropped", part.span, right));
        }
    }
    edits
}
