//! Mutants of rules: who would notice a mistake in one, the unit tests, a drill, or nobody.
//!
//! ```text
//! rule ─► Mutant::all ─► unit tests ─ none fails ─► drills ─ none changes ─► kill: a test that would
//! ```

mod bench;
mod drills;
mod edit;
mod kill;
mod kinds;
mod mutant;
mod routes;
mod run;
mod unit_tests;
mod written;

pub use bench::{Bench, Subject, Suite};
pub use drills::Drills;
pub use kill::{Killer, killer};
pub use mutant::Mutant;
pub use run::{routes, rules};
