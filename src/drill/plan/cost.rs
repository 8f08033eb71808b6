//! What a drill's own requests cost: one of them, and all of them at the most.

use serde::{Deserialize, Serialize};

use super::Plan;
use crate::base::{Money, Tokens};
use crate::spec::profile::Prices;
use crate::world::{Outcome, Shot};

/// The most that a run can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        self.brief.prices.unwrap_or(Prices::ASSUMED)
    }

    /// What the run uses if it lasts as long as it may, and each answer is as long as it may be.
    pub fn worst_case(&self) -> WorstCase {
        let drill = &self.brief.drill;
        let requests = drill.traffic.rate.events_in(drill.lasts_at_most().ms());
        let tokens = requests.saturating_mul(drill.traffic.tokens_at_most());
        let answers = requests.saturating_mul(u64::from(drill.traffic.max_tokens));
        WorstCase {
            requests,
            tokens: Tokens::new(tokens),
            spend: self.prices().most(tokens, answers),
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

    /// The most that a request that ended can have cost.
    pub fn cost_of(&self, shot: &Shot) -> Money {
        let answer_most = u64::from(self.schedule.max_tokens);
        self.prices().most(self.tokens_of(shot), answer_most)
    }
}
