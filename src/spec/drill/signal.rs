//! Signals: named measures of the platform, and bounds on them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{Bound, Duration, Factor, Money, Ratio};

/// A bound on a signal, in the signal's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum SignalBound {
    /// On a share of the requests.
    Share {
        /// Of which.
        signal: ShareSignal,
        /// The bound.
        is: Bound<Ratio>,
    },
    /// On a latency.
    Latency {
        /// Which.
        signal: LatencySignal,
        /// The bound.
        is: Bound<Duration>,
    },
    /// On a factor.
    Factor {
        /// Which.
        signal: FactorSignal,
        /// The bound.
        is: Bound<Factor>,
    },
    /// On money.
    Money {
        /// Which.
        signal: MoneySignal,
        /// The bound.
        is: Bound<Money>,
    },
}

impl SignalBound {
    /// The names of all signals, as in files and profiles.
    pub const NAMES: [&str; 12] = [
        ShareSignal::Success.name(),
        ShareSignal::FallbackShare.name(),
        ShareSignal::CacheHitRatio.name(),
        ShareSignal::WrongAnswers.name(),
        ShareSignal::NewVersionShare.name(),
        ShareSignal::Blocked.name(),
        LatencySignal::P50.name(),
        LatencySignal::P95.name(),
        LatencySignal::P99.name(),
        FactorSignal::AttemptsPerRequest.name(),
        FactorSignal::CostFactor.name(),
        MoneySignal::SpendPerMinute.name(),
    ];

    /// The names of those that callers see while a drill goes on; of the others only metrics tell.
    pub const SEEN_BY_CALLERS: [&str; 11] = [
        ShareSignal::Success.name(),
        ShareSignal::FallbackShare.name(),
        ShareSignal::CacheHitRatio.name(),
        ShareSignal::WrongAnswers.name(),
        ShareSignal::NewVersionShare.name(),
        ShareSignal::Blocked.name(),
        LatencySignal::P50.name(),
        LatencySignal::P95.name(),
        LatencySignal::P99.name(),
        FactorSignal::CostFactor.name(),
        MoneySignal::SpendPerMinute.name(),
    ];

    /// The signal's name, as in files and profiles.
    pub const fn signal(&self) -> &'static str {
        match self {
            Self::Share { signal, .. } => signal.name(),
            Self::Latency { signal, .. } => signal.name(),
            Self::Factor { signal, .. } => signal.name(),
            Self::Money { signal, .. } => signal.name(),
        }
    }

    /// The bound as it is written.
    pub fn bound(&self) -> String {
        match self {
            Self::Share { is, .. } => is.to_string(),
            Self::Latency { is, .. } => is.to_string(),
            Self::Factor { is, .. } => is.to_string(),
            Self::Money { is, .. } => is.to_string(),
        }
    }
}

impl fmt::Display for SignalBound {
    /// As `success >= 99%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.signal(), self.bound())
    }
}

/// A share of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareSignal {
    /// Those that were answered as they should be.
    Success,
    /// Those that a fallback answered.
    FallbackShare,
    /// Those that a cache answered.
    CacheHitRatio,
    /// Of the questions with known answers, those that were answered wrong.
    WrongAnswers,
    /// Those that another version of the model answered than the one before the drill.
    NewVersionShare,
    /// Of the runaway caller's requests, those that a quota refused.
    Blocked,
}

impl ShareSignal {
    /// Every one of them.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::FallbackShare,
        Self::CacheHitRatio,
        Self::WrongAnswers,
        Self::NewVersionShare,
        Self::Blocked,
    ];

    /// The name in files and profiles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::FallbackShare => "fallback_share",
            Self::CacheHitRatio => "cache_hit_ratio",
            Self::WrongAnswers => "wrong_answers",
            Self::NewVersionShare => "new_version_share",
            Self::Blocked => "blocked",
        }
    }
}

/// The latency that a share of the requests stays under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LatencySignal {
    /// Half of them.
    P50,
    /// 95 %.
    P95,
    /// 99 %.
    P99,
}

impl LatencySignal {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::P50, Self::P95, Self::P99];

    /// The name in files and profiles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
        }
    }
}

/// How many times as many of one thing as of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorSignal {
    /// Requests to providers for each request of a caller: retries multiply an outage.
    AttemptsPerRequest,
    /// What a request costs on average, compared with before the drill.
    CostFactor,
}

impl FactorSignal {
    /// Every one of them.
    pub const ALL: [Self; 2] = [Self::AttemptsPerRequest, Self::CostFactor];

    /// The name in files and profiles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AttemptsPerRequest => "attempts_per_request",
            Self::CostFactor => "cost_factor",
        }
    }
}

/// Money that is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneySignal {
    /// What the runaway caller's requests cost in a minute, at all providers together.
    SpendPerMinute,
}

impl MoneySignal {
    /// Every one of them.
    pub const ALL: [Self; 1] = [Self::SpendPerMinute];

    /// The name in files and profiles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SpendPerMinute => "spend_per_minute",
        }
    }
}
