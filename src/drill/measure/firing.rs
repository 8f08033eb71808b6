//! Alerts, as a look at Prometheus shows them.

use crate::base::Labels;
use crate::world::{Alerts, Phase};

/// Whether an alert with these labels fires in a look at Prometheus.
pub fn alert_firing(alerts: &Alerts, name: &str, labels: &Labels) -> bool {
    alerts.prometheus.iter().any(|alert| {
        alert.phase == Phase::Firing
            && alert.labels.get("alertname") == name
            && alert.labels.contains(labels)
    })
}
