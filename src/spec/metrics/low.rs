//! A metric as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{MetricType, Per, Unit};
use crate::spec::reader::Flag;
use crate::spec::yaml::{Given, Name, Text};

/// What is known of a metric.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["type"]))]
pub(in crate::spec) struct LowMetric {
    /// How its values behave, and which series it has.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = MetricType::ALL.map(MetricType::name)))]
    pub(super) kind: Given<Text<String>>,
    /// What its numbers mean.
    #[schemars(extend("enum" = Unit::ALL.map(Unit::name)))]
    pub(super) unit: Given<Text<String>>,
    /// The length of time that a gauge's numbers are related to, as those of a limit per minute.
    #[schemars(extend("enum" = Per::ALL.map(Per::name)))]
    pub(super) per: Given<Text<String>>,
    /// The labels that each of its series has, without those that its type and its target bring.
    pub(super) labels: Given<LowList>,
    /// The labels that only some of its series have.
    pub(super) sometimes: Given<LowList>,
    /// All values that a label can have, by label.
    pub(super) values: Given<BTreeMap<Name, Given<LowList>>>,
    /// Whether a series is born only with its first event.
    pub(super) optional: Given<Text<Flag>>,
    /// Whether other programs expose metrics of this name too, with other labels or meanings.
    pub(super) common: Given<Text<Flag>>,
    /// What else to know of it, in a sentence.
    pub(super) note: Given<Text<String>>,
}

/// Names, or values.
pub(in crate::spec) type LowList = Vec<Given<Text<String>>>;
