//! Alert rules, their state machine, templates and unit tests; routing: which receiver is paged,
//! and when.
//!
//! Pure state machines: time is an argument.

pub mod group;
pub mod routing;
pub mod rules;
pub mod template;
pub mod unit_test;
mod yaml;

#[cfg(test)]
mod chain_tests;
