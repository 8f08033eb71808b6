//! What a drill's own requests use, reckoned before any of them is sent.

use super::{Amplify, Drill, Questions, Traffic, Via};
use crate::base::{Duration, Rate, Tokens};

/// What a drill's own requests use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests.
    pub requests: u64,
    /// Tokens that are sent.
    pub prompts: u64,
    /// Tokens that are generated.
    pub answers: u64,
}

impl Usage {
    /// So many requests that are all alike.
    const fn of(requests: u64, prompt: u64, answer: u64) -> Self {
        Self {
            requests,
            prompts: requests.saturating_mul(prompt),
            answers: requests.saturating_mul(answer),
        }
    }

    const fn and(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            prompts: self.prompts.saturating_add(other.prompts),
            answers: self.answers.saturating_add(other.answers),
        }
    }

    /// Prompts and answers together.
    pub const fn tokens(self) -> Tokens {
        Tokens::new(self.prompts.saturating_add(self.answers))
    }
}

impl Drill {
    /// What it uses at the most: each answer is as long as it may be, nothing stops the runaway
    /// caller, and service is back no sooner than it must be.
    pub fn usage_at_most(&self) -> Usage {
        let hold = self.fault.lasts_at_most();
        let answer = u64::from(self.traffic.max_tokens);
        let calm = self.steady.at_most() + self.recovers_at_most();
        let alike = |rate: Rate, length: Duration, prompt: u64| {
            Usage::of(requests(rate, length), prompt, answer)
        };
        let ordinary = alike(self.traffic.rate, calm + hold, Traffic::QUESTION_TOKENS);
        let examined = self
            .questions
            .as_ref()
            .map(|questions| alike(questions.rate, calm + hold, question_tokens(questions)));
        let runaway = match &self.fault.via {
            Via::Traffic { amplify, rate } => {
                Some(alike(*rate, calm, Traffic::QUESTION_TOKENS).and(amplified(
                    *amplify,
                    requests(*rate, hold),
                    answer,
                )))
            }
            Via::Toxiproxy { .. } | Via::Cluster { .. } => None,
        };
        [examined, runaway]
            .into_iter()
            .flatten()
            .fold(ordinary, Usage::and)
    }
}

/// How many requests fall due in a stretch of time.
pub(super) fn requests(rate: Rate, length: Duration) -> u64 {
    rate.events_in(length.ms())
}

/// Tokens that the prompts of an amplified caller have at the least, after so many due requests.
pub(super) fn prompts_at_least(amplify: Amplify, due: u64) -> u64 {
    match amplify {
        Amplify::RetryStorm { copies } => due.saturating_mul(u64::from(copies)),
        Amplify::AgentLoop {
            prompt_tokens,
            turns,
        } => growing(u64::from(prompt_tokens), u64::from(turns), due),
        Amplify::NoMaxTokens => due,
    }
}

/// The same with all that surrounds them, and with the answers.
fn amplified(amplify: Amplify, due: u64, answer: u64) -> Usage {
    let plain = Usage::of(due, Traffic::QUESTION_TOKENS, answer);
    match amplify {
        Amplify::RetryStorm { copies } => Usage::of(
            due.saturating_mul(u64::from(copies)),
            Traffic::QUESTION_TOKENS,
            answer,
        ),
        Amplify::AgentLoop { .. } => Usage {
            prompts: plain.prompts.saturating_add(prompts_at_least(amplify, due)),
            ..plain
        },
        Amplify::NoMaxTokens => Usage::of(due, Traffic::QUESTION_TOKENS, Tokens::ANSWER_MOST),
    }
}

/// Tokens of conversations whose n-th turn has n times as many as the first.
fn growing(first: u64, turns: u64, due: u64) -> u64 {
    let up_to = |turn: u64| turn.saturating_mul(turn + 1) / 2;
    let (whole, begun) = (due / turns.max(1), due % turns.max(1));
    let sum = whole
        .saturating_mul(up_to(turns))
        .saturating_add(up_to(begun));
    sum.saturating_mul(first)
}

/// A token has four characters on average, and two where there are many digits.
fn question_tokens(questions: &Questions) -> u64 {
    let longest = questions
        .set
        .iter()
        .map(|question| question.ask.len())
        .max();
    let longest = u64::try_from(longest.unwrap_or(0)).unwrap_or(u64::MAX);
    Traffic::QUESTION_TOKENS.max(longest / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_conversation_is_counted_turn_by_turn() {
        let turn_by_turn = |due: u64| {
            (0..due)
                .map(|request| 400 * (request % 12 + 1))
                .sum::<u64>()
        };
        for due in [0, 1, 11, 12, 13, 1_920] {
            assert_eq!(growing(400, 12, due), turn_by_turn(due), "{due}");
        }
    }

    #[test]
    fn each_way_to_amplify_is_counted_as_it_is_sent() {
        let storm = Amplify::RetryStorm { copies: 8 };
        assert_eq!(amplified(storm, 10, 64), Usage::of(80, 100, 64));
        assert_eq!(prompts_at_least(storm, 10), 80);
        let looping = Amplify::AgentLoop {
            prompt_tokens: 400,
            turns: 12,
        };
        let looped = amplified(looping, 12, 64);
        assert_eq!(looped.requests, 12);
        assert_eq!(looped.prompts, 400 * 78 + 12 * 100);
        assert_eq!(looped.answers, 12 * 64);
        let endless = amplified(Amplify::NoMaxTokens, 10, 64);
        assert_eq!(endless.tokens(), Tokens::new(10 * 4_196));
    }
}
