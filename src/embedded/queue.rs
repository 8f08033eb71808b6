//! What will happen, in the order in which it will.

use std::collections::BTreeMap;

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
    planned: BTreeMap<(At, Rank, u64), E>,
    order: u64,
}

impl<E> Queue<E> {
    pub(super) const fn new() -> Self {
        Self {
            planned: BTreeMap::new(),
            order: 0,
        }
    }

    /// Plans something; what is planned for [`At::NEVER`] is forgotten.
    pub(super) fn push(&mut self, at: At, rank: Rank, event: E) {
        if at < At::NEVER {
            self.order += 1;
            self.planned.insert((at, rank, self.order), event);
        }
    }

    /// When the next thing happens; never, if nothing is planned.
    pub(super) fn next_at(&self) -> At {
        self.planned
            .first_key_value()
            .map_or(At::NEVER, |((at, _, _), _)| *at)
    }

    /// Takes out the next thing.
    pub(super) fn pop(&mut self) -> Option<(At, E)> {
        self.planned
            .pop_first()
            .map(|((at, _, _), event)| (at, event))
    }

    /// Forgets what does not pass.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut E) -> bool) {
        self.planned.retain(|_, event| keep(event));
    }
}

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
