//! Alertmanager as a state machine: alerts in, notifications out, time as an argument.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dedup::{Sent, reason_to_send};
use super::group::Group;
use super::{
    AlertStatus, AlertUpdate, Notification, NotifiedAlert, Routing, Silence, Status, StoredAlert,
    Suppression,
};
use crate::base::{At, Duration, Labels, fingerprint};

/// Alertmanager forgets alerts that are over when it sweeps, this often.
const ALERTS_KEPT: Duration = Duration::from_mins(30);

/// Alertmanager with one peer: what it knows, and what it will do next.
///
/// Moments must not go backwards from call to call. Whatever is due strictly before an alert or
/// a silence arrives is done without it; what is due at the same moment sees it.
///
/// A repetition that falls exactly on a flush waits for the next one: a real Alertmanager, whose
/// clock goes on while it sends, mostly does the same.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    routing: Arc<Routing>,
    alerts: BTreeMap<u64, Arc<StoredAlert>>,
    silences: Vec<Silence>,
    /// By route and group labels.
    groups: BTreeMap<(usize, Labels), Group>,
    /// What was last sent, by receiver and group key.
    log: BTreeMap<(Arc<str>, String), Sent>,
    /// Sent before the moment up to which the caller has asked.
    outbox: Vec<Notification>,
}

impl Dispatcher {
    /// One that has received nothing yet.
    pub fn new(routing: Arc<Routing>) -> Self {
        Self {
            routing,
            alerts: BTreeMap::new(),
            silences: Vec::new(),
            groups: BTreeMap::new(),
            log: BTreeMap::new(),
            outbox: Vec::new(),
        }
    }

    /// Takes in alerts that arrive at this moment.
    pub fn receive(&mut self, at: At, updates: &[AlertUpdate]) {
        self.run_before(at);
        self.alerts
            .retain(|_, alert| alert.ends_at + ALERTS_KEPT > at);
        for update in updates {
            let mut alert = StoredAlert::new(at, update, self.routing.resolve_timeout);
            let key = fingerprint(&alert.labels);
            if let Some(old) = self.alerts.get(&key) {
                alert = alert.merged_over(old);
            }
            let alert = Arc::new(alert);
            self.alerts.insert(key, alert.clone());
            for route in self.routing.routes(&alert.labels) {
                let labels = route.group_by.group_labels(&alert.labels);
                self.groups
                    .entry((route.index, labels.clone()))
                    .or_insert_with(|| Group::new(at, route, labels))
                    .insert(at, &alert);
            }
        }
    }

    /// Replaces the silences at this moment.
    pub fn set_silences(&mut self, at: At, silences: Vec<Silence>) {
        self.run_before(at);
        self.silences = silences;
    }

    /// The next moment at which `advance` would do anything.
    pub fn next_wake(&self) -> Option<At> {
        let groups = self.groups.values().map(Group::next_wake);
        let waiting = self.outbox.iter().map(|notification| notification.at);
        groups.chain(waiting).min()
    }

    /// Does all that is due up to and including this moment; what was sent, in order of time.
    pub fn advance(&mut self, at: At) -> Vec<Notification> {
        self.run_before(at);
        self.flush_due(at);
        std::mem::take(&mut self.outbox)
    }

    /// The alerts that are not over, with what the API says about each.
    pub fn active(&self, at: At) -> Vec<(Arc<StoredAlert>, AlertStatus)> {
        self.alerts
            .values()
            .filter(|alert| !alert.resolved_at(at))
            .map(|alert| (alert.clone(), self.status_of(at, &alert.labels)))
            .collect()
    }

    /// What would become of an alert with these labels, whether there is one or not.
    pub fn status_of(&self, at: At, labels: &Labels) -> AlertStatus {
        let silenced_by: Vec<String> = self
            .silences
            .iter()
            .filter(|silence| silence.mutes(at, labels))
            .map(|silence| silence.id.clone())
            .collect();
        let inhibited_by: Vec<u64> = self.inhibitor(at, labels).into_iter().collect();
        let routes = self.routing.routes(labels);
        AlertStatus {
            state: if silenced_by.is_empty() && inhibited_by.is_empty() {
                Suppression::Active
            } else {
                Suppression::Suppressed
            },
            silenced_by,
            inhibited_by,
            receivers: routes.into_iter().map(|route| route.receiver).collect(),
        }
    }

