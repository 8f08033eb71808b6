//! What tokens cost.

use std::fmt;
use std::str::FromStr;

use super::{Money, NotAQuantity, as_text};

/// US dollars per million tokens, kept in millionths of a dollar, written as `$0.15/1M`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(Money);

impl Price {
    /// What is reckoned with where nobody says what tokens cost: more than most models ask.
    pub const DEAR: Self = Self(Money::from_micros(10_000_000));

    /// This much for a million tokens.
    pub const fn per_million(money: Money) -> Self {
        Self(money)
    }

    /// What a million tokens cost.
    pub const fn of_a_million(self) -> Money {
        self.0
    }
}

impl FromStr for Price {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        text.strip_suffix("/1M")
            .and_then(|money| money.parse().ok())
            .map(Self)
            .ok_or_else(|| NotAQuantity::new(text, "a price such as `$0.15/1M`"))
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/1M", self.0)
    }
}

as_text!(
    Price,
    "a price in US dollars per million tokens such as $0.15/1M"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_read_what_they_print() {
        for text in ["$0.15/1M", "$10.00/1M", "$0.0375/1M"] {
            assert_eq!(text.parse::<Price>().unwrap().to_string(), text);
        }
        for text in ["$0.15", "0.15/1M", "$0.15/1k", "$0.15 / 1M", "$/1M"] {
            assert!(text.parse::<Price>().is_err(), "{text}");
        }
    }
}
