//! What the numbers of a metric mean.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the numbers of a metric count or measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Lengths of time, as Prometheus wants them.
    Seconds,
    /// Lengths of time, a thousandth of what thresholds are usually written in.
    Milliseconds,
    /// Lengths of time, a millionth of what thresholds are usually written in.
    Microseconds,
    /// Moments, in seconds since 1970.
    Timestamp,
    /// Sizes.
    Bytes,
    /// Money.
    Dollars,
    /// What language models read and write.
    Tokens,
    /// Requests, attempts, answers, calls.
    Requests,
    /// Parts of a whole, from 0 to 1.
    Ratio,
    /// Parts of a whole, from 0 to 100.
    Percent,
}

impl Unit {
    /// All units, as they are listed for people.
    pub const ALL: [Self; 10] = [
        Self::Seconds,
        Self::Milliseconds,
        Self::Microseconds,
        Self::Timestamp,
        Self::Bytes,
        Self::Dollars,
        Self::Tokens,
        Self::Requests,
        Self::Ratio,
        Self::Percent,
    ];

    /// The word by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Timestamp => "timestamp",
            Self::Bytes => "bytes",
            Self::Dollars => "dollars",
            Self::Tokens => "tokens",
            Self::Requests => "requests",
            Self::Ratio => "ratio",
            Self::Percent => "percent",
        }
    }

    /// How many seconds one of it is, if it measures lengths of time.
    pub const fn in_seconds(self) -> Option<f64> {
        match self {
            Self::Seconds => Some(1.0),
            Self::Milliseconds => Some(1e-3),
            Self::Microseconds => Some(1e-6),
            Self::Timestamp
            | Self::Bytes
            | Self::Dollars
            | Self::Tokens
            | Self::Requests
            | Self::Ratio
            | Self::Percent => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The length of time to which a gauge's numbers are related, as those of a limit per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// As `rate` tells it.
    Second,
    /// As quotas are mostly written.
    Minute,
    /// As budgets may be written.
    Hour,
    /// As budgets are mostly written.
    Day,
}

impl Per {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// The word by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> f64 {
        match self {
            Self::Second => 1.0,
            Self::Minute => 60.0,
            Self::Hour => 3_600.0,
            Self::Day => 86_400.0,
        }
    }
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
