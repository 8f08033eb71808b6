//! Money.

use std::fmt;
use std::ops::{Add, AddAssign};
use std::str::FromStr;

use super::{NotAQuantity, as_text, decimal, show_decimal};

/// An amount in US dollars, kept in millionths, written as `$0.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

impl Money {
    /// This many millionths of a dollar.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The nearest cent, or from a tenth of a cent on the nearest part of one that still tells.
    #[must_use]
    pub const fn rounded(self) -> Self {
        let step = match self.0 {
            10_000.. => 10_000,
            100.. => 100,
            _ => 1,
        };
        Self((self.0 + step / 2) / step * step)
    }

    /// It as a number of dollars.
    #[expect(
        clippy::cast_precision_loss,
        reason = "no budget is near 2^53 millionths"
    )]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Its millionths of a dollar.
    pub const fn micros(self) -> u64 {
        self.0
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl FromStr for Money {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        text.strip_prefix('$')
            .and_then(|amount| decimal(amount, 6))
            .map(Self)
            .ok_or_else(|| NotAQuantity::new(text, "an amount such as `$0.50`"))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole cents are written with two digits, as people do.
        if self.0.is_multiple_of(10_000) {
            write!(f, "${}.{:02}", self.0 / 1_000_000, self.0 / 10_000 % 100)
        } else {
            f.write_str("$")?;
            show_decimal(f, self.0, 6)
        }
    }
}

as_text!(Money, "an amount in US dollars such as $0.50");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_what_it_prints() {
        for text in ["$0.50", "$12.00", "$0.0015"] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
        assert_eq!(
            "0.50".parse::<Money>().unwrap_err().to_string(),
            "`0.50` is not an amount such as `$0.50`"
        );
        assert!(
            "$0.1234567".parse::<Money>().is_err(),
            "finer than a millionth"
        );
    }
}
