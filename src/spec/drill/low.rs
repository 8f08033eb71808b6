//! A drill as it is typed. What is said of a key here is what an editor shows of it, see
//! [`crate::spec::schema`].

mod expect;
mod fault;
mod traffic;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{IncidentClass, IncidentSeverity, Kind};
use crate::base::{Money, Tokens};
use crate::spec::yaml::{Given, Text, TextOr};

pub(super) use expect::{LowAlert, LowExpect, LowMitigation, LowPages, LowService, LowTakenBack};
pub(super) use fault::{LowEffective, LowFault, LowLimit};
pub(super) use traffic::{LowQuestion, LowQuestions, LowRecovery, LowSteady, LowTraffic};

/// A fire drill: what is broken, and what is promised when it is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(
    title = "firedrill drill",
    extend("required" = ["drill", "title", "hypothesis", "traffic", "fault", "expect"])
)]
pub(in crate::spec) struct LowDrill {
    /// What sort of failure it rehearses; it brings the defaults of what is left out.
    #[schemars(extend("enum" = Kind::ALL.map(Kind::name)))]
    pub(super) drill: Given<Text<String>>,
    /// One line for people.
    pub(super) title: Given<Text<String>>,
    /// What is believed to happen, in a sentence or two; the drill shows whether it is true.
    pub(super) hypothesis: Given<Text<String>>,
    /// The incident that this failure would be.
    pub(super) incident: Given<LowIncident>,
    /// The runbook that on-call would open, by name.
    pub(super) runbook: Given<Text<String>>,
    /// When it is run by itself: minute, hour, day of the month, month and day of the week.
    pub(super) schedule: Given<Text<String>>,
    /// The synthetic requests by which the service is judged.
    pub(super) traffic: Given<LowTraffic>,
    /// Questions with known answers, where the quality of answers is judged.
    pub(super) questions: Given<LowQuestions>,
    /// What must hold, and for how long, before anything is broken.
    pub(super) steady: Given<LowSteady>,
    /// What is broken, by which means, and for how long.
    pub(super) fault: Given<LowFault>,
    /// How we know that it is broken: a probe of the broken place, or what callers see.
    pub(super) effective: Given<LowEffective>,
    /// When the harm is too great to go on, or `never`.
    pub(super) abort: Given<LowAbort>,
    /// The promises.
    pub(super) expect: Given<LowExpect>,
    /// How soon the service is as before, once the fault is gone.
    pub(super) recovery: Given<LowRecovery>,
    /// What the drill's own requests may use; beyond it the fault is put back.
    pub(super) limits: Given<LowLimits>,
}

/// The incident that a failure would be.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowIncident {
    /// What suffers.
    #[schemars(extend("enum" = IncidentClass::ALL.map(IncidentClass::name)))]
    pub(super) class: Given<Text<String>>,
    /// How much; `sev1` is the worst.
    #[schemars(extend("enum" = IncidentSeverity::ALL.map(IncidentSeverity::name)))]
    pub(super) severity: Given<Text<String>>,
}

/// `abort: never`, or when.
pub(super) type LowAbort = TextOr<LowLimit>;

/// What all of the drill's requests together may use.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowLimits {
    /// Money.
    pub(super) spend: Given<Text<Money>>,
    /// Tokens, prompts and completions together.
    pub(super) tokens: Given<Text<Tokens>>,
}
