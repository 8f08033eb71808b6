//! Mutants of rules and routes: who would notice a mistake in one, the unit tests, the severity policy,
//! a drill, or nobody.
//!
//! ```text
//! rule  ─► Mutant::all ─► unit tests ─ none fails ─┐
//! route ─► RouteMutant::all ───────────────────────┴► policy ─ no error ─► drills ─ none changes ─┐
//!                                                            kill: a test that would notice ◄─────┘
//! ```

mod bench;
mod drills;
mod edit;
mod kill;
mod kinds;
mod mutant;
mod narrow;
mod policy;
mod reads;
mod routes;
mod run;
mod unit_tests;
mod written;

pub use bench::{Bench, Subject, Suite};
pub use drills::Drills;
pub use kill::{Killer, killer};
pub use mutant::Mutant;
pub use policy::Judge;
pub use run::{routes, rules};
