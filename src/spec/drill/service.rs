//! What is promised to callers.

use serde::{Deserialize, Serialize};

use crate::base::{Bound, Duration, Factor, Money, Ratio};

/// What callers get during a stretch of the drill; at least one of the bounds is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePromise {
    /// Which stretch.
    pub window: ServiceWindow,
    /// Success and latency hold in the worst stretch of this length within the window, and not only
    /// over all of it.
    pub worst: Option<Duration>,
    /// The share of requests that succeed.
    pub success: Option<Bound<Ratio>>,
    /// The latency that 95 % of them stay under.
    pub p95: Option<Bound<Duration>>,
    /// Seconds in which a request failed.
    pub bad_seconds: Option<Bound<u64>>,
    /// Requests to providers for each request of a caller.
    pub attempts_per_request: Option<Bound<Factor>>,
    /// Of the questions with known answers, the share that is answered wrong.
    pub wrong_answers: Option<Bound<Ratio>>,
    /// What a request costs on average, compared with before the drill.
    pub cost_factor: Option<Bound<Factor>>,
    /// What the runaway caller spends, at all providers together: the budget's threshold.
    pub spend: Option<Bound<Money>>,
}

/// A stretch of a drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceWindow {
    /// From when the fault is injected until it is gone; YAML `during: fault`.
    DuringFault,
    /// From when the mitigation holds until the fault is gone; YAML `after: mitigation`.
    AfterMitigation,
    /// From when the fault is gone until service must be as before; YAML `during: recovery`.
    DuringRecovery,
}

impl ServiceWindow {
    /// The stretch in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DuringFault => "during the fault",
            Self::AfterMitigation => "after the mitigation",
            Self::DuringRecovery => "during the recovery",
        }
    }
}
