//! A number that is no limit, and is wrong: a factor, a quantile.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::{Expr, ExprKind};

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        let (what, factor) = match &part.kind {
            ExprKind::Binary(binary) if !binary.operator.is_comparison() => ("number/doubled", 2.0),
            ExprKind::Call(_) | ExprKind::Aggregate(_) => ("number/halved", 0.5),
            ExprKind::Binary(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Range(..)
            | ExprKind::Subquery(_)
            | ExprKind::Sign { .. }
            | ExprKind::Parenthesis(_) => continue,
        };
        for number in part.parts().map(Expr::bare) {
            let ExprKind::Number(value) = number.kind else {
                continue;
            };
            edits.push(if value.abs() < f64::EPSILON {
                Edit::new("number/raised", number.span, "1")
            } else {
                Edit::new(what, number.span, (value * factor).to_string())
            });
        }
    }
    edits
}
