//! What is promised to callers.

use serde::{Deserialize, Serialize};

use crate::base::{Bound, Duration, Factor, Ratio};

/// What callers get during a stretch of the drill; at least one of the bounds is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePromise {
    /// Which stretch.
    pub window: ServiceWindow,
    /// The share of requests that succeed.
    pub success: Option<Bound<Ratio>>,
    /// The latency that 95 % of them stay under.
    pub p95: Option<Bound<Duration>>,
    /// Seconds in which a request failed.
    pub bad_seconds: Option<Bound<u64>>,
    /// Requests to providers for each request of a caller.
    pub attempts_per_request: Option<Bound<Factor>>,
}

/// A stretch of a drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceWindow {
    /// From when the fault is injected until it is gone; YAML `during: fault`.
    DuringFault,
    /// From when the mitigation holds until the fault is gone; YAML `after: mitigation`.
    AfterMitigation,
}
