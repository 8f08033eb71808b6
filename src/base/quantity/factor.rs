//! How many times as many.

use std::fmt;
use std::str::FromStr;

use super::{NotAQuantity, as_text, decimal, show_decimal};

/// How many times as many of one thing as of another, kept in thousandths, written as `3` or `1.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(u64);

impl Factor {
    /// This many thousandths.
    pub const fn from_thousandths(thousandths: u64) -> Self {
        Self(thousandths)
    }

    /// The nearest factor to a number; what is not a number is none at all, and what is below
    /// zero is zero.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from f64 saturates, and NaN becomes 0"
    )]
    pub fn nearest(value: f64) -> Self {
        Self((value * 1_000.0).round() as u64)
    }

    /// As a number.
    #[expect(clippy::cast_precision_loss, reason = "factors are far below 2^52")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl FromStr for Factor {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        decimal(text, 3)
            .map(Self)
            .ok_or_else(|| NotAQuantity::new(text, "a factor such as `3` or `1.5`"))
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_decimal(f, self.0, 3)
    }
}

as_text!(Factor, "a factor such as 3 or 1.5");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_read_what_they_print() {
        for text in ["3", "1.5", "0", "0.001"] {
            assert_eq!(text.parse::<Factor>().unwrap().to_string(), text);
        }
        for text in ["3x", "-1", "1.2345", "300%"] {
            assert!(text.parse::<Factor>().is_err(), "{text}");
        }
    }
}
