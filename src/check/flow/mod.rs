//! What is known of the result of every part of an expression before there is any data: which
//! labels its series cannot have, may have or always have and which fragment decides so, which
//! values are possible, whether it can return anything, and whether it always does.
//!
//! ```text
//! Expr ─ analyse ─► Flow (a tree like the expression's)
//!                    └ Outcome: branches (labels, values), always, deaths
//! ```
//!
//! What is said holds for all data, as the evaluator in `promql::eval` answers: a test compares
//! both. Where that much is not known, less is said. There is one file for each kind of part.

mod absent;
mod aggregation;
mod analyse;
mod arithmetic;
mod call;
mod comparison;
mod constant;
mod label_set;
mod labels;
mod matching;
mod number;
mod reason;
mod result;
mod selector;
mod set;
mod values;
mod window;

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;

pub use analyse::{Tells, Told, analyse, analyse_told};
pub use comparison::Verdict;
pub use labels::{Clash, Fact, LabelSet, Presence, counts};
pub use reason::{Reason, Why, label_in};
pub use result::{Always, Branch, Cause, Death, Flow, Outcome};
pub use values::Values;
