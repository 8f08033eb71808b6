//! What an answer says: whether it is one, its text, and what it used.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::world::Outcome;

/// What an answer tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) outcome: Outcome,
    /// What was used, if it says so.
    pub(super) usage: Option<Usage>,
    /// Who says that it answered: the name of a model.
    pub(super) model: Option<String>,
    /// The text of the answer.
    pub(super) text: String,
}

impl Told {
    /// An end of which nothing else is known.
    pub(super) const fn just(outcome: Outcome) -> Self {
        Self {
            outcome,
            usage: None,
            model: None,
            text: String::new(),
        }
    }
}

/// Tokens that were used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) prompt: u64,
    pub(super) completion: u64,
}

impl Usage {
    /// All of them.
    pub(super) const fn total(self) -> u64 {
        self.prompt.saturating_add(self.completion)
    }
}

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Option<WrittenUsage>,
    #[serde(default)]
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    /// The whole of it in one piece, or the next bit of a stream.
    #[serde(default, alias = "delta")]
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    /// A text; whatever else it is, the answer is still one.
    #[serde(default)]
    content: Value,
}

#[derive(Deserialize)]
struct WrittenUsage {
    #[serde(default, rename = "prompt_tokens")]
    prompt: u64,
    #[serde(default, rename = "completion_tokens")]
    completion: u64,
    #[serde(default, rename = "total_tokens")]
    total: u64,
}

impl WrittenUsage {
    /// What is in the total and nowhere else was generated: that is the dearer kind.
    fn usage(&self) -> Usage {
        let told = self.prompt.saturating_add(self.completion);
        let rest = self.total.saturating_sub(told);
        Usage {
            prompt: self.prompt,
            completion: self.completion.saturating_add(rest),
        }
    }
}

impl Completion {
    fn usage(&self) -> Option<Usage> {
        self.usage.as_ref().map(WrittenUsage::usage)
    }

    fn has_choices(&self) -> bool {
        self.choices
            .as_ref()
            .is_some_and(|choices| !choices.is_empty())
    }

    /// The text of the first choice.
    fn text(&self) -> Option<&str> {
        let choice = self.choices.as_ref()?.first()?;
        choice.message.as_ref()?.content.as_str()
    }
}

/// An answer that came in one piece.
pub(super) fn whole(body: &[u8]) -> Told {
    match serde_json::from_slice::<Completion>(body) {
        Ok(completion) if completion.has_choices() => Told {
            outcome: Outcome::Ok,
            usage: completion.usage(),
            text: completion.text().unwrap_or_default().to_owned(),
            model: completion.model,
        },
        Ok(_) | Err(_) => Told::just(Outcome::Garbled),
    }
}

/// An answer that comes bit by bit.
#[derive(Debug, Default)]
pub(super) struct Stream {
    begun: bool,
    usage: Option<Usage>,
    model: Option<String>,
    text: String,
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
        self.usage = chunk.usage().or(self.usage);
        self.text += chunk.text().unwrap_or_default();
        self.model = chunk.model.or(self.model.take());
        None
    }

    /// The connection ended, and nothing said that this was all.
    pub(super) fn broken_off(&mut self) -> Told {
        self.ended(Outcome::Cut)
    }

    fn ended(&mut self, outcome: Outcome) -> Told {
        Told {
            outcome,
            usage: self.usage,
            model: self.model.take(),
            text: std::mem::take(&mut self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: &str = r#"{"model":"m-1","choices":[{"delta":{"content":"hi"}}]}"#;
    const USAGE: &str = r#"{"choices":[],"usage":{"total_tokens":9}}"#;

    fn heard(events: &[&str]) -> Told {
        let mut stream = Stream::default();
        events
            .iter()
            .find_map(|data| stream.hear(data))
            .unwrap_or_else(|| stream.broken_off())
    }

    fn total(told: &Told) -> Option<u64> {
        told.usage.map(Usage::total)
    }

    #[test]
    fn a_whole_answer_has_choices_and_says_what_it_used() {
        let told = whole(
            br#"{"model":"m-1","choices":[{"message":{"content":"Paris"}}],
                "usage":{"prompt_tokens":7,"completion_tokens":4,"total_tokens":12}}"#,
        );
        assert_eq!((told.outcome, total(&told)), (Outcome::Ok, Some(12)));
        let usage = told.usage.unwrap();
        assert_eq!((usage.prompt, usage.completion), (7, 5));
        assert_eq!((&*told.text, told.model.as_deref()), ("Paris", Some("m-1")));
        let told = whole(br#"{"choices":[{"message":{"content":null}}],"usage":null}"#);
        assert_eq!((told.outcome, total(&told)), (Outcome::Ok, None));
        for body in ["", "<html>", r#"{"choices":[]}"#, r#"{"error":{}}"#] {
            assert_eq!(whole(body.as_bytes()).outcome, Outcome::Garbled, "{body}");
        }
    }

    #[test]
    fn a_stream_is_whole_only_if_it_says_so() {
        let told = heard(&[CHUNK, CHUNK, USAGE, "[DONE]"]);
        assert_eq!((told.outcome, total(&told)), (Outcome::Ok, Some(9)));
        assert_eq!((&*told.text, told.model.as_deref()), ("hihi", Some("m-1")));
        assert_eq!(heard(&[CHUNK, CHUNK]).outcome, Outcome::Cut);
        assert_eq!(heard(&[CHUNK]).usage, None, "nobody said what was used");
        assert_eq!(heard(&[]).outcome, Outcome::Cut);
        assert_eq!(heard(&["[DONE]"]).outcome, Outcome::Garbled);
        assert_eq!(heard(&[CHUNK, "{"]).outcome, Outcome::Garbled);
        let error = r#"{"error":{"message":"provider gone"}}"#;
        assert_eq!(heard(&[CHUNK, error, "[DONE]"]).outcome, Outcome::Cut);
    }
}
