//! What a recovery says, and how it ends.

use super::debt::DebtEvent;
use crate::base::Duration;
use crate::world::{Receipt, RunId};

/// What a recovery says while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoverEvent {
    /// A lock was found; its holder is dead if nothing is heard of it for this long.
    Watching(RunId, Duration),
    /// These receipts are owed.
    Owed(Vec<Receipt>),
    /// One step of putting back.
    Debt(Box<DebtEvent>),
}

/// How a recovery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing is owed any more; this many receipts were settled.
    Clean(usize),
    /// The run is alive and puts back by itself.
    Alive(RunId),
    /// At least one fault may still be in place.
    LeftBehind(Vec<String>),
    /// The place where debts are kept cannot be read, so that nothing is known.
    Unknown(String),
}
