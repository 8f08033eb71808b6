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
        write!(f, "{}%", show_decimal(u64::from(self.0), 4))
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
}
