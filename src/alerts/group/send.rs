//! What Prometheus posts to Alertmanager.

use super::GroupOptions;
use super::alerts::{AlertState, Alerts, Tracked, ms};
use crate::alerts::routing::AlertUpdate;
use crate::base::{ClockOffset, Duration, Labels, ServerTime};

/// An alert as Prometheus posts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentAlert {
    /// What identifies it, external labels included.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
    /// Since when it fires, in Unix milliseconds.
    pub starts_at_ms: i64,
    /// When it ended or, while it fires, when it is taken to have ended unless it is sent again;
    /// in Unix milliseconds.
    pub ends_at_ms: i64,
    /// Whether it is over.
    pub resolved: bool,
}

impl SentAlert {
    /// As Alertmanager receives it, on the timeline of the run.
    pub fn as_update(&self, clock: &ClockOffset) -> AlertUpdate {
        let at = |unix_ms| clock.at(ServerTime::from_unix_ms(unix_ms));
        AlertUpdate {
            labels: self.labels.clone(),
            annotations: self.annotations.clone(),
            starts_at: at(self.starts_at_ms),
            ends_at: Some(at(self.ends_at_ms)),
        }
    }
}

/// How many evaluations or deliveries may fail before an alert is taken to have ended.
const FAILURES_ALLOWED: u64 = 4;

/// The alerts of a rule that are due, which are noted as sent.
pub(super) fn due(
    alerts: &mut Alerts,
    at_ms: i64,
    interval: Duration,
    options: &GroupOptions,
) -> Vec<SentAlert> {
    let valid_for = interval.max(options.resend_delay) * FAILURES_ALLOWED;
    let mut sent = Vec::new();
    for (labels, tracked) in &mut alerts.0 {
        let Some(fired_at) = tracked.fired_at else {
            continue;
        };
        if !is_due(tracked, at_ms, options.resend_delay) {
            continue;
        }
        tracked.last_sent = Some(at_ms);
        let mut labels = labels.clone();
        for (name, value) in options.external_labels.iter() {
            if labels.get(name).is_empty() {
                labels = labels.with(name, value);
            }
        }
        sent.push(SentAlert {
            labels,
            annotations: tracked.annotations.clone(),
            starts_at_ms: fired_at,
            ends_at_ms: tracked
                .resolved_at
                .unwrap_or_else(|| at_ms.saturating_add(ms(valid_for))),
            resolved: tracked.resolved_at.is_some(),
        });
    }
    sent
}

fn is_due(tracked: &Tracked, at_ms: i64, resend_delay: Duration) -> bool {
    if tracked.state() == Some(AlertState::Pending) {
        return false;
    }
    let Some(last) = tracked.last_sent else {
        return true;
    };
    tracked.resolved_at.is_some_and(|resolved| resolved > last)
        || last.saturating_add(ms(resend_delay)) < at_ms
}
