//! What a drill's own requests cost: one of them, and all of them at the most.

use serde::{Deserialize, Serialize};

use super::{Plan, traffic};
use crate::base::{Duration, Money, Tokens};
use crate::spec::drill::Traffic;
use crate::world::{Asks, Caller, Outcome, Prices, Schedule, Shot, Worst};

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
        let drill = &self.brief.drill;
        let always = self.traffic.iter().map(|one| (one, drill.lasts_at_most()));
        let broken = self.runaway.iter().map(|one| (one, drill.fault.hold));
        always
            .chain(broken)
            .fold(WorstCase::default(), |sum, (schedule, length)| {
                let most = most(schedule, length, self.prices());
                WorstCase {
                    requests: sum.requests.saturating_add(most.requests),
                    tokens: Tokens::new(sum.tokens.count().saturating_add(most.tokens.count())),
                    spend: sum.spend + most.spend,
                }
            })
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

fn most(schedule: &Schedule, length: Duration, prices: Prices) -> WorstCase {
    let due = schedule.rate.events_in(length.ms());
    let (requests, prompt) = match schedule.asks {
        Asks::Copies { copies } => (due.saturating_mul(copies.into()), Traffic::QUESTION_TOKENS),
        Asks::Growing {
            prompt_tokens,
            turns,
        } => (due, u64::from(prompt_tokens) * u64::from(turns)),
        Asks::Fresh | Asks::Repeated { .. } | Asks::Known { .. } => (due, Traffic::QUESTION_TOKENS),
    };
    let answer = schedule.max_tokens.map_or(Worst::ANSWER_MOST, u64::from);
    let (prompts, answers) = (
        requests.saturating_mul(prompt),
        requests.saturating_mul(answer),
    );
    WorstCase {
        requests,
        tokens: Tokens::new(prompts.saturating_add(answers)),
        spend: prices.of(prompts, answers),
    }
}
