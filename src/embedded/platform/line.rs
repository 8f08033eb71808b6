//! Requests that wait for a place at a provider, in the order in which they came.

use std::collections::VecDeque;

use super::flight::Flight;
use super::names::Provider;
use super::places::Places;
use crate::base::At;

/// The lines before both providers.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    waiting: [VecDeque<Flight>; Provider::ALL.len()],
}

impl Line {
    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.iter().map(VecDeque::len).sum()
    }

    /// Adds one at the end.
    pub(super) fn add(&mut self, flight: Flight) {
        self.waiting[flight.provider.index()].push_back(flight);
    }

    /// When the first of them loses patience.
    pub(super) fn next_leave(&self) -> At {
        let all = self.waiting.iter().flatten();
        all.map(|flight| flight.leaves).min().unwrap_or(At::NEVER)
    }

    /// Takes out one that has no patience left.
    pub(super) fn take_left(&mut self, now: At) -> Option<Flight> {
        self.waiting.iter_mut().find_map(|line| {
            let place = line.iter().position(|flight| flight.leaves <= now)?;
            line.remove(place)
        })
    }

    /// Takes out the first that gets a place now: whose tenant has all of its share is passed by.
    pub(super) fn take_next(&mut self, provider: Provider, places: &mut Places) -> Option<Flight> {
        let line = &mut self.waiting[provider.index()];
        let place = line
            .iter()
            .position(|flight| places.take(provider, flight.tenant, flight.count))?;
        line.remove(place)
    }

    /// Takes out everybody.
    pub(super) fn take_all(&mut self) -> Vec<Flight> {
        let lines = self.waiting.iter_mut();
        lines.flat_map(std::mem::take).collect()
    }
}
