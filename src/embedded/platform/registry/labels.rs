//! What metrics tell apart, and how a badly instrumented gateway mixes it up.

use std::fmt;
use std::str::FromStr;

use super::super::names::{UnknownName, named};
use crate::base::Duration;

/// How a request ended, as the `status` label has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// With a whole answer.
    Success,
    /// Without one.
    Error,
    /// By a limit of its tenant.
    Blocked,
}

named!(
    Status,
    "status",
    3,
    Success = "success",
    Error = "error",
    Blocked = "blocked"
);

/// What the cache did for a request, as the `result` label has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CacheResult {
    /// It answered.
    Hit,
    /// It had no answer.
    Miss,
    /// It was not asked.
    Bypass,
    /// Its store could not be asked.
    Error,
}

named!(
    CacheResult,
    "result of the cache",
    4,
    Hit = "hit",
    Miss = "miss",
    Bypass = "bypass",
    Error = "error"
);

/// How long each stage of an answered request took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// Waiting for a place at the provider.
    pub queue: Duration,
    /// Looking up what the answer rests on.
    pub retrieval: Duration,
    /// Writing the answer, besides running tools; who runs none writes all the time.
    pub generation: Duration,
    /// Running tools.
    pub tools: Duration,
    /// How many of the requests ran tools.
    pub with_tools: u32,
}

/// How the metrics of a badly instrumented gateway lie; the default tells the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a lie of its own, and any of them can be told together"
)]
pub struct Quirks {
    /// Failures of the primary are counted as the secondary's.
    pub blames_fallback: bool,
    /// A breaker that was open once is shown as open for ever.
    pub open_for_ever: bool,
    /// Failures are exported only once there is one.
    pub born_late: bool,
    /// Answers of the fallback are counted under another name.
    pub renamed: bool,
}
