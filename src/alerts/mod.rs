//! Alert rules, their state machine, templates and unit tests; routing: which receiver is paged,
//! and when.
//!
//! Pure state machines: time is an argument.

pub mod routing;
pub mod rules;
pub mod template;
mod yaml;
