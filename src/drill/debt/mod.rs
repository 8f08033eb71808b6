//! The debt protocol: the only code that changes anything or puts it back.
//!
//! *Owed* means that a receipt exists, *settled* that it is deleted; there are no other states.
//! A receipt is created before the change that it describes, never overwritten, and serves one
//! attempt: after a conflict or an answer that did not come, it is put back like any other and the
//! next attempt begins with a new read and a new receipt. The write that injects tests the version
//! that was read *before* the receipt existed. So whoever settles the receipt can fence off a write
//! that is still under way, by changing the version.
//!
//! The machines here are pure: they take what was heard and say what to ask next. `tests/proofs/exhaustive.rs`
//! runs them through every interleaving of a small world.

mod event;
mod inject;
mod put_back;
mod undo;

pub use event::DebtEvent;
pub use inject::{Inject, InjectStep, Trouble};
pub use put_back::{PutBack, PutBackStep, Settlement};
pub use undo::{Patience, Undo, UndoStep};
