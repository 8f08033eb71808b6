//! One metric, as a profile tells it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Per, Unit};

/// One metric, as a profile tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// How its values behave, and which series it has.
    pub kind: MetricType,
    /// What its numbers mean; none where they have no unit, or none that is known.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// The length of time that its numbers are related to, as those of a limit per minute.
    #[serde(default)]
    pub per: Option<Per>,
    /// The labels that each of its series has, besides those that its type and its target bring.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The labels that only some of its series have.
    #[serde(default)]
    pub sometimes: Vec<String>,
    /// All values that a label can have, for labels whose values are known.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// Whether a series is born only with its first event, so that there is none until then.
    #[serde(default)]
    pub optional: bool,
    /// Whether other programs expose metrics of this name too, so that it means this one only where
    /// somebody says that the platform has it.
    #[serde(default)]
    pub common: bool,
    /// What else to know of it, in a sentence.
    #[serde(default)]
    pub note: Option<String>,
}

/// How the values of a metric behave, and which series it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetricType {
    /// It only grows, until its process starts again.
    Counter,
    /// It goes up and down.
    Gauge,
    /// `_bucket`, `_sum` and `_count`, which only grow.
    Histogram,
    /// Quantiles that go up and down, besides `_sum` and `_count`, which only grow.
    Summary,
}

impl MetricType {
    /// All types, as they are listed for people.
    pub const ALL: [Self; 4] = [Self::Counter, Self::Gauge, Self::Histogram, Self::Summary];

    /// The word by which files, and Prometheus, call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::Summary => "summary",
        }
    }
}

impl fmt::Display for MetricType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
