//! A profile: how one gateway exposes the signals.

mod low;
mod prices;
mod resolve;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use prices::Prices;

/// How one gateway shows what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The file's name without `.yaml`.
    pub name: String,
    /// The response header that says who answered; none where the gateway does not say.
    pub served_by: Option<String>,
    /// The signals that metrics give, by name.
    pub signals: BTreeMap<String, Signal>,
    /// PromQL selectors that return series on a healthy platform; if not, telemetry is missing.
    pub requires: Vec<String>,
    /// What the dearest model charges that may answer a drill; none where nobody says.
    pub prices: Option<Prices>,
}

/// A signal that metrics give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// An expression that gives one series.
    pub promql: String,
}
