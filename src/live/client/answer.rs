//! What an answer says: whether it is one, and what it cost.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::world::Outcome;

/// What an answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) outcome: Outcome,
    pub(super) tokens: u32,
}

impl Told {
    /// An end without a cost.
    pub(super) fn just(outcome: Outcome) -> Self {
        Self { outcome, tokens: 0 }
    }
}

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Option<Vec<IgnoredAny>>,
    #[serde(default)]
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    total_tokens: u32,
}

impl Completion {
    fn tokens(&self) -> u32 {
        self.usage.as_ref().map_or(0, |usage| usage.total_tokens)
    }

    fn has_choices(&self) -> bool {
        self.choices
            .as_ref()
            .is_some_and(|choices| !choices.is_empty())
    }
}

/// An answer that came in one piece.
pub(super) fn whole(body: &[u8]) -> Told {
    match serde_json::from_slice::<Completion>(body) {
        Ok(completion) if completion.has_choices() => Told {
            outcome: Outcome::Ok,
            tokens: completion.tokens(),
        },
        Ok(_) | Err(_) => Told::just(Outcome::Garbled),
    }
}

/// An answer that comes bit by bit.
#[derive(Debug, Default)]
pub(super) struct Stream {
    begun: bool,
    tokens: u32,
}

impl Stream {
    /// Hears the data of one event; tells the end if it is that.
    pub(super) fn hear(&mut self, data: &str) -> Option<Told> {
        if data == "[DONE]" {
            let outcome = if self.begun {
                Outcome::Ok
            } else {
                Outcome::Garbled
            };
            return Some(self.ended(outcome));
        }
        let Ok(chunk) = serde_json::from_str::<Completion>(data) else {
            return Some(self.ended(Outcome::Garbled));
        };
        if chunk.error.is_some() {
            // The gateway's way to say in the middle of a stream that its provider is gone.
            return Some(self.ended(Outcome::Cut));
        }
        self.begun |= chunk.has_choices();
        self.tokens = self.tokens.max(chunk.tokens());
        None
    }

    /// The connection ended, and nothing said that this was all.
    pub(super) fn broken_off(&self) -> Told {
        self.ended(Outcome::Cut)
    }

    fn ended(&self, outcome: Outcome) -> Told {
        Told {
            outcome,
            tokens: self.tokens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: &str = r#"{"choices":[{"delta":{"content":"hi"}}]}"#;
    const USAGE: &str = r#"{"choices":[],"usage":{"total_tokens":9}}"#;

    fn heard(events: &[&str]) -> Told {
        let mut stream = Stream::default();
        events
            .iter()
            .find_map(|data| stream.hear(data))
            .unwrap_or_else(|| stream.broken_off())
    }

    #[test]
    fn a_whole_answer_has_choices_and_says_what_it_cost() {
        let told = whole(br#"{"choices":[{"message":{}}],"usage":{"total_tokens":12}}"#);
        assert_eq!((told.outcome, told.tokens), (Outcome::Ok, 12));
        let told = whole(br#"{"choices":[{}],"usage":null}"#);
        assert_eq!((told.outcome, told.tokens), (Outcome::Ok, 0));
        for body in ["", "<html>", r#"{"choices":[]}"#, r#"{"error":{}}"#] {
            assert_eq!(whole(body.as_bytes()).outcome, Outcome::Garbled, "{body}");
        }
    }

    #[test]
    fn a_stream_is_whole_only_if_it_says_so() {
        let told = heard(&[CHUNK, USAGE, "[DONE]"]);
        assert_eq!((told.outcome, told.tokens), (Outcome::Ok, 9));
        assert_eq!(heard(&[CHUNK, CHUNK]).outcome, Outcome::Cut);
        assert_eq!(heard(&[]).outcome, Outcome::Cut);
        assert_eq!(heard(&["[DONE]"]).outcome, Outcome::Garbled);
        assert_eq!(heard(&[CHUNK, "{"]).outcome, Outcome::Garbled);
        let error = r#"{"error":{"message":"provider gone"}}"#;
        assert_eq!(heard(&[CHUNK, error, "[DONE]"]).outcome, Outcome::Cut);
    }
}
