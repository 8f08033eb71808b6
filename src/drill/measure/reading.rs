//! What a signal reads over a stretch of time, and what can be said of it.

use super::{Share, Truth};
use crate::base::{Bound, Comparison, Ratio};

/// A signal over a stretch of time, and the bound on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// So many of so many.
    Share(Share, Bound<Ratio>),
    /// An amount, as dollars in a minute.
    Amount(Amount),
}

/// An amount that was estimated from requests, and the bound on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// The estimate.
    pub value: f64,
    /// Half the width of its interval at 95 %.
    pub spread: f64,
    /// How many requests it rests on.
    pub samples: u64,
    /// The side on which it must lie.
    pub comparison: Comparison,
    /// Of this limit.
    pub limit: f64,
}

/// Fewer requests say nothing.
const MIN_SAMPLES: u64 = 20;
/// Two-sided 95 %.
pub(super) const Z: f64 = 1.96;

impl Reading {
    /// Whether the reading itself lies within its bound; nothing at all does not.
    pub fn holds(&self) -> bool {
        match self {
            Self::Share(share, bound) => share.holds(bound),
            Self::Amount(amount) => amount.samples > 0 && amount.lies(amount.value),
        }
    }

    /// Whether what the requests stand for lies within the bound.
    pub fn judge(&self) -> Truth {
        match self {
            Self::Share(share, bound) => share.judge(bound),
            Self::Amount(amount) => amount.judge(),
        }
    }
}

impl Amount {
    fn lies(&self, value: f64) -> bool {
        let bound = Bound {
            comparison: self.comparison,
            limit: self.limit,
        };
        bound.holds(&value)
    }

    fn judge(&self) -> Truth {
        if self.samples < MIN_SAMPLES {
            return Truth::Unknown;
        }
        let ends = [self.value - self.spread, self.value + self.spread];
        match ends.map(|end| self.lies(end)) {
            [true, true] => Truth::Holds,
            [false, false] => Truth::Fails,
            _ => Truth::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_whose_interval_straddles_its_limit_is_unknown() {
        let amount = |value: f64, samples: u64| {
            Reading::Amount(Amount {
                value,
                spread: 0.1,
                samples,
                comparison: Comparison::AtMost,
                limit: 1.0,
            })
        };
        assert_eq!(amount(0.8, 100).judge(), Truth::Holds);
        assert_eq!(amount(0.95, 100).judge(), Truth::Unknown);
        assert!(amount(0.95, 100).holds());
        assert_eq!(amount(1.2, 100).judge(), Truth::Fails);
        assert_eq!(amount(0.8, 19).judge(), Truth::Unknown);
        assert!(!amount(0.0, 0).holds(), "nothing says nothing");
    }
}
