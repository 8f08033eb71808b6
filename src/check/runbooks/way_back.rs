//! What is changed is changed back.

use super::codes;
use super::script::Calls;
use super::told::Told;
use super::touch::{Touch, touches};
use super::wrong::Wrong;
use crate::spec::runbook::SectionKind;

/// Changes that nothing under `Undo` changes back. A restart needs no way back, and what closing a
/// case changes is meant to stay.
pub(super) fn check(calls: &Calls<'_>, told: &mut Told) {
    let (back, there): (Vec<_>, Vec<_>) =
        calls.kubectl.iter().partition(|(spot, _)| spot.is_undo());
    let back: Vec<Touch> = back
        .iter()
        .flat_map(|(_, kubectl)| touches(kubectl))
        .collect();
    for (spot, kubectl) in there {
        if spot.section.kind == Some(SectionKind::Close) {
            continue;
        }
        for touch in touches(kubectl) {
            if back.iter().any(|back| back.reverses(&touch)) {
                continue;
            }
            let wrong = Wrong::new(
                touch.span,
                format!("{}, and nothing changes it back", touch.says()),
                format!(
                    "add a step under `{}`: `{}`",
                    SectionKind::Undo,
                    touch.way_back()
                ),
            );
            told.wrong(
                codes::NO_WAY_BACK,
                *spot,
                wrong,
                "who remembers this tomorrow?",
            );
        }
    }
}
