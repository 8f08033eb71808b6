//! An inventory: what there is at the target, so that a runbook can be held against it offline.

mod low;
mod resolve;
mod write;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use low::LowInventory;

/// What there is at the target: names only, and nothing of Secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Its namespaces, by name.
    pub namespaces: BTreeMap<String, Namespace>,
}

/// What there is in a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namespace {
    /// Its Deployments, by name.
    pub deployments: BTreeMap<String, Deployment>,
    /// The keys of each ConfigMap, by name.
    pub config_maps: BTreeMap<String, BTreeSet<String>>,
    /// The names of its Services.
    pub services: BTreeSet<String>,
}

/// A Deployment: the environment variables of its containers, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment {
    /// The names of the variables that each container is given.
    pub containers: BTreeMap<String, BTreeSet<String>>,
}

impl Deployment {
    /// The names of the variables that any of its containers is given.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.containers.values().flatten().map(String::as_str)
    }
}
