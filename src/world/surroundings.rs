//! What else there is to know of a cluster before something is changed in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::Duration;

/// What surrounds the objects that a drill changes, in their namespaces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// What each namespace says of its environment by its label `environment`.
    pub environments: Vec<(String, Option<String>)>,
    /// What others wrote within the last day, the latest first.
    pub recent: Vec<Recent>,
    /// What may keep pods from being replaced, each for people: a quota that is used up, a budget for
    /// disruptions that is.
    pub tight: Vec<String>,
    /// The other policies that let pods out, where the drill changes one.
    pub policies: Vec<EgressPolicy>,
    /// What of all this could not be read, and why.
    pub unknown: Vec<String>,
}

/// A NetworkPolicy that says what pods may reach. Policies add up: what one lets out is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EgressPolicy {
    /// Its namespace and name.
    pub name: String,
    /// The labels of the pods that it selects; none are all pods of the namespace.
    pub labels: BTreeMap<String, String>,
}

impl EgressPolicy {
    /// Whether a pod with these labels may be selected by it: no label contradicts.
    pub fn may_select(&self, labels: &BTreeMap<String, String>) -> bool {
        let mut wanted = self.labels.iter();
        wanted.all(|(name, value)| labels.get(name).is_none_or(|has| has == value))
    }
}

/// Something that was written lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// What, for people: `Deployment ai/llm-gateway`, the name as code.
    pub object: String,
    /// By whom, by the name that they gave themselves.
    pub by: String,
    /// How long ago.
    pub ago: Duration,
}
