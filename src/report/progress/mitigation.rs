//! Whether the mitigation shows yet.

use crate::base::At;
use crate::drill::measure::{signal_holds, usual_server};
use crate::drill::plan::Plan;
use crate::report::words::humane;
use crate::world::Shot;

/// Requests that are remembered; more than any window of a sensible drill has.
const SHOTS_MOST: usize = 20_000;

/// The requests of the last window, and what was told about them.
#[derive(Clone, Debug, Default)]
pub(super) struct MitigationSoFar {
    recent: Vec<Shot>,
    /// Who answered most requests before the fault.
    usual: Option<String>,
    injected: Option<At>,
    effective: Option<At>,
    /// For each promised signal: whether it was told that it holds.
    told: Vec<bool>,
}

impl MitigationSoFar {
    pub(super) fn injected(&mut self, at: At) {
        self.usual = usual_server(&self.recent).map(ToOwned::to_owned);
        self.recent.clear();
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
            let place = self.recent.partition_point(|other| other.due <= shot.due);
            self.recent.insert(place, shot.clone());
        }
        let old = if self.injected.is_some() {
            self.recent.partition_point(|shot| shot.due < from)
        } else {
            0
        };
        let too_many = self.recent.len().saturating_sub(SHOTS_MOST);
        self.recent.drain(..old.max(too_many));
        let Some(effective) = self.effective.filter(|effective| from >= *effective) else {
            return Vec::new();
        };
        let promised = &brief.drill.expect.mitigation;
        self.told.resize(promised.len(), false);
        let usual = self.usual.as_deref();
        let mut lines = Vec::new();
        for (mitigation, told) in promised.iter().zip(&mut self.told) {
            let limit = &mitigation.limit;
            if !*told && signal_holds(&self.recent, (from, until), limit, usual) {
                *told = true;
                let after = from.since(effective);
                lines.push(humane(&format!("mitigated: {limit} since T0 + {after}")));
            }
        }
        lines
    }
}
