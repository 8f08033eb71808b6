//! How long the parts of a run may take, and so when everything is put back at the latest.

use super::{Brief, Timing};
use crate::base::Duration;
use crate::drill::debt::Inject;
use crate::drill::fault;
use crate::spec::drill::Shows;
use crate::spec::{Drill, Target};

/// How often a change is attempted, each time with a new receipt.
pub(in crate::drill) const ATTEMPTS: u32 = 3;
/// How long after its end a request is told of at the latest: a world tells once a second.
const REPORTED: Duration = Duration::from_secs(1);
/// Calls that follow one another while the platform is looked at and the lock is taken, the
/// heartbeat and the probe among them; the others are under way at the same time.
const CALLS_BEFORE: u64 = 12;
/// Calls that follow one another when the requests are over: the last measurements, the rules and
/// routes again, how it ended, the lock.
const CALLS_AFTER: u64 = 12;

impl Timing {
    /// How long things may take at a target. The beat is what a drill's own times are counted in: a
    /// thirtieth of the time in which the effect must show, at most a second.
    pub fn at(target: &Target, drill: &Drill) -> Self {
        let beat = Duration::from_ms((drill.effective.within.ms() / 30).clamp(50, 1_000));
        Self {
            call: target.timing.call,
            poll: target.timing.poll,
            lease: target.timing.lease,
            beat,
            ..Self::default()
        }
    }

    /// From the beginning of a run of a drill until everything is put back, at the most: if each call
    /// takes as long as it may, and each change succeeds in the last attempt.
    pub fn put_back_within(&self, drill: &Drill) -> Duration {
        let changes = fault::changes(&drill.fault.via, |_| None).len();
        let made = self.changes_at_most(changes);
        let changes = u64::try_from(changes).unwrap_or(u64::MAX);
        let undo = self.undo_at_most();
        let steady = drill.steady.at_most() + self.grace(drill);
        let rolls_out = drill.fault.rolls_out.unwrap_or_default();
        let fault = rolls_out + drill.fault.hold.max(self.patience_for_effect(drill));
        // What is due is noticed with the next beat.
        let beats = self.beat * 3;
        self.call * CALLS_BEFORE + steady + made + fault + undo * changes + beats
    }

    /// How long so many changes take at the most, each of which succeeds in the last attempt.
    pub(in crate::drill) fn changes_at_most(&self, changes: usize) -> Duration {
        let attempt = self.call * Inject::CALLS + self.undo_at_most();
        attempt * u64::from(ATTEMPTS) * u64::try_from(changes).unwrap_or(u64::MAX)
    }

    /// From the beginning of a run of a drill until it is over, at the most.
    pub fn over_within(&self, drill: &Drill) -> Duration {
        let after = drill.recovers_at_most() + self.grace(drill);
        self.put_back_within(drill) + after + self.call * CALLS_AFTER
    }

    /// How long after it was due a request has ended that is not out of the ordinary.
    fn grace(&self, drill: &Drill) -> Duration {
        drill.steady.p95.limit + self.beat + REPORTED
    }

    fn patience_for_effect(&self, drill: &Drill) -> Duration {
        let effective = &drill.effective;
        match effective.shows {
            Shows::Probe { .. } => effective.within,
            Shows::Signal { .. } => effective.within + self.window() + self.grace(drill) + REPORTED,
        }
    }
}

impl Brief {
    /// How long after it was due a request has ended that is not out of the ordinary.
    pub(in crate::drill) fn grace(&self) -> Duration {
        self.timing.grace(&self.drill)
    }

    /// How long after the injection the effect is waited for. Callers tell of a second only when
    /// its requests have ended.
    pub(in crate::drill) fn patience_for_effect(&self) -> Duration {
        self.timing.patience_for_effect(&self.drill)
    }

    /// From the beginning of the run until everything is put back, at the most.
    pub fn put_back_within(&self) -> Duration {
        self.timing.put_back_within(&self.drill)
    }
}
