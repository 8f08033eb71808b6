//! A group of rules over time: what is pending, what fires, what is written, what is sent.
//!
//! ```text
//! GroupState.evaluate(at, store) ─► recorded series, ALERTS, ALERTS_FOR_STATE into the store
//!        │                          Evaluation: what changed, what failed
//!        └─ to_send(at) ─► what Prometheus posts to Alertmanager at this tick
//! ```

mod alerting;
mod alerts;
mod evaluation;
mod known;
mod options;
mod recording;
mod send;
mod state;
mod wrote;

pub use alerts::{ActiveAlert, AlertState};
pub use evaluation::{AlertChange, Change, Evaluation, RuleError};
pub use options::GroupOptions;
pub use send::SentAlert;
pub use state::GroupState;

#[cfg(test)]
mod remembered_tests;
