//! What a run may still use: nothing is sent whose worst case does not fit any more.

use super::traffic::Cap;
use crate::base::{Money, Tokens};

/// The most that one request can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worst {
    /// Tokens, prompt and completion together.
    pub tokens: u64,
    /// Money.
    pub spend: Money,
}

impl Worst {
    /// The worst case of a request with so many tokens of prompt, and at most so many of answer.
    pub fn of(prompt: u64, completion: Option<u64>, cap: &Cap) -> Self {
        let completion = completion.unwrap_or(Tokens::ANSWER_MOST);
        Self {
            tokens: prompt.saturating_add(completion),
            spend: cap.prices.of(prompt, completion),
        }
    }
}

/// What a run has used and reserved, over all of its callers.
#[derive(Clone, Debug, Default)]
pub struct Account {
    tokens: u64,
    spend: u64,
    /// Whether it was said that the cap is reached.
    told: bool,
}

impl Account {
    /// Reserves the worst case of a request before it is sent. Where it does not fit, the request
    /// must not be sent; the first time the error says why, for people.
    pub fn reserve(&mut self, worst: Worst, cap: &Cap) -> Result<(), Option<String>> {
        let tokens = self.tokens.saturating_add(worst.tokens);
        let spend = self.spend.saturating_add(worst.spend.micros());
        if tokens <= cap.tokens.count() && spend <= cap.spend.micros() {
            (self.tokens, self.spend) = (tokens, spend);
            return Ok(());
        }
        if std::mem::replace(&mut self.told, true) {
            return Err(None);
        }
        Err(Some(format!(
            "{} tokens of {} and {} of {} are used or reserved, and the next request could use \
             {} tokens and {}",
            self.tokens,
            cap.tokens,
            Money::from_micros(self.spend).rounded(),
            cap.spend,
            worst.tokens,
            worst.spend.rounded()
        )))
    }

    /// Puts what a request really used in the place of what was reserved for it.
    pub fn settle(&mut self, worst: Worst, tokens: u64, spend: Money) {
        self.tokens = self
            .tokens
            .saturating_sub(worst.tokens)
            .saturating_add(tokens);
        self.spend = self
            .spend
            .saturating_sub(worst.spend.micros())
            .saturating_add(spend.micros());
    }
}

#[cfg(test)]
mod tests {
    use super::super::traffic::Prices;
    use super::*;

    fn cap(tokens: u64, spend: u64) -> Cap {
        Cap {
            tokens: Tokens::new(tokens),
            spend: Money::from_micros(spend),
            prices: Prices {
                prompt: Money::from_micros(1_000_000),
                completion: Money::from_micros(2_000_000),
            },
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_and_told_once() {
        let cap = cap(250, 1_000_000);
        let worst = Worst::of(60, Some(40), &cap);
        assert_eq!((worst.tokens, worst.spend.micros()), (100, 140));
        let mut account = Account::default();
        assert_eq!(account.reserve(worst, &cap), Ok(()));
        assert_eq!(account.reserve(worst, &cap), Ok(()));
        let told = account.reserve(worst, &cap).unwrap_err().expect("a reason");
        assert!(told.starts_with("200 tokens of 250"), "{told}");
        assert_eq!(account.reserve(worst, &cap), Err(None));
        account.settle(worst, 30, Money::from_micros(50));
        assert_eq!(account.reserve(worst, &cap), Ok(()), "there is room again");
    }

    #[test]
    fn money_is_a_cap_of_its_own_and_an_answer_without_a_limit_is_a_long_one() {
        let cap = cap(1_000_000, 5_000);
        let worst = Worst::of(0, None, &cap);
        assert_eq!(worst.spend, Money::from_micros(8_192));
        assert!(Account::default().reserve(worst, &cap).is_err());
    }
}
