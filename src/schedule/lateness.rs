//! Why a drill that was due was not started: what went on at that time.

use super::entry::Reason;
use crate::base::ServerTime;

/// Stretches that are remembered; a drill is late for minutes, and each takes longer.
const REMEMBERED: usize = 64;

/// Why, in one word and in a sentence.
pub(super) type Because = (Reason, String);

/// What kept drills from being started, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lateness {
    /// Since when this scheduler has been there.
    began: ServerTime,
    busy: Vec<(ServerTime, ServerTime, Because)>,
}

impl Lateness {
    pub(super) const fn new(began: ServerTime) -> Self {
        Self {
            began,
            busy: Vec::new(),
        }
    }

    /// Nothing could be started from one moment to another.
    pub(super) fn busy(&mut self, from: ServerTime, until: ServerTime, why: Because) {
        if self.busy.len() == REMEMBERED {
            self.busy.remove(0);
        }
        self.busy.push((from, until, why));
    }

    /// Why nothing was started when it should have been.
    pub(super) fn why(&self, then: ServerTime) -> Because {
        let missed = |why: &str| (Reason::Missed, why.to_owned());
        if then < self.began {
            return missed("the scheduler was not running");
        }
        let mut busy = self.busy.iter().rev();
        let found = busy.find(|(from, until, _)| *from <= then && then <= *until);
        found.map_or_else(
            || missed("the scheduler stood still: was the machine asleep?"),
            |(_, _, why)| why.clone(),
        )
    }
}
