//! A policy as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Amount, Repeats, Respond};
use crate::base::{Bound, Duration};
use crate::spec::reader::Count;
use crate::spec::yaml::{Given, Name, Text};

/// Who is told of an incident, how soon somebody answers, and who comes next.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(
    title = "firedrill policy",
    extend("required" = ["severities", "receivers", "escalation", "classes"])
)]
pub(in crate::spec) struct LowPolicy {
    /// What each severity means.
    pub(super) severities: Given<LowSeverities>,
    /// Alertmanager's receivers, by the role of those whom they reach.
    pub(super) receivers: Given<BTreeMap<Name, Given<Text<String>>>>,
    /// Who comes next when nobody answers.
    pub(super) escalation: Given<LowEscalation>,
    /// What sorts of incident there are.
    pub(super) classes: Given<LowClasses>,
    /// What is looked at first, by name, and what it is to keep to.
    pub(super) golden_signals: Given<BTreeMap<Name, Given<LowGoldenSignal>>>,
}

/// The severities, the worst first.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["sev1", "sev2", "sev3", "sev4"]))]
pub(in crate::spec) struct LowSeverities {
    /// The worst.
    pub(super) sev1: Given<LowSeverity>,
    /// Bad.
    pub(super) sev2: Given<LowSeverity>,
    /// Bearable.
    pub(super) sev3: Given<LowSeverity>,
    /// Hardly worth a word.
    pub(super) sev4: Given<LowSeverity>,
}

/// What a severity means.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["criteria", "respond", "tells"]))]
pub(in crate::spec) struct LowSeverity {
    /// When an incident is of this severity.
    pub(super) criteria: Given<Text<String>>,
    /// How soon somebody answers: a duration, or `next business day`.
    pub(super) respond: Given<Text<Respond>>,
    /// The roles that are told, and no others.
    pub(super) tells: Given<Vec<Given<Text<String>>>>,
}

/// Who comes next when nobody answers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["repeats", "levels"]))]
pub(in crate::spec) struct LowEscalation {
    /// Who says it again to people who do not answer: the pager by itself, or Alertmanager by its
    /// `repeat_interval`.
    #[schemars(extend("enum" = Repeats::ALL.map(Repeats::name)))]
    pub(super) repeats: Given<Text<String>>,
    /// The levels, the first of them from `0m` on.
    pub(super) levels: Given<Vec<Given<LowLevel>>>,
    /// What is done about an incident on the provider's side.
    pub(super) provider_side: Given<LowProviderSide>,
}

/// Who is brought in from some moment on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["from", "who"]))]
pub(in crate::spec) struct LowLevel {
    /// How long after the beginning.
    pub(super) from: Given<Text<Duration>>,
    /// Who, in any incident.
    pub(super) who: Given<Vec<Given<Text<String>>>>,
    /// Who else, where the incident has something to do with this.
    pub(super) also: Given<LowAlso>,
}

/// People who are brought in only where they are needed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowAlso {
    /// Callers got harmful answers.
    pub(super) safety: Given<Vec<Given<Text<String>>>>,
    /// A rule or a law may have been broken.
    pub(super) compliance: Given<Vec<Given<Text<String>>>>,
    /// Data got to where they do not belong, or were lost.
    pub(super) data: Given<Vec<Given<Text<String>>>>,
}

/// What is done about an incident on the provider's side.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["action"]))]
pub(in crate::spec) struct LowProviderSide {
    /// What, in a sentence.
    pub(super) action: Given<Text<String>>,
    /// At which level.
    pub(super) level: Given<Text<Count>>,
    /// The id of the step that says so in the runbooks of `alerts`.
    pub(super) step: Given<Text<String>>,
    /// The alerts that tell of such an incident.
    pub(super) alerts: Given<Vec<Given<Text<String>>>>,
}

/// The sorts of incident.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["availability", "quality", "safety", "cost"]))]
pub(in crate::spec) struct LowClasses {
    /// Callers get no answer, or too late.
    pub(super) availability: Given<LowClass>,
    /// Callers get worse answers.
    pub(super) quality: Given<LowClass>,
    /// Callers get harmful answers.
    pub(super) safety: Given<LowClass>,
    /// Answers cost too much.
    pub(super) cost: Given<LowClass>,
}

/// What is special about a sort of incident.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["means"]))]
pub(in crate::spec) struct LowClass {
    /// What it is.
    pub(super) means: Given<Text<String>>,
    /// The level of escalation at which it begins; 1, or 2 for safety, where it is left out.
    pub(super) starts_at: Given<Text<Count>>,
    /// The alerts that tell of it.
    pub(super) alerts: Given<Vec<Given<Text<String>>>>,
}

/// A signal that is looked at first: one of the profiles', or an expression of its own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["objective"]))]
pub(in crate::spec) struct LowGoldenSignal {
    /// The name of a signal of the profiles.
    pub(super) signal: Given<Text<String>>,
    /// An expression.
    pub(super) promql: Given<Text<String>>,
    /// What it keeps to while all is well.
    pub(super) objective: Given<Text<Bound<Amount>>>,
}
