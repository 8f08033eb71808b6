//! All attempts that are under way, in the order of their ends.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::flight::Flight;
use crate::base::At;

/// When a flight ends, which of two comes first that end at once, and where it is kept.
type Turn = Reverse<(At, u64, usize)>;

/// The attempts under way.
///
/// The heap sorts small turns instead of whole flights, which are several times larger.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    turns: BinaryHeap<Turn>,
    kept: Vec<Flight>,
    free: Vec<usize>,
    order: u64,
}

impl Flights {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.turns.len()
    }

    /// When the next one ends.
    pub(super) fn next_due(&self) -> At {
        self.turns.peek().map_or(At::NEVER, |turn| turn.0.0)
    }

    /// Adds one; of those that end at once it is the last.
    pub(super) fn add(&mut self, flight: Flight) {
        self.order += 1;
        let place = if let Some(place) = self.free.pop() {
            self.kept[place] = flight;
            place
        } else {
            self.kept.push(flight);
            self.kept.len() - 1
        };
        self.turns.push(Reverse((flight.due, self.order, place)));
    }

    /// Takes out the one that ends next.
    pub(super) fn pop(&mut self) -> Option<Flight> {
        let Reverse((_, _, place)) = self.turns.pop()?;
        self.free.push(place);
        Some(self.kept[place])
    }

    /// Changes each of them; their ends may move.
    pub(super) fn change(&mut self, mut change: impl FnMut(&mut Flight)) {
        let mut turns = std::mem::take(&mut self.turns).into_vec();
        for Reverse((due, _, place)) in &mut turns {
            change(&mut self.kept[*place]);
            *due = self.kept[*place].due;
        }
        self.turns = turns.into();
    }
}
