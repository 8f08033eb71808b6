//! Tokens, and what they cost.

use super::chance::{Purpose, draw};
use super::names::{Model, Provider};
use crate::base::{Money, Tokens};

/// What one request used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens that were sent.
    pub prompt: Tokens,
    /// Tokens that were generated.
    pub completion: Tokens,
}

impl Usage {
    /// All tokens.
    pub fn total(self) -> Tokens {
        Tokens::new(self.prompt.count() + self.completion.count())
    }

    /// The same prompt with only this share of the answer, in thousandths.
    #[must_use]
    pub fn with_thousandths_of_the_answer(self, thousandths: u64) -> Self {
        Self {
            completion: Tokens::new(self.completion.count() * thousandths.min(1_000) / 1_000),
            ..self
        }
    }

    /// The same with no more than this many tokens on either side.
    #[must_use]
    pub fn at_most(self, prompt: u64, completion: u64) -> Self {
        Self {
            prompt: Tokens::new(self.prompt.count().min(prompt)),
            completion: Tokens::new(self.completion.count().min(completion)),
        }
    }

    /// What the provider charges for it.
    pub fn cost(self, provider: Provider) -> Money {
        // Billionths of a dollar per token: a small commercial model, and our own hardware.
        let (prompt, completion) = match provider {
            Provider::Primary => (150, 600),
            Provider::Secondary => (100, 300),
        };
        let nano = self.prompt.count() * prompt + self.completion.count() * completion;
        Money::from_micros((nano + 500) / 1_000)
    }
}

/// The tokens of the request that these bits stand for.
pub fn usage(model: Model, key: u64) -> Usage {
    let (prompt, completion) = match model {
        Model::Chat => (200..400, 50..250),
        Model::Summarize => (1_000..2_000, 100..300),
    };
    let pick = |range: std::ops::Range<u64>, part: u64| {
        let length = range.end - range.start;
        Tokens::new(range.start + (draw(key, part, 0, Purpose::Tokens) >> 32) * length / (1 << 32))
    };
    Usage {
        prompt: pick(prompt, 0),
        completion: pick(completion, 1),
    }
}

/// The longest answer that a provider gives; a model without another limit comes close to it.
pub const LONGEST_ANSWER: u64 = 4_096;

/// The tokens of a request with a question of this length: its answer is one of the model's usual
/// length within the limit, and a long one without a limit.
pub fn usage_within(model: Model, key: u64, prompt: u64, limit: Option<u64>) -> Usage {
    let prompt = Tokens::new(prompt);
    let completion = match limit {
        Some(limit) => usage(model, key).completion.count().min(limit),
        None => LONGEST_ANSWER - (draw(key, 2, 0, Purpose::Tokens) >> 32) * 512 / (1 << 32),
    };
    Usage {
        prompt,
        completion: Tokens::new(completion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_costs_a_fraction_of_a_cent() {
        for key in 0..100 {
            let cost = usage(Model::Chat, key).cost(Provider::Primary);
            assert!((60..210).contains(&cost.micros()), "{cost}");
            let cost = usage(Model::Summarize, key).cost(Provider::Primary);
            assert!((210..480).contains(&cost.micros()), "{cost}");
        }
    }

    #[test]
    fn half_an_answer_has_the_whole_prompt_and_half_the_completion() {
        let whole = usage(Model::Chat, 3);
        let half = whole.with_thousandths_of_the_answer(500);
        assert_eq!(half.prompt, whole.prompt);
        assert_eq!(half.completion.count(), whole.completion.count() / 2);
    }

    #[test]
    fn without_a_limit_an_answer_is_long_and_with_one_never_longer() {
        for key in 0..100 {
            let long = usage_within(Model::Chat, key, 10, None).completion.count();
            assert!((3_500..=4_096).contains(&long), "{long}");
            let usual = usage_within(Model::Chat, key, 10, Some(100));
            assert!((50..=100).contains(&usual.completion.count()));
            assert_eq!(usual.prompt, Tokens::new(10));
        }
    }
}
