//! The synthetic client: what it sends, and how its requests end.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{At, Duration, Rate, Ratio};

/// Requests to send, on an even schedule that does not wait for answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schedule {
    /// The model that is asked for.
    pub model: String,
    /// How many requests are due per unit of time.
    pub rate: Rate,
    /// The share of them that ask for a stream.
    pub streaming: Ratio,
    /// When the client gives up on a request.
    pub timeout: Duration,
    /// Tokens that an answer may have at most.
    pub max_tokens: u32,
}

/// How a request ended, as its caller saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A whole answer.
    Ok,
    /// An HTTP status that is not a success.
    Status(u16),
    /// Nothing, until the caller gave up.
    Timeout,
    /// The connection was refused.
    Refused,
    /// The connection broke before the answer began.
    Reset,
    /// The answer began and broke off.
    Cut,
    /// The answer came and could not be understood.
    Garbled,
}

impl Outcome {
    /// Whether the caller got what it asked for.
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::Ok)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("answered"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Timeout => f.write_str("timed out"),
            Self::Refused => f.write_str("connection refused"),
            Self::Reset => f.write_str("connection reset"),
            Self::Cut => f.write_str("answer cut off"),
            Self::Garbled => f.write_str("answer not understood"),
        }
    }
}

/// One synthetic request and its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    /// When it was due on the schedule; a client that runs late does not hide it.
    pub due: At,
    /// From `due` to the end.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
    /// Who answered, where the platform says so.
    pub served_by: Option<String>,
    /// Tokens that the answer says it cost, prompt and completion together; 0 if it does not.
    pub tokens: u32,
}
