//! What the objective of a golden signal is counted in.

use std::fmt;
use std::str::FromStr;

use crate::base::{Duration, Factor, Money, Ratio};
use crate::spec::reader::Meaning;

/// An amount of whatever a signal counts; its unit says of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A share, as `99%`.
    Share(Ratio),
    /// A length of time, as `3s`.
    Time(Duration),
    /// Money, as `$0.50`.
    Money(Money),
    /// A number without a unit, as the score `0.7`.
    Number(Factor),
}

impl Amount {
    /// It as what expressions count: shares from 0 to 1, seconds, dollars.
    pub fn number(self) -> f64 {
        match self {
            Self::Share(share) => share.as_f64(),
            Self::Time(time) => time.secs_f64(),
            Self::Money(money) => money.dollars(),
            Self::Number(number) => number.as_f64(),
        }
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let share = text.parse().map(Self::Share).ok();
        let time = || text.parse().map(Self::Time).ok();
        let money = || text.parse().map(Self::Money).ok();
        let number = || text.parse().map(Self::Number).ok();
        share
            .or_else(money)
            .or_else(number)
            .or_else(time)
            .ok_or_else(|| {
                let shown: String = text.chars().take(40).collect();
                format!("`{shown}` is not an amount such as `99%`, `3s`, `$0.50` or `0.7`")
            })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => share.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl Meaning for Amount {
    const EXPECTED: &'static str = "an amount";

    fn advice(_: &str) -> String {
        "write a share as `99%`, a time as `3s`, money as `$0.50`, or a plain number".into()
    }

    fn pattern() -> Option<String> {
        let patterns = [
            Ratio::pattern(),
            Duration::pattern(),
            Money::pattern(),
            Factor::pattern(),
        ];
        let patterns: Option<Vec<String>> = patterns.into_iter().collect();
        patterns.map(|patterns| patterns.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_says_what_is_counted() {
        let read = |text: &str| text.parse::<Amount>().unwrap();
        assert!(matches!(read("99.5%"), Amount::Share(_)));
        assert!(matches!(read("3s"), Amount::Time(_)));
        assert!(matches!(read("$0.50"), Amount::Money(_)));
        assert!(matches!(read("0.7"), Amount::Number(_)));
        assert!("3 s".parse::<Amount>().is_err());
    }
}
