//! Questions whose answers are known, so that somebody can tell a good model from a bad one where
//! nobody exports a score.

mod json_schema;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

pub use json_schema::{JsonSchema, JsonSchemaError};

/// The largest program that a regular expression may become, in bytes.
const EXPRESSION_MOST: usize = 1 << 20;

/// A question and how its answer is known to be right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KnownQuestion {
    /// What is asked.
    pub ask: String,
    /// What a right answer is like.
    pub answer: KnownAnswer,
}

/// What a right answer is like.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownAnswer {
    /// This text, but for case and what surrounds it: spaces, quotes, a full stop.
    Exact(String),
    /// A text in which this regular expression matches.
    Matches(String),
    /// A JSON value that this JSON schema accepts.
    Json(serde_json::Value),
}

/// The regular expression of a right answer; the error is about its syntax or its size.
pub fn expression(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .size_limit(EXPRESSION_MOST)
        .build()
}
