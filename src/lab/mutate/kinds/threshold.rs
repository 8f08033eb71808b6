//! A limit that is off by a factor.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::ExprKind;

const FACTORS: [(&str, f64); 3] = [
    ("threshold/doubled", 2.0),
    ("threshold/halved", 0.5),
    ("threshold/tenfold", 10.0),
];

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        let ExprKind::Binary(binary) = &part.kind else {
            continue;
        };
        if !binary.operator.is_comparison() {
            continue;
        }
        for side in [&binary.left, &binary.right] {
            let ExprKind::Number(limit) = side.bare().kind else {
                continue;
            };
            let place = side.bare().span;
            if limit.abs() < f64::EPSILON {
                edits.push(Edit::new("threshold/raised", place, "1"));
                continue;
            }
            let scaled =
                FACTORS.map(|(what, factor)| Edit::new(what, place, (limit * factor).to_string()));
            edits.extend(scaled);
        }
    }
    edits
}
