//! Promises as they are typed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::{Bound, Duration, Factor, Labels, Money, Ratio};
use crate::spec::drill::SignalBound;
use crate::spec::reader::{Count, Flag};
use crate::spec::yaml::{Given, Text};

/// The promises of a drill.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowExpect {
    /// What brings the service back while the fault is still there.
    pub(in crate::spec::drill) mitigation: Given<Vec<Given<LowMitigation>>>,
    /// Who takes the change back, and how soon.
    pub(in crate::spec::drill) taken_back: Given<LowTakenBack>,
    /// What on-call is told.
    pub(in crate::spec::drill) alerts: Given<Vec<Given<LowAlert>>>,
    /// What callers get.
    pub(in crate::spec::drill) service: Given<Vec<Given<LowService>>>,
    /// Nobody is paged for anything else.
    pub(in crate::spec::drill) no_other_pages: Given<LowOtherPages>,
}

/// A signal by which a mitigation shows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["signal", "is", "within"]))]
pub(in crate::spec) struct LowMitigation {
    /// What callers see.
    #[schemars(extend("enum" = SignalBound::SEEN_BY_CALLERS))]
    pub(in crate::spec::drill) signal: Given<Text<String>>,
    /// What must hold from then on, in the signal's unit.
    pub(in crate::spec::drill) is: Given<Text<String>>,
    /// How soon after the fault is effective.
    pub(in crate::spec::drill) within: Given<Text<Duration>>,
}

/// That somebody takes the drill's change back, as a quality gate does with a bad model.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["by", "within"]))]
pub(in crate::spec) struct LowTakenBack {
    /// The name under which that somebody writes.
    pub(in crate::spec::drill) by: Given<Text<String>>,
    /// How soon after the fault is effective.
    pub(in crate::spec::drill) within: Given<Text<Duration>>,
}

/// An alert that fires, or that stays quiet while the mitigation holds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["alert"]))]
pub(in crate::spec) struct LowAlert {
    /// The alert's name.
    pub(in crate::spec::drill) alert: Given<Text<String>>,
    /// Labels that it must have, besides others.
    pub(in crate::spec::drill) labels: Given<Labels>,
    /// How soon it fires after the fault is effective.
    pub(in crate::spec::drill) fires: Given<Text<Duration>>,
    /// Who is paged.
    pub(in crate::spec::drill) pages: Given<LowPages>,
    /// How soon it is over, counted from when the fault is gone.
    pub(in crate::spec::drill) resolves: Given<Text<Duration>>,
    /// Silent while the mitigation holds, and must fire when it does not.
    pub(in crate::spec::drill) quiet_if_mitigated: Given<Text<Flag>>,
}

/// Who is paged, and how soon.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["receiver", "within"]))]
pub(in crate::spec) struct LowPages {
    /// Alertmanager's receiver.
    pub(in crate::spec::drill) receiver: Given<Text<String>>,
    /// How soon after the fault is effective.
    pub(in crate::spec::drill) within: Given<Text<Duration>>,
}

/// What callers get during a stretch of the drill.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowService {
    /// While the fault is there, or until service must be as before.
    #[schemars(extend("enum" = ["fault", "recovery"]))]
    pub(in crate::spec::drill) during: Given<Text<String>>,
    /// From when the mitigation holds until the fault is gone.
    #[schemars(extend("enum" = ["mitigation"]))]
    pub(in crate::spec::drill) after: Given<Text<String>>,
    /// Shares and latencies hold in the worst stretch of this length, and not only over all of it.
    pub(in crate::spec::drill) worst: Given<Text<Duration>>,
    /// The share of requests that succeed.
    pub(in crate::spec::drill) success: Given<Text<Bound<Ratio>>>,
    /// The latency that 95 % of them stay under.
    pub(in crate::spec::drill) p95: Given<Text<Bound<Duration>>>,
    /// Seconds in which too few requests were answered in time.
    pub(in crate::spec::drill) bad_seconds: Given<Text<Bound<Count>>>,
    /// Requests to providers for each request of a caller.
    pub(in crate::spec::drill) attempts_per_request: Given<Text<Bound<Factor>>>,
    /// Of the questions with known answers, the share that is answered wrong.
    pub(in crate::spec::drill) wrong_answers: Given<Text<Bound<Ratio>>>,
    /// What a request costs on average, compared with before the drill.
    pub(in crate::spec::drill) cost_factor: Given<Text<Bound<Factor>>>,
    /// What the runaway caller spends, at all providers together.
    pub(in crate::spec::drill) spend: Given<Text<Bound<Money>>>,
}

/// Pages that nobody promised.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowOtherPages {
    /// Only those with these labels count.
    pub(in crate::spec::drill) matching: Given<Labels>,
}
