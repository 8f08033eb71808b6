//! Shares of samples, and what can be said of them.

use serde::{Deserialize, Serialize};

use crate::base::{Bound, Comparison, Ratio};

/// What is known of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Too little was seen to tell.
    Unknown,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many have the property.
    pub good: u64,
    /// How many there are.
    pub all: u64,
}

/// Fewer samples say nothing.
const MIN_SAMPLES: u64 = 20;
/// Two-sided 95 %.
const Z: f64 = 1.96;

impl Share {
    /// Counts those that have the property.
    pub fn of<T>(items: impl IntoIterator<Item = T>, good: impl Fn(&T) -> bool) -> Self {
        let mut share = Self::default();
        for item in items {
            share.all += 1;
            share.good += u64::from(good(&item));
        }
        share
    }

    /// From 0 to 1; 0 of nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn value(self) -> f64 {
        if self.all == 0 {
            0.0
        } else {
            self.good as f64 / self.all as f64
        }
    }

    /// As a ratio, rounded to a millionth.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is between 0 and 1"
    )]
    pub fn ratio(self) -> Ratio {
        Ratio::from_millionths((self.value() * 1_000_000.0).round() as u32)
    }

    /// Whether the share itself lies within the bound; nothing of nothing does not.
    pub fn holds(self, bound: &Bound<Ratio>) -> bool {
        self.all > 0 && bound.holds(&self.ratio())
    }

    /// Whether what the samples stand for lies within the bound: by Wilson's score interval at
    /// 95 %. An interval that straddles the limit leaves it unknown.
    pub fn judge(self, bound: &Bound<Ratio>) -> Truth {
        if self.all < MIN_SAMPLES {
            return Truth::Unknown;
        }
        let (low, high) = self.interval();
        let limit = bound.limit.as_f64();
        // Whole and nothing are limits that no sample can prove; there the share itself counts.
        let exact = limit <= 0.0 || limit >= 1.0;
        match bound.comparison {
            _ if exact => {
                if self.holds(bound) {
                    Truth::Holds
                } else {
                    Truth::Fails
                }
            }
            Comparison::AtLeast | Comparison::Above if low >= limit => Truth::Holds,
            Comparison::AtLeast | Comparison::Above if high < limit => Truth::Fails,
            Comparison::AtMost | Comparison::Below if high <= limit => Truth::Holds,
            Comparison::AtMost | Comparison::Below if low > limit => Truth::Fails,
            Comparison::AtLeast | Comparison::Above | Comparison::AtMost | Comparison::Below => {
                Truth::Unknown
            }
        }
    }

    /// Whether even these few samples show that the bound is missed.
    pub fn surely_fails(self, bound: &Bound<Ratio>) -> bool {
        let (low, high) = self.interval();
        let limit = bound.limit.as_f64();
        self.all > 0
            && if bound.comparison.is_upper() {
                low > limit
            } else {
                high < limit
            }
    }

    /// How far off the share may be: half of its interval at 95 %; 0 of nothing.
    pub fn error(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        let (low, high) = self.interval();
        (high - low) / 2.0
    }

    /// Wilson's score interval.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn interval(self) -> (f64, f64) {
        let (n, p) = (self.all as f64, self.value());
        let middle = p + Z * Z / (2.0 * n);
        let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        ((middle - spread) / scale, (middle + spread) / scale)
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.2}% ({} of {})",
            self.value() * 100.0,
            self.good,
            self.all
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str) -> Bound<Ratio> {
        text.parse().expect("a bound")
    }

    #[test]
    fn few_samples_and_straddling_intervals_are_unknown() {
        assert_eq!(
            Share { good: 19, all: 19 }.judge(&bound(">= 50%")),
            Truth::Unknown
        );
        assert_eq!(
            Share { good: 50, all: 50 }.judge(&bound(">= 99%")),
            Truth::Unknown
        );
        assert_eq!(
            Share {
                good: 985,
                all: 1000
            }
            .judge(&bound(">= 99%")),
            Truth::Unknown
        );
    }

    #[test]
    fn enough_samples_tell() {
        assert_eq!(
            Share {
                good: 600,
                all: 600
            }
            .judge(&bound(">= 99%")),
            Truth::Holds
        );
        assert_eq!(
            Share {
                good: 900,
                all: 1000
            }
            .judge(&bound(">= 99%")),
            Truth::Fails
        );
        assert_eq!(
            Share { good: 0, all: 100 }.judge(&bound("<= 10%")),
            Truth::Holds
        );
        assert_eq!(
            Share { good: 50, all: 100 }.judge(&bound("< 10%")),
            Truth::Fails
        );
    }

    #[test]
    fn nothing_of_nothing_holds_no_bound() {
        assert!(!Share::default().holds(&bound("<= 10%")));
    }
}
