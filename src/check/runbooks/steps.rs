//! Steps are counted from 1 on, and each has an id of its own.

use std::collections::BTreeSet;

use super::codes;
use super::told::Told;
use super::wrong::Wrong;
use crate::spec::Runbook;

/// Ids that are there twice, and numbers that are not the next.
pub(super) fn check(runbook: &Runbook, told: &mut Told) {
    let mut ids = BTreeSet::new();
    for (step, expected) in runbook.steps().zip(1..) {
        if !ids.insert(&*step.id.value) {
            let wrong = Wrong::new(
                step.id.span,
                format!("two steps are called `{}`", step.id.value),
                "give this one an id of its own: drills and people refer to steps by it",
            );
            told.say(
                codes::STEP_TWICE,
                &runbook.source,
                wrong,
                "for the second time",
            );
        }
        if step.number.value != expected {
            let wrong = Wrong::new(
                step.number.span,
                format!("this is step {expected}, and says {}", step.number.value),
                "count from 1 to the end of the runbook: people say these numbers to each other",
            );
            told.say(
                codes::STEP_NUMBER,
                &runbook.source,
                wrong,
                "not the next one",
            );
        }
    }
}
