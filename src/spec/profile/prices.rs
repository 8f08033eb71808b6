//! What a gateway's model charges.

use serde::{Deserialize, Serialize};

use crate::base::{Money, Price};

/// What the tokens of a drill's own requests cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// Of the question.
    pub prompt: Price,
    /// Of the answer.
    pub completion: Price,
}

impl Prices {
    /// What is reckoned with where nobody says: more than most models ask.
    pub const ASSUMED: Self = Self {
        prompt: Price::per_million(Money::from_micros(10_000_000)),
        completion: Price::per_million(Money::from_micros(10_000_000)),
    };

    /// The most that this many tokens can cost, of which at most so many were answer. Rounded up to
    /// a millionth of a dollar.
    pub fn most(&self, tokens: u64, answer_most: u64) -> Money {
        let answer = if self.completion > self.prompt {
            tokens.min(answer_most)
        } else {
            0
        };
        let cost = self.prompt.of(tokens - answer) + self.completion.of(answer);
        Money::from_micros(u64::try_from(cost.div_ceil(1_000_000)).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(prompt: &str, completion: &str) -> Prices {
        Prices {
            prompt: prompt.parse().unwrap(),
            completion: completion.parse().unwrap(),
        }
    }

    #[test]
    fn tokens_count_as_dear_as_they_may_have_been() {
        let usual = prices("$0.15/1M", "$0.60/1M");
        // 100 of the question and 64 of the answer.
        assert_eq!(usual.most(164, 64), Money::from_micros(54));
        assert_eq!(usual.most(164_000_000, 64_000_000).to_string(), "$53.40");
        assert_eq!(
            usual.most(10, 64),
            Money::from_micros(6),
            "all of them answer"
        );
        let reversed = prices("$0.60/1M", "$0.15/1M");
        assert_eq!(reversed.most(164_000_000, 64_000_000).to_string(), "$98.40");
        assert_eq!(usual.most(0, 64), Money::default());
    }
}
