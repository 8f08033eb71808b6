//! A drill's own requests: what goes in, and what comes out.

use super::names::{Model, Provider};
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
    /// What was used and charged for; nothing if nobody answered.
    pub usage: Usage,
    /// What it cost.
    pub cost: Money,
}

impl Finished {
    /// How long the client waited.
    pub fn latency(&self) -> Duration {
        self.finished.since(self.sent)
    }
}
