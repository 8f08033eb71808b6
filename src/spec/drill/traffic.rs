//! The drill's own requests: how many, what they must show beforehand, and what they may cost.

use serde::{Deserialize, Serialize};

use crate::base::{Bound, Duration, KnownQuestion, Money, Rate, Ratio, Tokens};

/// How much longer than planned the steady state is watched while the numbers do not yet tell.
const PATIENCE: u64 = 3;

/// The synthetic requests by which the service is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// The model that is asked for, by the name that the gateway knows.
    pub model: String,
    /// How many requests are due per second, at most 1000.
    pub rate: Rate,
    /// The share of them that ask for a stream.
    pub streaming: Ratio,
    /// When the client gives up on a request.
    pub timeout: Duration,
    /// Tokens that an answer may have at most.
    pub max_tokens: u32,
    /// The share of them that asks one of a few questions again and again.
    pub hot: Ratio,
    /// How many questions those are.
    pub hot_questions: u32,
}

/// Questions with known answers, asked past every cache while the drill goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// How many are asked per second.
    pub rate: Rate,
    /// The share that must be answered right before anything is broken.
    pub baseline: Bound<Ratio>,
    /// Whether a cache may answer them: it could answer another question.
    pub through_cache: bool,
    /// All of them, asked in turn.
    pub set: Vec<KnownQuestion>,
}

impl Traffic {
    /// Tokens of a question and what surrounds it, when the drill's use is estimated.
    pub const QUESTION_TOKENS: u64 = 100;

    /// Tokens that a request uses at the most, question and answer together.
    pub fn tokens_at_most(&self) -> u64 {
        u64::from(self.max_tokens) + Self::QUESTION_TOKENS
    }
}

/// What must hold, and for how long, before anything is broken; else there is nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steady {
    /// How long it must hold.
    pub length: Duration,
    /// The share of requests that succeed.
    pub success: Bound<Ratio>,
    /// The latency that 95 % of them stay under.
    pub p95: Bound<Duration>,
}

impl Steady {
    /// How long it is watched at the most.
    pub fn at_most(&self) -> Duration {
        self.length * PATIENCE
    }
}

/// What the drill's own requests may cost; beyond it the fault is put back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Money.
    pub spend: Money,
    /// Tokens, prompts and completions together.
    pub tokens: Tokens,
}
