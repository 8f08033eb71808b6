//! What will happen, in the order in which it will.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::base::At;

/// Of two things at the same moment, the one of the lower rank happens first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The platform itself, and what is done to it.
    Model,
    /// Prometheus looks at the platform.
    Scrape,
    /// Prometheus evaluates a group of rules.
    Rules,
    /// Alertmanager receives, and sends.
    Routing,
    /// Questions arrive, and their answers.
    Answer,
    /// The runner's own affairs.
    Engine,
}

/// Things that will happen, by time, rank and the order in which they were planned.
#[derive(Clone, Debug)]
pub(super) struct Queue<E> {
    planned: BinaryHeap<Planned<E>>,
    order: u64,
}

#[derive(Clone, Debug)]
struct Planned<E> {
    turn: (At, Rank, u64),
    event: E,
}

impl<E> Queue<E> {
    pub(super) const fn new() -> Self {
        Self {
            planned: BinaryHeap::new(),
            order: 0,
        }
    }

    /// Plans something; what is planned for [`At::NEVER`] is forgotten.
    pub(super) fn push(&mut self, at: At, rank: Rank, event: E) {
        if at < At::NEVER {
            self.order += 1;
            let turn = (at, rank, self.order);
            self.planned.push(Planned { turn, event });
        }
    }

    /// When the next thing happens; never, if nothing is planned.
    pub(super) fn next_at(&self) -> At {
        self.planned.peek().map_or(At::NEVER, |next| next.turn.0)
    }

    /// Takes out the next thing.
    pub(super) fn pop(&mut self) -> Option<(At, E)> {
        self.planned.pop().map(|next| (next.turn.0, next.event))
    }

    /// Forgets what does not pass.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut E) -> bool) {
        let mut planned = std::mem::take(&mut self.planned).into_vec();
        planned.retain_mut(|planned| keep(&mut planned.event));
        self.planned = planned.into();
    }
}

impl<E> Ord for Planned<E> {
    /// The one that happens first is the greatest: that is what a heap gives.
    fn cmp(&self, other: &Self) -> Ordering {
        other.turn.cmp(&self.turn)
    }
}

impl<E> PartialOrd for Planned<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Planned<E> {
    fn eq(&self, other: &Self) -> bool {
        self.turn == other.turn
    }
}

impl<E> Eq for Planned<E> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_comes_before_rank_and_rank_before_order() {
        let mut queue = Queue::new();
        let at = At::from_ms;
        queue.push(at(2), Rank::Model, "fourth");
        queue.push(at(1), Rank::Engine, "third");
        queue.push(at(1), Rank::Scrape, "first");
        queue.push(at(1), Rank::Scrape, "second");
        queue.push(At::NEVER, Rank::Model, "never");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        let expected = [(1, "first"), (1, "second"), (1, "third"), (2, "fourth")];
        assert_eq!(order, expected.map(|(ms, event)| (at(ms), event)));
    }
}
