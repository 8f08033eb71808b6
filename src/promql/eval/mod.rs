//! What an expression is worth at one time, or at many.
//!
//! `evaluator` walks the expression; every other file holds one kind of operation.

mod absent;
mod aggregate;
mod arithmetic;
mod bucket;
mod call;
mod date;
mod element;
mod evaluator;
mod grouping;
mod kahan;
mod label;
mod matching;
mod memo;
mod over_time;
mod plain;
mod quantile;
mod range;
mod rate;
mod regression;
mod scalar;
mod set;
mod sight;
mod sort;
mod table;
mod topk;
mod window;

pub use range::{Repeated, evaluate, evaluate_range};
pub(super) use table::{FUNCTIONS, Work};
