//! An inventory as it is typed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::yaml::{Given, Name, Text};

/// Things by name.
pub(super) type LowByName<T> = BTreeMap<Name, Given<T>>;

/// Names.
pub(super) type LowNames = Vec<Given<Text<String>>>;

/// What there is at the target.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "firedrill inventory", extend("required" = ["namespaces"]))]
pub(in crate::spec) struct LowInventory {
    /// Its namespaces, by name.
    pub(super) namespaces: Given<LowByName<LowNamespace>>,
}

/// What there is in a namespace.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowNamespace {
    /// Its Deployments, by name: the containers of each, and the variables that those are given.
    pub(super) deployments: Given<LowByName<LowByName<LowNames>>>,
    /// The keys of each ConfigMap, by name.
    pub(super) config_maps: Given<LowByName<LowNames>>,
    /// The names of its Services.
    pub(super) services: Given<LowNames>,
}
