//! Shares of a whole.

use std::fmt;
use std::str::FromStr;

use super::{NotAQuantity, as_text, decimal, show_decimal};

/// A share of a whole, kept in millionths, written as `95%`; at most the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(u32);

const WHOLE: u32 = 1_000_000;

impl Ratio {
    /// All of it.
    pub const WHOLE: Self = Self(WHOLE);

    /// This many millionths; more than the whole is the whole.
    pub fn from_millionths(millionths: u32) -> Self {
        Self(millionths.min(WHOLE))
    }

    /// Its millionths of the whole.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// As a number from 0 to 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / f64::from(WHOLE)
    }

    /// How many of the first so many belong to this share, spread evenly over them: what belongs
    /// is the same in every run.
    pub fn of_first(self, many: u64) -> u64 {
        let belong = u128::from(many) * u128::from(self.0) / u128::from(WHOLE);
        u64::try_from(belong).unwrap_or(u64::MAX)
    }

    /// Whether the one of this number, counted from 0, belongs to this share.
    pub fn includes(self, number: u64) -> bool {
        self.of_first(number.saturating_add(1)) > self.of_first(number)
    }
}

impl FromStr for Ratio {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        text.strip_suffix('%')
            .and_then(|percent| decimal(percent, 4))
            .and_then(|millionths| u32::try_from(millionths).ok())
            .filter(|millionths| *millionths <= WHOLE)
            .map(Self)
            .ok_or_else(|| NotAQuantity::new(text, "a share such as `95%`, at most `100%`"))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_decimal(f, u64::from(self.0), 4)?;
        f.write_str("%")
    }
}

as_text!(Ratio, "a share such as 95%, at most 100%");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_read_what_they_print() {
        for text in ["95%", "99.9%", "0%", "100%", "0.01%"] {
            assert_eq!(text.parse::<Ratio>().unwrap().to_string(), text);
        }
        for text in ["0.95", "101%", "%", "-1%", "95 %"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_share_is_spread_evenly_over_what_is_counted() {
        let pattern = |share: &str| -> String {
            let share: Ratio = share.parse().unwrap();
            (0..8)
                .map(|number| if share.includes(number) { 's' } else { '.' })
                .collect()
        };
        assert_eq!(pattern("0%"), "........");
        assert_eq!(pattern("25%"), "...s...s");
        assert_eq!(pattern("50%"), ".s.s.s.s");
        assert_eq!(pattern("100%"), "ssssssss");
        assert_eq!(Ratio::WHOLE.of_first(u64::MAX), u64::MAX);
    }
}
