//! Whether a question with a known answer was answered right.

use regex::Regex;
use serde_json::Value;

use crate::base::question::{JsonSchema, KnownAnswer, KnownQuestion, expression};

/// What a right answer is like, ready to be compared with one.
#[derive(Debug)]
pub(super) enum Grader {
    /// This text, as [`plain`] makes it.
    Exact(String),
    Matches(Regex),
    Json(Box<JsonSchema>),
}

impl Grader {
    /// The error says what is wrong with the question.
    pub(super) fn new(question: &KnownQuestion) -> Result<Self, String> {
        let wrong = |why: &dyn std::fmt::Display| {
            format!("the question `{}` cannot be graded: {why}", question.ask)
        };
        Ok(match &question.answer {
            KnownAnswer::Exact(text) => Self::Exact(plain(text)),
            KnownAnswer::Matches(pattern) => {
                Self::Matches(expression(pattern).map_err(|error| wrong(&error))?)
            }
            KnownAnswer::Json(schema) => {
                let schema = JsonSchema::new(schema).map_err(|error| wrong(&error))?;
                Self::Json(Box::new(schema))
            }
        })
    }

    /// Whether this is a right answer.
    pub(super) fn accepts(&self, answer: &str) -> bool {
        match self {
            Self::Exact(text) => plain(answer) == *text,
            Self::Matches(regex) => regex.is_match(answer),
            Self::Json(schema) => serde_json::from_str::<Value>(unfenced(answer))
                .is_ok_and(|value| schema.accepts(&value)),
        }
    }
}

/// A text without what models put around an answer, in lower case.
fn plain(text: &str) -> String {
    let around = |c: char| c.is_whitespace() || "\"'`“”‘’*".contains(c);
    let mut text = text.trim_matches(around);
    while let Some(rest) = text.strip_suffix('.') {
        text = rest.trim_matches(around);
    }
    text.to_lowercase()
}

/// What stands in a fenced block of code, if all of the text is one.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inside = text
        .strip_prefix("```")
        .and_then(|text| text.strip_suffix("```"))
        .and_then(|text| text.split_once('\n'));
    // The first line names the language, if anything.
    inside.map_or(text, |(_, inside)| inside)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn grader(answer: KnownAnswer) -> Result<Grader, String> {
        Grader::new(&KnownQuestion {
            ask: "what?".into(),
            answer,
        })
    }

    #[test]
    fn an_exact_answer_may_be_wrapped_in_what_models_put_around_it() {
        let paris = grader(KnownAnswer::Exact("Paris".into())).unwrap();
        for right in ["Paris", " paris.\n", "\"PARIS.\"", "**Paris**", "“Paris”."] {
            assert!(paris.accepts(right), "{right}");
        }
        for wrong in ["", ".", "Paris, France", "It is Paris", "Pari"] {
            assert!(!paris.accepts(wrong), "{wrong}");
        }
        let decimal = grader(KnownAnswer::Exact("1.5".into())).unwrap();
        assert!(decimal.accepts("1.5.") && !decimal.accepts("15"));
    }

    #[test]
    fn an_expression_matches_anywhere_in_the_answer() {
        let number = grader(KnownAnswer::Matches(r"\b42\b".into())).unwrap();
        assert!(number.accepts("The answer is 42."));
        assert!(!number.accepts("The answer is 421."));
        let said = grader(KnownAnswer::Matches("(".into())).unwrap_err();
        assert!(
            said.starts_with("the question `what?` cannot be graded"),
            "{said}"
        );
    }

    #[test]
    fn json_is_what_its_schema_accepts_with_or_without_a_fence() {
        let schema = json!({"type": "object", "required": ["city"],
            "properties": {"city": {"const": "Paris"}}, "additionalProperties": false});
        let city = grader(KnownAnswer::Json(schema)).unwrap();
        for right in [
            r#"{"city": "Paris"}"#,
            "```json\n{\"city\": \"Paris\"}\n```",
            "\n```\n{\"city\":\"Paris\"}```\n",
        ] {
            assert!(city.accepts(right), "{right}");
        }
        for wrong in [
            r#"{"city": "Rome"}"#,
            r#"{"city": "Paris", "more": 1}"#,
            r#"Here it is: {"city": "Paris"}"#,
            "```json",
            "``````",
            "",
        ] {
            assert!(!city.accepts(wrong), "{wrong}");
        }
        let said = grader(KnownAnswer::Json(json!({"type": "no such"}))).unwrap_err();
        assert!(said.contains("no such"), "{said}");
    }
}
