//! A group of alerts, and when it speaks next.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{RouteMatch, StoredAlert};
use crate::base::{At, Duration, Labels, fingerprint};

/// Alertmanager looks for empty groups this often, and drops them.
const SWEEP_EVERY: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) route: RouteMatch,
    pub(super) labels: Labels,
    pub(super) alerts: BTreeMap<u64, Arc<StoredAlert>>,
    pub(super) next_flush: At,
    flushed: bool,
    /// Since when it has no alerts.
    empty_since: Option<At>,
}

impl Group {
    pub(super) fn new(at: At, route: RouteMatch, labels: Labels) -> Self {
        Self {
            next_flush: at + route.timers.group_wait,
            route,
            labels,
            alerts: BTreeMap::new(),
            flushed: false,
            empty_since: None,
        }
    }

    pub(super) fn insert(&mut self, at: At, alert: &Arc<StoredAlert>) {
        self.alerts
            .insert(fingerprint(&alert.labels), alert.clone());
        self.empty_since = None;
        // An alert that has fired for longer than `group_wait` has waited enough.
        if !self.flushed && alert.starts_at + self.route.timers.group_wait < at {
            self.next_flush = at;
        }
    }

    /// Notes that it speaks now, and gives its alerts in the order in which they are listed.
    pub(super) fn flush(&mut self, at: At) -> Vec<Arc<StoredAlert>> {
        self.flushed = true;
        self.next_flush = at + self.route.timers.group_interval;
        let mut alerts: Vec<_> = self.alerts.values().cloned().collect();
        alerts.sort_by(|a, b| sort_key(&a.labels).cmp(&sort_key(&b.labels)));
        alerts
    }

    /// Forgets the alerts that are over.
    pub(super) fn drop_resolved(&mut self, at: At) {
        self.alerts.retain(|_, alert| !alert.resolved_at(at));
        if self.alerts.is_empty() {
            self.empty_since.get_or_insert(at);
        }
    }

    /// When it is dropped, if it stays empty.
    pub(super) fn dropped_at(&self) -> Option<At> {
        let every = i64::try_from(SWEEP_EVERY.ms()).unwrap_or(i64::MAX);
        self.empty_since
            .map(|since| At::from_ms((since.ms().div_euclid(every) + 1) * every))
    }

    /// The next moment at which anything happens to it.
    pub(super) fn next_wake(&self) -> At {
        self.dropped_at()
            .map_or(self.next_flush, |dropped| dropped.min(self.next_flush))
    }
}

/// Alertmanager lists alerts by `job`, then by `instance`, then by all their labels; alerts that
/// lack one of the two come after those that have it.
fn sort_key(labels: &Labels) -> (bool, &str, bool, &str, &Labels) {
    let (job, instance) = (labels.get("job"), labels.get("instance"));
    (job.is_empty(), job, instance.is_empty(), instance, labels)
}
