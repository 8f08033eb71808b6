//! A profile as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::yaml::{Given, Name, Text};

/// How one gateway shows what it does.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "firedrill profile")]
pub(in crate::spec) struct LowProfile {
    /// The response header that says who answered.
    pub(super) served_by: Given<Text<String>>,
    /// The signals that metrics give, by name.
    pub(super) signals: Given<BTreeMap<Name, Given<LowSignal>>>,
    /// PromQL selectors that return series on a healthy platform.
    pub(super) requires: Given<Vec<Given<Text<String>>>>,
}

/// A signal that metrics give.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["promql"]))]
pub(in crate::spec) struct LowSignal {
    /// An expression that gives one series.
    pub(super) promql: Given<Text<String>>,
}
