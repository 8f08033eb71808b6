//! What Alertmanager's API says about an alert.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Whether an alert may be notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Suppression {
    /// Nothing holds it back.
    Active,
    /// A silence or another alert holds it back.
    Suppressed,
}

/// What `/api/v2/alerts` says about an alert beside its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertStatus {
    /// Whether it may be notified.
    pub state: Suppression,
    /// The silences that hold it back, by name.
    pub silenced_by: Vec<String>,
    /// The alerts that hold it back, by fingerprint.
    pub inhibited_by: Vec<u64>,
    /// Whom its routes tell, in the order of the file.
    pub receivers: Vec<Arc<str>>,
}
