//! Requests that wait for a place at a provider, in the order in which they came.

use std::collections::VecDeque;

use super::flight::Flight;
use super::names::Provider;
use super::places::Places;
use crate::base::At;

/// The lines before both providers.
#[derive(Clone, Debug)]
pub(super) struct Line {
    waiting: [VecDeque<Flight>; Provider::ALL.len()],
    /// When the first of them loses patience.
    next_leave: At,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            waiting: Default::default(),
            next_leave: At::NEVER,
        }
    }
}

impl Line {
    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.iter().map(VecDeque::len).sum()
    }

    /// Adds one at the end.
    pub(super) fn add(&mut self, flight: Flight) {
        self.next_leave = self.next_leave.min(flight.leaves);
        self.waiting[flight.provider.index()].push_back(flight);
    }

    /// When the first of them loses patience.
    pub(super) const fn next_leave(&self) -> At {
        self.next_leave
    }

    /// Notes that this one is gone.
    fn without(&mut self, gone: Flight) -> Flight {
        if gone.leaves <= self.next_leave {
            let all = self.waiting.iter().flatten();
            let leaves = all.map(|flight| flight.leaves).min();
            self.next_leave = leaves.unwrap_or(At::NEVER);
        }
        gone
    }

    /// Takes out one that has no patience left.
    pub(super) fn take_left(&mut self, now: At) -> Option<Flight> {
        let left = self.waiting.iter_mut().find_map(|line| {
            let place = line.iter().position(|flight| flight.leaves <= now)?;
            line.remove(place)
        })?;
        Some(self.without(left))
    }

    /// Takes out the first that gets a place now: whose tenant has all of its share is passed by.
    pub(super) fn take_next(&mut self, provider: Provider, places: &mut Places) -> Option<Flight> {
        let line = &mut self.waiting[provider.index()];
        let place = line
            .iter()
            .position(|flight| places.take(provider, flight.tenant, flight.count))?;
        let next = line.remove(place)?;
        Some(self.without(next))
    }

    /// Takes out everybody.
    pub(super) fn take_all(&mut self) -> Vec<Flight> {
        let lines = std::mem::take(self).waiting;
        lines.into_iter().flatten().collect()
    }
}
