//! What a drill's own requests use, reckoned before any of them is sent.

use super::{Amplify, Drill, Questions, Via};
use crate::base::{Duration, Rate};

/// Tokens of a question and what surrounds it.
const QUESTION_TOKENS: u64 = 100;
/// Tokens of an answer that nothing limits: as long as most models answer at all.
const UNLIMITED_TOKENS: u64 = 4_096;

/// Tokens that the drill uses at the most: each answer is as long as it may be, nothing stops the
/// runaway caller, and service is back no sooner than it must be.
pub(super) fn tokens_at_most(drill: &Drill) -> u64 {
    let (hold, traffic) = (drill.fault.hold, &drill.traffic);
    let calm = drill.steady.at_most() + drill.recovers_at_most();
    let each = u64::from(traffic.max_tokens) + QUESTION_TOKENS;
    let ordinary = requests(traffic.rate, calm + hold).max(1);
    let mut tokens = ordinary.saturating_mul(each);
    if let Some(questions) = &drill.questions {
        let asked = requests(questions.rate, calm + hold);
        let each = u64::from(traffic.max_tokens) + question_tokens(questions);
        tokens = tokens.saturating_add(asked.saturating_mul(each));
    }
    if let Via::Traffic { amplify, rate } = &drill.fault.via {
        let before_and_after = requests(*rate, calm).saturating_mul(each);
        let amplified = amplified(*amplify, requests(*rate, hold), each);
        tokens = tokens
            .saturating_add(before_and_after)
            .saturating_add(amplified);
    }
    tokens
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
fn amplified(amplify: Amplify, due: u64, each: u64) -> u64 {
    match amplify {
        Amplify::RetryStorm { copies } => {
            due.saturating_mul(u64::from(copies)).saturating_mul(each)
        }
        Amplify::AgentLoop { .. } => {
            prompts_at_least(amplify, due).saturating_add(due.saturating_mul(each))
        }
        Amplify::NoMaxTokens => due.saturating_mul(QUESTION_TOKENS + UNLIMITED_TOKENS),
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
    QUESTION_TOKENS.max(longest / 2)
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
        assert_eq!(amplified(storm, 10, 164), 10 * 8 * 164);
        assert_eq!(prompts_at_least(storm, 10), 80);
        let looping = Amplify::AgentLoop {
            prompt_tokens: 400,
            turns: 12,
        };
        assert_eq!(amplified(looping, 12, 164), 400 * 78 + 12 * 164);
        assert_eq!(amplified(Amplify::NoMaxTokens, 10, 164), 10 * 4_196);
    }
}
