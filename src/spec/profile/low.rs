//! A profile as it is typed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::Price;
use crate::spec::yaml::{Given, Name, Text};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowProfile {
    pub(super) served_by: Given<Text<String>>,
    pub(super) cached: Given<LowCached>,
    pub(super) cost: Given<Text<String>>,
    pub(super) version: Given<Text<String>>,
    pub(super) cache_bypass: Given<LowBypass>,
    pub(super) signals: Given<BTreeMap<Name, Given<LowSignal>>>,
    pub(super) requires: Given<Vec<Given<Text<String>>>>,
    pub(super) prices: Given<LowPrices>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowPrices {
    pub(super) prompt: Given<Text<Price>>,
    pub(super) completion: Given<Text<Price>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowCached {
    pub(super) header: Given<Text<String>>,
    pub(super) hit: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowBypass {
    pub(super) header: Given<Text<String>>,
    pub(super) field: Given<Text<String>>,
    pub(super) value: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowSignal {
    pub(super) promql: Given<Text<String>>,
}
