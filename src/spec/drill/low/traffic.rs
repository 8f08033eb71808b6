//! The drill's own requests as they are typed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::{Bound, Duration, Rate, Ratio};
use crate::spec::reader::{Count, Flag};
use crate::spec::yaml::{Given, Text};

/// The synthetic requests by which the service is judged.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["model"]))]
pub(in crate::spec) struct LowTraffic {
    /// The model that is asked for.
    pub(in crate::spec::drill) model: Given<Text<String>>,
    /// How many requests are due per second.
    pub(in crate::spec::drill) rate: Given<Text<Rate>>,
    /// The share of them that ask for a stream.
    pub(in crate::spec::drill) streaming: Given<Text<Ratio>>,
    /// When the client gives up on a request.
    pub(in crate::spec::drill) timeout: Given<Text<Duration>>,
    /// Tokens that an answer may have at most.
    pub(in crate::spec::drill) max_tokens: Given<Text<Count>>,
    /// The share of them that asks one of a few questions again, so that a cache can answer.
    pub(in crate::spec::drill) hot: Given<Text<Ratio>>,
    /// How many questions those are.
    pub(in crate::spec::drill) hot_questions: Given<Text<Count>>,
}

/// Questions with known answers, asked past every cache.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowQuestions {
    /// How many are asked per second.
    pub(in crate::spec::drill) rate: Given<Text<Rate>>,
    /// The share that must be answered right before anything is broken.
    pub(in crate::spec::drill) baseline: Given<Text<Bound<Ratio>>>,
    /// Whether a cache may answer them, instead of being passed by.
    pub(in crate::spec::drill) through_cache: Given<Text<Flag>>,
    /// All of them, asked in turn; a set of small questions is built in.
    pub(in crate::spec::drill) set: Given<Vec<Given<LowQuestion>>>,
}

/// A question, and one way to know that its answer is right.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["ask"]))]
pub(in crate::spec) struct LowQuestion {
    /// What is asked.
    pub(in crate::spec::drill) ask: Given<Text<String>>,
    /// The answer is this text, but for case and what surrounds it.
    pub(in crate::spec::drill) exact: Given<Text<String>>,
    /// This regular expression matches somewhere in the answer.
    pub(in crate::spec::drill) matches: Given<Text<String>>,
    /// The answer is a JSON value that this JSON schema accepts.
    pub(in crate::spec::drill) json: Given<serde_json::Value>,
}

/// What must hold before anything is broken.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowSteady {
    /// For how long.
    #[serde(rename = "for")]
    pub(in crate::spec::drill) length: Given<Text<Duration>>,
    /// The share of requests that succeed.
    pub(in crate::spec::drill) success: Given<Text<Bound<Ratio>>>,
    /// The latency that 95 % of them stay under.
    pub(in crate::spec::drill) p95: Given<Text<Bound<Duration>>>,
}

/// How soon the service is as before.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowRecovery {
    /// Counted from when the fault is gone.
    pub(in crate::spec::drill) within: Given<Text<Duration>>,
    /// The share of requests that a cache must answer again by then.
    pub(in crate::spec::drill) cache_hit_ratio: Given<Text<Bound<Ratio>>>,
}
