//! What an evaluation did.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::Labels;

/// What one evaluation of a group changed, and what failed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// In the order of the rules, then by labels.
    pub changes: Vec<AlertChange>,
    /// In the order of the rules.
    pub errors: Vec<RuleError>,
}

/// What became of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    /// The rule's name.
    pub rule: Arc<str>,
    /// What identifies the alert, `alertname` included.
    pub labels: Labels,
    /// What became of it.
    pub change: Change,
}

/// A step of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Its condition is true, and it waits for `for` to pass.
    Pending,
    /// It fires.
    Firing,
    /// It fired, and is over.
    Resolved,
    /// Its condition ended before it fired.
    Dropped,
}

/// A rule that could not be evaluated, and nothing of it changed; or one whose series could not all
/// be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule's name.
    pub rule: Arc<str>,
    /// Why, in a sentence.
    pub message: String,
}
