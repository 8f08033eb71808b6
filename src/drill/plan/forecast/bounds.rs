//! How long something takes: at best, as a rule, at worst.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Duration;

/// A length of time that is not known exactly beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// At the shortest.
    pub best: Duration,
    /// As a rule.
    pub expected: Duration,
    /// At the longest.
    pub worst: Duration,
}

/// [`Bounds`] for programs, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoundsMs {
    /// At the shortest.
    pub best_ms: u64,
    /// As a rule.
    pub expected_ms: u64,
    /// At the longest.
    pub worst_ms: u64,
}

impl Bounds {
    /// A length that is known.
    pub const fn exactly(length: Duration) -> Self {
        Self {
            best: length,
            expected: length,
            worst: length,
        }
    }

    /// Anything up to this, and half of it as a rule: something periodic comes at a moment of its
    /// own.
    pub const fn up_to(longest: Duration) -> Self {
        Self {
            best: Duration::ZERO,
            expected: Duration::from_ms(longest.ms() / 2),
            worst: longest,
        }
    }

    /// One after the other.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        self.with(next, |one, other| one + other)
    }

    /// Both are waited for.
    pub(super) fn later(self, other: Self) -> Self {
        self.with(other, Duration::max)
    }

    /// Either will do, and it is not known which of them comes.
    pub(super) fn either(self, other: Self) -> Self {
        Self {
            worst: self.worst.max(other.worst),
            ..self.with(other, Duration::min)
        }
    }

    fn with(self, other: Self, both: impl Fn(Duration, Duration) -> Duration) -> Self {
        Self {
            best: both(self.best, other.best),
            expected: both(self.expected, other.expected),
            worst: both(self.worst, other.worst),
        }
    }

    /// For programs.
    pub const fn in_ms(self) -> BoundsMs {
        BoundsMs {
            best_ms: self.best.ms(),
            expected_ms: self.expected.ms(),
            worst_ms: self.worst.ms(),
        }
    }
}
