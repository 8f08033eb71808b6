//! The PromQL room against Prometheus' own acceptance scripts, and against another parser.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers may panic")]

#[path = "promql/compare.rs"]
mod compare;
#[path = "promql/data.rs"]
mod data;
#[path = "promql/oracle.rs"]
mod oracle;
#[path = "promql/run.rs"]
mod run;
#[path = "promql/script.rs"]
mod script;
