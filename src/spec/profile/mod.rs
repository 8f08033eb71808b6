//! A profile: how one gateway exposes the signals.

mod low;
mod prices;
mod requests;
mod resolve;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::metrics::Metric;

pub(super) use low::LowProfile;
pub use prices::Prices;

/// How one gateway shows what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The file's name without `.yaml`.
    pub name: String,
    /// The response header that says who answered; none where the gateway does not say.
    pub served_by: Option<String>,
    /// The response header that says whether a cache answered.
    #[serde(default)]
    pub cached: Option<Cached>,
    /// The response header that says what the answer cost, in dollars.
    #[serde(default)]
    pub cost: Option<String>,
    /// The response header that says which version of the model answered; without it, the answer's
    /// own `model` says so.
    #[serde(default)]
    pub version: Option<String>,
    /// How a request says that no cache may answer it.
    #[serde(default)]
    pub cache_bypass: Option<CacheBypass>,
    /// The signals that metrics give, by name.
    pub signals: BTreeMap<String, Signal>,
    /// Who may take a change back, by name, and an expression that exceeds 0 when they do. It is
    /// asked where what holds the change does not keep who wrote it.
    #[serde(default)]
    pub takes_back: BTreeMap<String, Signal>,
    /// The selector of kube-state-metrics' series that tell which images the platform's containers
    /// run; a deployment during a drill makes its verdict inconclusive.
    #[serde(default)]
    pub images: Option<String>,
    /// PromQL selectors that return series on a healthy platform; if not, telemetry is missing.
    pub requires: Vec<String>,
    /// What the dearest model charges that may answer a drill; none where nobody says.
    pub prices: Option<Prices>,
    /// The metrics that it exposes, by name; that of a histogram without `_bucket`.
    #[serde(default)]
    pub metrics: BTreeMap<String, Metric>,
    /// Beginnings of names: a metric whose name begins so is listed here, or does not exist.
    #[serde(default)]
    pub families: Vec<String>,
    /// Labels that the scrape adds to every metric, besides those that most scrapes add.
    #[serde(default)]
    pub target_labels: Vec<String>,
    /// Whether operators may add labels of their own to the metrics.
    #[serde(default)]
    pub more_labels: bool,
}

/// A response header that says whether a cache answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cached {
    /// Its name, in lower case.
    pub header: String,
    /// Its value when a cache did.
    pub hit: String,
}

/// How a request says that no cache may answer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheBypass {
    /// By a header and its value.
    Header(String, String),
    /// By a field of its body and its JSON value.
    Field(String, serde_json::Value),
}

/// A signal that metrics give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// An expression that gives one series.
    pub promql: String,
}

impl Signal {
    /// The expressions of some signals, by name.
    pub fn texts(signals: &BTreeMap<String, Self>) -> BTreeMap<String, String> {
        let signals = signals.iter();
        signals
            .map(|(name, signal)| (name.clone(), signal.promql.clone()))
            .collect()
    }
}
