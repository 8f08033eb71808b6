//! What the pure machines of this room have in common: they hear something and say what follows.

use crate::base::At;
use crate::world::{Ask, Incoming, Tag};

/// A pure machine that is driven by what a world answers.
pub trait Machine {
    /// What it puts on record.
    type Event;

    /// The first step.
    fn begin(&mut self, at: At) -> Step<Self::Event>;

    /// What follows from something that was heard.
    fn step(&mut self, at: At, incoming: Incoming) -> Step<Self::Event>;
}

/// What follows: the events must be on record before the asks are started.
#[derive(Clone, Debug)]
pub struct Step<E> {
    /// What happened, oldest first.
    pub events: Vec<E>,
    /// What to start.
    pub asks: Vec<(Tag, Ask)>,
    /// When to be called with `Incoming::Due` at the latest.
    pub wake: At,
    /// Whether this was the last step.
    pub done: bool,
}

impl<E> Default for Step<E> {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            asks: Vec::new(),
            wake: At::NEVER,
            done: false,
        }
    }
}

/// Hands out the tags of a machine's asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags(u64);

impl Tags {
    pub(super) fn next(&mut self) -> Tag {
        self.0 += 1;
        Tag(self.0)
    }
}
