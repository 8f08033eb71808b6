//! firedrill runs fire drills on LLM platforms.
//!
//! It breaks one thing on purpose, watches whether the alert fires, the page arrives and the
//! mitigation works within their objectives, puts everything back, and writes a verdict.
//!
//! Data flows one way: `file → spec → facts → plan → engine ⇄ world → journal → verdict → report`.
//! Modules are listed below so that each uses only those above it; `tests/tidy/layers.rs` holds the table.

pub mod alerts;
pub mod base;
pub mod check;
pub mod cli;
pub mod deploy;
pub mod drill;
pub mod embedded;
pub mod lab;
pub mod live;
pub mod promql;
pub mod report;
pub mod schedule;
pub mod spec;
pub mod world;
