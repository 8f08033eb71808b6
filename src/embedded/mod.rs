//! The embedded target: a deterministic LLM platform in memory, and the virtual world around it.
//!
//! ```text
//! Setup ─► Virtual ── ask ─► queue by (time, rank, order) ─► advance ─► Incoming
//!             ├── Platform      requests, probes, metrics
//!             ├── Prometheus    scrapes, series, rules        (promql, alerts::group)
//!             ├── Alertmanager  routing, silences, pages      (alerts::routing)
//!             └── Server        locks, receipts, places; the platform feels the places
//! ```

mod alertmanager;
mod asking;
mod client;
mod clock;
mod event;
mod felt;
mod handle;
mod hooks;
mod ledger;
mod looking;
pub mod platform;
mod prometheus;
mod queue;
#[cfg(test)]
mod scenarios;
mod server;
mod session;
mod settings;
mod setup;
mod toxic;
mod virtual_world;
mod watched;
mod weaken;
mod weakness;

pub use ledger::{NetworkFault, Places};
pub use server::Server;
pub use setup::{Setup, SetupError};
pub use virtual_world::Virtual;
pub use weakness::Weakness;
