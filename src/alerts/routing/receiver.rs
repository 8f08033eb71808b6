//! Receivers: whom a route tells, and through which integrations.

use std::sync::Arc;

use super::Place;

/// A named set of integrations; one without any reaches nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Its name.
    pub name: Arc<str>,
    /// Where its name stands in the file.
    pub place: Place,
    /// How it tells people.
    pub integrations: Vec<Integration>,
}

/// One way in which a receiver tells people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// What it is, as `webhook` or `pagerduty`: its key without `_configs`.
    pub kind: String,
    /// Where a webhook is sent; none for other kinds and for secrets.
    pub url: Option<String>,
    /// Whether it is told that an alert is over.
    pub send_resolved: bool,
}

impl Receiver {
    /// Whether any of its integrations is told that an alert is over.
    pub fn sends_resolved(&self) -> bool {
        self.integrations
            .iter()
            .any(|integration| integration.send_resolved)
    }
}

/// Whether Alertmanager tells this kind of integration that an alert is over, unless it is
/// configured otherwise.
pub(super) fn sends_resolved_by_default(kind: &str) -> bool {
    !matches!(
        kind,
        "email" | "slack" | "wechat" | "rocketchat" | "mattermost"
    )
}
