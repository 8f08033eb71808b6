//! A function that is taken for its sibling.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::ExprKind;

/// Functions and those that they are confused with.
const SIBLINGS: [(&str, &str); 10] = [
    ("rate", "increase"),
    ("increase", "rate"),
    ("irate", "increase"),
    ("delta", "increase"),
    ("avg_over_time", "max_over_time"),
    ("max_over_time", "min_over_time"),
    ("min_over_time", "max_over_time"),
    ("sum_over_time", "max_over_time"),
    ("count_over_time", "sum_over_time"),
    ("absent_over_time", "present_over_time"),
];

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        let ExprKind::Call(call) = &part.kind else {
            continue;
        };
        let mut siblings = SIBLINGS.iter();
        if let Some((_, sibling)) = siblings.find(|(name, _)| *name == call.function.name) {
            edits.push(Edit::new("function/changed", call.name_span, *sibling));
        }
    }
    edits
}
