//! A profile as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::Price;
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
    /// What the dearest model charges that may answer a drill.
    pub(super) prices: Given<LowPrices>,
}

/// What the dearest model charges that may answer a drill.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowPrices {
    /// For tokens that are sent.
    pub(super) prompt: Given<Text<Price>>,
    /// For tokens that are generated.
    pub(super) completion: Given<Text<Price>>,
}

/// A signal that metrics give.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["promql"]))]
pub(in crate::spec) struct LowSignal {
    /// An expression that gives one series.
    pub(super) promql: Given<Text<String>>,
}
