//! What a receiver is told.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::base::{At, Labels};

/// Whether an alert, or any alert of a group, fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It fires.
    Firing,
    /// It is over.
    Resolved,
}

/// One message to one receiver about one group of alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// When it was sent.
    pub at: At,
    /// To whom.
    pub receiver: Arc<str>,
    /// Alertmanager's name for the group, as `{}:{alertname="Down"}`.
    pub group_key: String,
    /// The labels that its alerts share because they are grouped by them.
    pub group_labels: Labels,
    /// Firing while any of its alerts is.
    pub status: Status,
    /// The group's alerts that are neither silenced nor inhibited.
    pub alerts: Vec<NotifiedAlert>,
    /// Why it was sent.
    pub reason: Reason,
}

/// An alert in a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifiedAlert {
    /// What identifies it.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
    /// Whether it fires.
    pub status: Status,
    /// When it began to fire.
    pub starts_at: At,
    /// When it ended; none while it fires.
    pub ends_at: Option<At>,
    /// Hash of the labels, by which Prometheus and Alertmanager know it.
    pub fingerprint: u64,
}
