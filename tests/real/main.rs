//! The whole program against real servers: Prometheus, Alertmanager, Toxiproxy, and the stand-in
//! platform, each test with servers and ports of its own.
//!
//! `cargo build --example platform && cargo test --features second-client/toxiproxy --test real`
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

mod cluster;
mod interrupted;
mod kinds;
mod measured;
mod shipped_timings;
#[path = "../proofs/skip.rs"]
mod skip;
mod stage;
mod stand_in;
mod support;
mod verdicts;
mod watched;
