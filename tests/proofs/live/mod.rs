//! The live world against scripted servers, and, where there is one, against a real Toxiproxy.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

mod alertmanager;
mod callers;
mod cap;
mod conversations;
mod ledger;
mod look;
mod mutual_tls;
mod prometheus;
mod real_toxiproxy;
mod stand_in;
mod support;
mod tls_server;
mod toxiproxy;
mod traffic;
