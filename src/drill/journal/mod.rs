//! The journal: everything that happened, append-only. It is evidence, never the authority on what
//! is owed; and it is the engine's only memory.

mod event;
mod observed;
mod record;
mod taken_back;

pub(in crate::drill) use event::QUESTION_OF_ALERTS;
pub use event::{EarlyEnd, Event, Stage};
pub use observed::{Observed, Probed, Seen};
pub use record::{BadJournal, Chain, FORMAT, Header, Line, Written, read, verify};
pub use taken_back::{TakenBackBy, range_of};
