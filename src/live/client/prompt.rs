//! What a caller asks in its n-th request, and the most tokens that this can be.

use crate::world::{Asked, Asks};

/// Short words, with the space before each. Each is one token to the tokenizers of GPT (`r50k` to
/// `o200k`), Llama 2, Llama 3 and Mistral, also in a row: 4,000 of them were counted.
const WORDS: [&str; 8] = [
    " the", " and", " for", " you", " are", " not", " but", " all",
];
/// Tokens that such a word is taken to be at most, for tokenizers that were not counted with.
const WORD_MOST: u64 = 2;
/// Longer conversations than this many words do not grow any more: no model reads them.
const WORDS_MAX: u64 = 1_000_000;
/// Tokens that a model's template and a gateway put around what is asked.
const AROUND: u64 = 32;

/// What is asked once, or several times at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt {
    pub(super) text: String,
    /// The most tokens that it can be: no token is shorter than a byte.
    pub(super) most: u64,
    /// Which of the questions with known answers it is.
    pub(super) known: Option<usize>,
    /// Whether no cache may answer it.
    pub(super) uncached: bool,
    /// How often it is sent at once.
    pub(super) copies: u32,
}

impl Prompt {
    fn of(text: String) -> Self {
        Self {
            most: bytes(&text) + AROUND,
            text,
            known: None,
            uncached: false,
            copies: 1,
        }
    }
}

/// What the request of this number asks. The nonce makes fresh prompts unlike those of every other
/// run; `long` asks for an answer without an end of its own.
pub(super) fn nth(asks: &Asks, number: u64, nonce: i64, long: bool) -> Prompt {
    let prompt = match asks.nth(number) {
        Asked::Fresh => Prompt::of(fresh(number, nonce, long)),
        Asked::Again(question) => Prompt::of(again(question)),
        Asked::Known(index) => known(asks, index),
        Asked::Turn {
            conversation,
            tokens,
        } => turn(conversation, tokens.min(WORDS_MAX), nonce),
    };
    Prompt {
        uncached: asks.bypasses_cache(),
        copies: asks.copies(),
        ..prompt
    }
}

fn known(asks: &Asks, index: usize) -> Prompt {
    let question = match asks {
        Asks::Known { questions, .. } => questions.get(index),
        Asks::Fresh | Asks::Repeated { .. } | Asks::Growing { .. } | Asks::Copies { .. } => None,
    };
    Prompt {
        known: question.map(|_| index),
        ..Prompt::of(question.map_or_else(String::new, |question| question.ask.clone()))
    }
}

fn fresh(number: u64, nonce: i64, long: bool) -> String {
    let wish = if long {
        "count from one to ten thousand in words"
    } else {
        "answer with one word"
    };
    format!("firedrill {nonce}-{number}: {wish}")
}

/// A question that is the same in every run, so that a cache which has seen it answers.
fn again(question: u64) -> String {
    let (left, right) = (question + 2, question * 3 + 5);
    format!("firedrill asks: what is {left} times {right}? answer with the number alone")
}

/// A conversation after so many words: it begins as it did a turn before, and has grown.
fn turn(conversation: u64, words: u64, nonce: i64) -> Prompt {
    let mut text = format!("firedrill {nonce}-{conversation}: answer with one word.");
    let most = bytes(&text) + WORD_MOST * words + AROUND;
    let words = usize::try_from(words).unwrap_or(usize::MAX);
    text.extend(WORDS.into_iter().cycle().take(words));
    Prompt {
        most,
        ..Prompt::of(text)
    }
}

fn bytes(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::{KnownAnswer, KnownQuestion};

    fn texts(asks: &Asks, nonce: i64) -> Vec<String> {
        (0..40)
            .map(|number| nth(asks, number, nonce, false).text)
            .collect()
    }

    #[test]
    fn hot_questions_are_the_same_in_every_run_and_fresh_ones_never() {
        let asks = Asks::Repeated {
            hot: "50%".parse().unwrap(),
            questions: 4,
        };
        let (one, other) = (texts(&asks, 1), texts(&asks, 2));
        let shared: BTreeSet<_> = one.iter().filter(|text| other.contains(text)).collect();
        assert_eq!(shared.len(), 4, "{shared:?}");
        let hot = one.iter().filter(|text| shared.contains(text)).count();
        assert_eq!(hot, 20);
        let fresh: BTreeSet<_> = one.iter().filter(|text| !shared.contains(text)).collect();
        assert_eq!(fresh.len(), 20, "no fresh question comes twice");
    }

    #[test]
    fn known_questions_come_in_turn_and_say_which_they_are() {
        let questions: Vec<_> = ["a?", "b?", "c?"]
            .map(|ask| KnownQuestion {
                ask: ask.into(),
                answer: KnownAnswer::Exact("x".into()),
            })
            .into();
        let asks = |through_cache| Asks::Known {
            questions: questions.clone(),
            through_cache,
        };
        assert!(!nth(&asks(true), 0, 7, false).uncached);
        let asked = [0, 1, 2, 3].map(|number| nth(&asks(false), number, 7, false));
        assert!(asked.iter().all(|prompt| prompt.uncached));
        assert_eq!(
            asked.clone().map(|prompt| prompt.known.unwrap()),
            [0, 1, 2, 0]
        );
        assert_eq!(asked.map(|prompt| prompt.text), ["a?", "b?", "c?", "a?"]);
    }

    #[test]
    fn a_conversation_repeats_what_was_said_and_begins_anew_after_its_turns() {
        let asks = Asks::Growing {
            prompt_tokens: 100,
            turns: 3,
        };
        let turns = [0, 1, 2, 3].map(|number| nth(&asks, number, 7, false));
        let words = turns
            .each_ref()
            .map(|turn| turn.text.split(' ').count().div_euclid(100));
        assert_eq!(words, [1, 2, 3, 1]);
        assert!(turns[1].text.starts_with(&turns[0].text));
        assert!(turns[2].text.starts_with(&turns[1].text));
        assert!(!turns[3].text.starts_with(&turns[0].text), "another one");
        for (number, turn) in turns.iter().enumerate().take(3) {
            let tokens = 100 * (u64::try_from(number).unwrap() + 1);
            assert!(
                turn.most > tokens && turn.most < 3 * tokens,
                "{}",
                turn.most
            );
        }
    }

    #[test]
    fn copies_are_of_one_text_and_a_request_without_an_end_asks_for_much() {
        let burst = nth(&Asks::Copies { copies: 9 }, 0, 7, false);
        assert_eq!(burst.copies, 9);
        let long = nth(&Asks::Fresh, 0, 7, true);
        assert!(long.text.contains("ten thousand"), "{}", long.text);
        assert_eq!(long.most, long.text.len() as u64 + AROUND);
    }
}
