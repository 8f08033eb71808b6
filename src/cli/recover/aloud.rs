//! Says what a recovery does as it goes on; there is no journal.

use std::io;

use crate::base::At;
use crate::cli::speak;
use crate::drill::debt::DebtEvent;
use crate::drill::{Record, RecoverEvent};

/// Says everything.
pub(super) struct Aloud;

impl Record<RecoverEvent> for Aloud {
    fn append(&mut self, _: At, events: Vec<RecoverEvent>) -> io::Result<()> {
        for event in &events {
            say(event);
        }
        Ok(())
    }
}

/// Says one step.
pub(super) fn say(event: &RecoverEvent) {
    match event {
        RecoverEvent::Watching(run, length) => {
            speak::say(&format!(
                "run {run} holds the lock; is it alive? up to {length}"
            ));
        }
        RecoverEvent::Owed(receipts) => {
            for receipt in receipts {
                speak::say(&format!("owed: {} ({})", receipt.change.place, receipt.id));
            }
        }
        RecoverEvent::Debt(step) => match &**step {
            DebtEvent::Settled { id, settlement } => speak::say(&format!("{id}: {settlement}")),
            DebtEvent::Hindered { id, why } => {
                speak::say(&format!("{id}: {why}; trying again"));
            }
            DebtEvent::LeftBehind { receipt, why } => {
                speak::say(&format!(
                    "LEFT BEHIND {}: {why}; {}",
                    receipt.id, receipt.undo
                ));
            }
            DebtEvent::Intended { .. }
            | DebtEvent::Injected { .. }
            | DebtEvent::NotInjected { .. } => {}
        },
    }
}
