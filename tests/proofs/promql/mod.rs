//! The PromQL room against Prometheus' own acceptance scripts, and against another parser.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers may panic")]

mod compare;
mod data;
mod oracle;
mod run;
mod script;
