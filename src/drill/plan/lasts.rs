//! How long the parts of a run may take, and so when everything is put back at the latest.

use super::Brief;
use crate::base::Duration;
use crate::drill::debt::Inject;
use crate::spec::drill::Shows;

/// How often a change is attempted, each time with a new receipt.
pub(in crate::drill) const ATTEMPTS: u32 = 3;
/// How long after its end a request is told of at the latest: a world tells once a second.
const REPORTED: Duration = Duration::from_secs(1);
/// Calls that follow one another while the platform is looked at and the lock is taken, the
/// heartbeat and the probe among them; the others are under way at the same time.
const CALLS_BEFORE: u64 = 12;

impl Brief {
    /// How long after it was due a request has ended that is not out of the ordinary.
    pub(in crate::drill) fn grace(&self) -> Duration {
        self.drill.steady.p95.limit + self.timing.beat + REPORTED
    }

    /// How long after the injection the effect is waited for. Callers tell of a second only when
    /// its requests have ended.
    pub(in crate::drill) fn patience_for_effect(&self) -> Duration {
        let effective = &self.drill.effective;
        match effective.shows {
            Shows::Probe { .. } => effective.within,
            Shows::Signal { .. } => {
                effective.within + self.timing.window() + self.grace() + REPORTED
            }
        }
    }

    /// From the beginning of the run until everything is put back, at the most: if each call takes
    /// as long as it may, and each change succeeds in the last attempt.
    pub fn put_back_within(&self) -> Duration {
        let call = self.timing.call;
        let changes = self.changes(|_| None).len();
        let changes = u64::try_from(changes).unwrap_or(u64::MAX);
        let undo = self.timing.undo_at_most();
        let attempts = (call * Inject::CALLS + undo) * u64::from(ATTEMPTS);
        let steady = self.drill.steady.at_most() + self.grace();
        let rolls_out = self.drill.fault.rolls_out.unwrap_or_default();
        let fault = rolls_out + self.drill.fault.hold.max(self.patience_for_effect());
        // What is due is noticed with the next beat.
        let beats = self.timing.beat * 3;
        call * CALLS_BEFORE + steady + attempts * changes + fault + undo * changes + beats
    }
}
