//! Commands say in which namespace.

use super::codes;
use super::script::Calls;
use super::told::Told;
use super::wrong::Wrong;

/// Commands that work in whatever namespace somebody used last.
pub(super) fn check(calls: &Calls<'_>, told: &mut Told) {
    for (spot, kubectl) in &calls.kubectl {
        if !kubectl.wants_namespace() || kubectl.namespace().is_some() {
            continue;
        }
        let name = kubectl.verb.name;
        let (message, label) = if kubectl.changes() {
            (
                format!("`kubectl {name}` changes something, and does not say in which namespace"),
                "in the one that was used last",
            )
        } else {
            (
                format!("`kubectl {name}` does not say in which namespace"),
                "finds nothing in another, as if nothing ran",
            )
        };
        let wrong = Wrong::new(kubectl.span, message, "add `-n` and the namespace");
        told.wrong(codes::NO_NAMESPACE, *spot, wrong, label);
    }
}
