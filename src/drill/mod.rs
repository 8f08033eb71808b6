//! The drill itself.
//!
//! Pure but for [`drive`]: the machines know no clock, task or file. A fault is a list of changes;
//! only [`debt`] makes or restores them.

pub mod debt;
mod drive;
mod machine;
mod recover;

pub use drive::{Record, drive};
pub use machine::{Machine, Step};
pub use recover::{Recover, RecoverEvent, RecoverSettings, Recovered};
