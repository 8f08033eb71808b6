//! A profile as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::Price;
use crate::spec::metrics::LowMetric;
use crate::spec::reader::Flag;
use crate::spec::yaml::{Given, Name, Text};

/// How one gateway shows what it does.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "firedrill profile")]
pub(in crate::spec) struct LowProfile {
    /// The response header that says who answered.
    pub(super) served_by: Given<Text<String>>,
    /// The response header that says whether a cache answered.
    pub(super) cached: Given<LowCached>,
    /// The response header that says what the answer cost, in dollars.
    pub(super) cost: Given<Text<String>>,
    /// The response header that says which version of the model answered.
    pub(super) version: Given<Text<String>>,
    /// How a request says that no cache may answer it.
    pub(super) cache_bypass: Given<LowBypass>,
    /// The signals that metrics give, by name.
    pub(super) signals: Given<BTreeMap<Name, Given<LowSignal>>>,
    /// Who may take a change back, by name, and an expression that exceeds 0 when they do.
    pub(super) takes_back: Given<BTreeMap<Name, Given<LowSignal>>>,
    /// The selector of kube-state-metrics' series that tell which images run, as
    /// `kube_pod_container_info{namespace="ai"}`.
    pub(super) images: Given<Text<String>>,
    /// PromQL selectors that return series on a healthy platform.
    pub(super) requires: Given<Vec<Given<Text<String>>>>,
    /// What the dearest model charges that may answer a drill.
    pub(super) prices: Given<LowPrices>,
    /// The metrics that it exposes, by name; that of a histogram without `_bucket`.
    pub(super) metrics: Given<BTreeMap<Name, Given<LowMetric>>>,
    /// Beginnings of names, as `litellm_`: a metric whose name begins so is listed here, or does not
    /// exist.
    pub(super) families: Given<Vec<Given<Text<String>>>>,
    /// Labels that the scrape adds to every metric, besides common ones as `job` and `namespace`.
    pub(super) target_labels: Given<Vec<Given<Text<String>>>>,
    /// Whether operators may add labels of their own to the metrics.
    pub(super) more_labels: Given<Text<Flag>>,
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

/// A response header that says whether a cache answered.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["header", "hit"]))]
pub(in crate::spec) struct LowCached {
    /// Its name.
    pub(super) header: Given<Text<String>>,
    /// Its value when a cache did.
    pub(super) hit: Given<Text<String>>,
}

/// How a request says that no cache may answer it: by a header, or by a field of its body.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["value"]))]
pub(in crate::spec) struct LowBypass {
    /// The header's name.
    pub(super) header: Given<Text<String>>,
    /// The field's name.
    pub(super) field: Given<Text<String>>,
    /// Its value; that of a field is JSON, or else a text.
    pub(super) value: Given<Text<String>>,
}