    fn inhibitor(&self, at: At, labels: &Labels) -> Option<u64> {
        let alerts = || self.alerts.values().map(AsRef::as_ref);
        self.routing
            .inhibit_rules
            .iter()
            .find_map(|rule| rule.inhibitor(at, labels, alerts()))
    }

    /// Does all that is due strictly before this moment.
    fn run_before(&mut self, at: At) {
        while let Some(due) = self
            .groups
            .values()
            .map(Group::next_wake)
            .min()
            .filter(|due| *due < at)
        {
            self.flush_due(due);
        }
    }

    fn flush_due(&mut self, at: At) {
        self.groups
            .retain(|_, group| group.dropped_at().is_none_or(|dropped| dropped > at));
        let due: Vec<_> = self
            .groups
            .iter()
            .filter(|(_, group)| group.next_flush <= at)
            .map(|(key, _)| key.clone())
            .collect();
        for key in due {
            if let Some(mut group) = self.groups.remove(&key) {
                self.flush(at, &mut group);
                self.groups.insert(key, group);
            }
        }
    }

    fn flush(&mut self, at: At, group: &mut Group) {
        let mut alerts = group.flush(at);
        // Muting holds back the news that an alert is over as well, as in Alertmanager.
        alerts.retain(|alert| {
            let muted = self
                .silences
                .iter()
                .any(|silence| silence.mutes(at, &alert.labels));
            !muted && self.inhibitor(at, &alert.labels).is_none()
        });
        if !alerts.is_empty() {
            self.notify(at, group, &alerts);
        }
        group.drop_resolved(at);
    }

    fn notify(&mut self, at: At, group: &Group, alerts: &[Arc<StoredAlert>]) {
        let receiver = &group.route.receiver;
        let Some(integrations) = self
            .routing
            .receiver(receiver)
            .filter(|receiver| !receiver.integrations.is_empty())
        else {
            return;
        };
        let with_resolved = integrations.sends_resolved();
        let key = |wanted: bool| {
            alerts
                .iter()
                .filter(|alert| alert.resolved_at(at) == wanted)
                .map(|alert| fingerprint(&alert.labels))
                .collect()
        };
        let next = Sent {
            at,
            firing: key(false),
            resolved: key(true),
        };
        let group_key = group.route.group_key(&group.labels);
        let logged = (receiver.clone(), group_key.clone());
        let repeat = group.route.timers.repeat_interval;
        let Some(reason) = reason_to_send(self.log.get(&logged), &next, with_resolved, repeat)
        else {
            return;
        };
        let told: Vec<NotifiedAlert> = alerts
            .iter()
            .map(|alert| notified(at, alert))
            .filter(|alert| with_resolved || alert.status == Status::Firing)
            .collect();
        let status = if next.firing.is_empty() {
            Status::Resolved
        } else {
            Status::Firing
        };
        self.log.insert(logged, next);
        if !told.is_empty() {
            self.outbox.push(Notification {
                at,
                receiver: receiver.clone(),
                group_key,
                group_labels: group.labels.clone(),
                status,
                alerts: told,
                reason,
            });
        }
    }
}

fn notified(at: At, alert: &StoredAlert) -> NotifiedAlert {
    let resolved = alert.resolved_at(at);
    NotifiedAlert {
        labels: alert.labels.clone(),
        annotations: alert.annotations.clone(),
        status: if resolved {
            Status::Resolved
        } else {
            Status::Firing
        },
        starts_at: alert.starts_at,
        ends_at: resolved.then_some(alert.ends_at),
        fingerprint: fingerprint(&alert.labels),
    }
}

#[cfg(test)]
#[path = "dispatcher_tests.rs"]
mod tests;
