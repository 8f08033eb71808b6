//! A profile as it is typed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::Price;
use crate::spec::yaml::{Given, Name, Text};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowProfile {
    pub(super) served_by: Given<Text<String>>,
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
pub(super) struct LowSignal {
    pub(super) promql: Given<Text<String>>,
}
