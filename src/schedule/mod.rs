//! When drills are run by themselves: which of them to start, to pass over, or to wait for.
//!
//! Pure: [`Scheduler`] is told what time it is and what became of what it asked for. What it knows
//! is the fold over its own history, so that a restart knows as much as it did before.

mod entry;
mod history;
mod known;
mod lateness;
mod preview;
mod scheduler;
mod settings;

pub use entry::{Entry, Reason};
pub use history::{BadHistory, History, KEPT, LINES_MOST};
pub use known::{Known, LastEnd};
pub use preview::{Fate, Row, preview};
pub use scheduler::{Ended, Scheduler, Step, Then};
pub use settings::{Settings, Timed};

#[cfg(test)]
mod tests;
