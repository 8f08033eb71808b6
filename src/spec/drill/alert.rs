//! What is promised of an alert.

use serde::{Deserialize, Serialize};

use crate::base::{Duration, Labels};

/// One alert and what it must do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPromise {
    /// The alert's name.
    pub alert: String,
    /// Labels that it must have, besides others.
    pub labels: Labels,
    /// What it must do.
    pub role: AlertRole,
}

/// What an alert must do while the fault is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum AlertRole {
    /// It fires; usually an alert on the mitigation itself, as *fallback serving*.
    Fires {
        /// How soon after the fault is effective.
        within: Duration,
        /// Who is told.
        pages: Option<Pages>,
        /// How soon it is over, counted from when the fault is gone.
        resolves: Option<Duration>,
    },
    /// It is silent while the mitigation holds, and must fire when it does not.
    Backstop,
}

/// Who is told of an alert, and how soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// Alertmanager's receiver.
    pub receiver: String,
    /// How soon after the fault is effective.
    pub within: Duration,
}
