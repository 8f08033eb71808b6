//! A sign of life with each step of something that takes long.

use std::io;

use crate::base::At;
use crate::drill::Record;

/// Hears that something goes on.
pub(super) type GoesOn<'a> = &'a (dyn Fn() + Sync);

/// Puts events on record, and shows with each step that there is one.
pub(super) struct Beating<'a, R>(pub(super) R, pub(super) GoesOn<'a>);

impl<E, R: Record<E>> Record<E> for Beating<'_, R> {
    fn append(&mut self, at: At, events: Vec<E>) -> io::Result<()> {
        (self.1)();
        self.0.append(at, events)
    }
}
