//! The drill itself.
//!
//! Pure but for [`drive`]: the machines know no clock, task or file. A fault is a list of changes;
//! only [`debt`] makes or restores them.

mod code;
pub mod debt;
mod drive;
mod engine;
pub mod fault;
pub mod journal;
mod machine;
pub mod measure;
pub mod plan;
mod pulse;
mod recover;
mod recovered;
mod settle;
mod settle_ahead;
pub mod verdict;
mod watch;

pub use code::{Code, Outcome};
pub use drive::{Record, drive};
pub use engine::Run;
pub use machine::{Machine, Step};
pub use pulse::Life;
pub use recover::{Recover, RecoverSettings};
pub use recovered::{RecoverEvent, Recovered};
pub use settle::{Settling, settling};
pub use settle_ahead::settling_ahead;
pub use watch::{Abandoned, Watch, WatchEvent, WatchSettings};
