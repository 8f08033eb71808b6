//! What a drill's own requests cost: one of them, and all of them at the most.

use serde::{Deserialize, Serialize};

use super::{Plan, traffic};
use crate::base::{Money, Tokens};
use crate::world::{Caller, Outcome, Prices, Shot};

/// The most that a run can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorstCase {
    /// Requests.
    pub requests: u64,
    /// Their tokens, prompts and completions together.
    pub tokens: Tokens,
    /// What these cost.
    pub spend: Money,
}

impl Plan {
    /// What is reckoned with: the profile's prices, else dear ones.
    pub fn prices(&self) -> Prices {
        traffic::prices(&self.brief)
    }

    /// What the run uses if it lasts as long as it may, and each answer is as long as it may be.
    pub fn worst_case(&self) -> WorstCase {
        let most = self.brief.drill.usage_at_most();
        WorstCase {
            requests: most.requests,
            tokens: most.tokens(),
            spend: self.prices().of(most.prompts, most.answers),
        }
    }

    /// The tokens of a request that ended; if its answer does not say, the most that it can be.
    pub fn tokens_of(&self, shot: &Shot) -> u64 {
        let answered = matches!(shot.outcome, Outcome::Ok | Outcome::Cut | Outcome::Garbled);
        if shot.tokens == 0 && answered {
            self.brief.drill.traffic.tokens_at_most()
        } else {
            u64::from(shot.tokens)
        }
    }

    /// What a request that ended cost; where nobody says, the most that it can have been.
    pub fn cost_of(&self, shot: &Shot) -> Money {
        shot.cost.unwrap_or_else(|| {
            let (tokens, prices) = (self.tokens_of(shot), self.prices());
            let answer = match shot.caller {
                Caller::Ordinary | Caller::Examiner => {
                    tokens.min(u64::from(self.brief.drill.traffic.max_tokens))
                }
                Caller::Runaway => tokens,
            };
            prices.of(tokens - answer, answer).max(prices.of(tokens, 0))
        })
    }
}
