//! Whether the mitigation shows yet.

use crate::base::At;
use crate::drill::measure::{Callers, Usual};
use crate::drill::plan::Plan;
use crate::report::words::humane;
use crate::world::{Caller, Shot};

/// Requests that are remembered; more than any window of a sensible drill has.
const SHOTS_MOST: usize = 20_000;

/// The requests of the last window, and what was told about them.
#[derive(Clone, Debug, Default)]
pub(super) struct MitigationSoFar {
    /// By caller, in the order of [`Caller::ALL`].
    recent: [Vec<Shot>; Caller::ALL.len()],
    /// What was usual before the fault.
    usual: Usual,
    injected: Option<At>,
    effective: Option<At>,
    /// For each promised signal: whether it was told that it holds.
    told: Vec<bool>,
}

impl MitigationSoFar {
    pub(super) fn injected(&mut self, at: At) {
        self.usual = Usual::of(&self.recent[Caller::Ordinary as usize]);
        self.recent = Default::default();
        self.injected = Some(at);
    }

    pub(super) const fn effective(&mut self, since: At) {
        self.effective = Some(since);
    }

    /// A line for each promised signal, when it first holds over a whole window.
    pub(super) fn shots(&mut self, at: At, shots: &[Shot], plan: Option<&Plan>) -> Vec<String> {
        let Some(plan) = plan else { return Vec::new() };
        let brief = &plan.brief;
        // Only requests that are over by now for certain: else those that hang are overlooked.
        let until = at - brief.drill.traffic.timeout;
        let from = until - brief.timing.window();
        for shot in shots {
            let recent = &mut self.recent[shot.caller as usize];
            let place = recent.partition_point(|other| other.due <= shot.due);
            recent.insert(place, shot.clone());
        }
        for recent in &mut self.recent {
            let old = if self.injected.is_some() {
                recent.partition_point(|shot| shot.due < from)
            } else {
                0
            };
            let over = old.max(recent.len().saturating_sub(SHOTS_MOST));
            // To move the rest for each of them would take longer than all else.
            if over * 2 > recent.len() {
                recent.drain(..over);
            }
        }
        let Some(effective) = self.effective.filter(|effective| from >= *effective) else {
            return Vec::new();
        };
        let promised = &brief.drill.expect.mitigation;
        self.told.resize(promised.len(), false);
        let [ordinary, examiner, runaway] = &self.recent;
        let callers = Callers {
            ordinary,
            examiner,
            runaway,
            usual: &self.usual,
        };
        let mut lines = Vec::new();
        for (mitigation, told) in promised.iter().zip(&mut self.told) {
            let limit = &mitigation.limit;
            if !*told && callers.hold((from, until), limit) {
                *told = true;
                let after = from.since(effective);
                lines.push(humane(&format!("mitigated: {limit} since T0 + {after}")));
            }
        }
        lines
    }
}
