//! Numbers of tokens.

use std::fmt;
use std::str::FromStr;

use super::{NotAQuantity, as_text, decimal};

/// A number of tokens, written as `50000` or `50k`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tokens(u64);

impl Tokens {
    /// What an answer may have where the request sets no limit: what most models stop at.
    pub const ANSWER_MOST: u64 = 4_096;

    /// This many tokens.
    pub const fn new(tokens: u64) -> Self {
        Self(tokens)
    }

    /// How many.
    pub const fn count(self) -> u64 {
        self.0
    }
}

impl FromStr for Tokens {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let tokens = match text.strip_suffix('k') {
            Some(thousands) => decimal(thousands, 3),
            None => decimal(text, 0),
        };
        tokens
            .map(Self)
            .ok_or_else(|| NotAQuantity::new(text, "a number of tokens such as `50000` or `50k`"))
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0 && self.0.is_multiple_of(1_000) {
            write!(f, "{}k", self.0 / 1_000)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

as_text!(Tokens, "a number of tokens such as 50000 or 50k");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_read_what_they_print() {
        for text in ["50k", "1500", "0"] {
            assert_eq!(text.parse::<Tokens>().unwrap().to_string(), text);
        }
        assert_eq!("1.5k".parse::<Tokens>().unwrap(), Tokens::new(1_500));
        assert!("k".parse::<Tokens>().is_err());
    }
}
