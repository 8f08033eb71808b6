//! A drill's own requests: what goes in, and what comes out.

use super::names::{Limit, Model, Provider, Tenant, Version};
use super::prompt::Prompt;
use super::tokens::Usage;
use crate::base::{At, Duration, Money};

/// One request of the drill's synthetic client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntheticRequest {
    /// The caller's name for it; also the root of its luck.
    pub id: u64,
    /// What is asked for.
    pub model: Model,
    /// Whether the answer is to be streamed.
    pub stream: bool,
    /// How long the client waits for the whole answer.
    pub timeout: Duration,
    /// Whose key it carries.
    pub tenant: Tenant,
    /// What is asked.
    pub prompt: Prompt,
    /// Whether the cache is to be passed by.
    pub bypass_cache: bool,
    /// How long the question is.
    pub prompt_tokens: u64,
    /// How long the answer may be; without a limit the model stops by itself, late.
    pub max_tokens: Option<u64>,
}

impl SyntheticRequest {
    /// A request with the drill's first key: short, limited, and unlike any other.
    pub const fn ordinary(id: u64, model: Model, stream: bool, timeout: Duration) -> Self {
        Self {
            id,
            model,
            stream,
            timeout,
            tenant: Tenant::Drill,
            prompt: Prompt::Fresh,
            bypass_cache: false,
            prompt_tokens: 24,
            max_tokens: Some(256),
        }
    }
}

/// How a request ended, as its client saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer.
    Ok,
    /// Another HTTP status than 200.
    Status(u16),
    /// The client's own time limit passed.
    Timeout,
    /// The connection was reset.
    Reset,
    /// The answer began and broke off.
    Cut,
    /// The connection was refused.
    Refused,
}

/// The end of a request or of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The caller's name for it.
    pub id: u64,
    /// When it was sent.
    pub sent: At,
    /// When its client knew how it ended.
    pub finished: At,
    /// How it ended.
    pub outcome: Outcome,
    /// Who answered, if anybody did.
    pub served_by: Option<Provider>,
    /// How many attempts at providers the gateway began for it.
    pub attempts: u32,
    /// What was used and charged for; nothing if nobody answered, or the cache did.
    pub usage: Usage,
    /// What it cost.
    pub cost: Money,
    /// Which version of the chat model answered, if one did.
    pub version: Option<Version>,
    /// Whether the answer came out of the cache; none where the cache was not asked.
    pub cached: Option<bool>,
    /// Whether the answer to a question with a known answer was right.
    pub correct: Option<bool>,
    /// The limit of its tenant that blocked it, if one did.
    pub blocked: Option<Limit>,
}

impl Finished {
    /// How long the client waited.
    pub fn latency(&self) -> Duration {
        self.finished.since(self.sent)
    }
}
