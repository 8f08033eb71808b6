//! A mark can be set by the second responder, too.

use super::codes;
use super::script::Calls;
use super::told::Told;
use super::wrong::Wrong;

/// Annotations and labels that are refused where they are set already.
pub(super) fn check(calls: &Calls<'_>, told: &mut Told) {
    for (spot, kubectl) in &calls.kubectl {
        let marks = matches!(kubectl.verb.name, "annotate" | "label" | "taint");
        let set = kubectl.pairs.iter().find(|pair| pair.value.is_some());
        if let (true, Some(pair), false) = (marks, set, kubectl.has("overwrite")) {
            let wrong = Wrong::new(
                pair.span,
                format!("`{}` cannot be set where it is set already", pair.key),
                "add `--overwrite`: somebody may have been here before",
            );
            told.wrong(codes::NO_OVERWRITE, *spot, wrong, "refused the second time");
        }
    }
}
