//! Alertmanager: it receives alerts, and notifies the receivers that we sit in.

use std::sync::Arc;

use super::clock::server_time;
use crate::alerts::routing::{
    AlertUpdate, Dispatcher, Notification, NotifiedAlert, Routing, Silence, Status,
};
use crate::base::{At, Duration, Labels, fingerprint};
use crate::world::{Page, PageStatus, RoutedAlert, SilenceFact};

/// The label that tells one heartbeat from another; a route that groups by it notifies each at once.
const HEARTBEAT_LABEL: &str = "heartbeat_id";
/// An alert that is older than `group_wait` is notified at once.
const HEARTBEAT_AGE: Duration = Duration::from_secs(60);
/// How long a heartbeat is waited for.
pub(super) const HEARTBEAT_LIMIT: Duration = Duration::from_secs(10);
/// When a heartbeat ends by itself.
const HEARTBEAT_LENGTH: Duration = Duration::from_secs(30);

/// Alertmanager, with everything that it knows.
#[derive(Clone, Debug)]
pub(super) struct Alertmanager {
    dispatcher: Dispatcher,
    silences: Vec<Silence>,
    /// Its configuration as it has loaded it.
    pub(super) routing_text: Arc<str>,
}

impl Alertmanager {
    pub(super) fn new(
        start: At,
        routing: Arc<Routing>,
        routing_text: Arc<str>,
        silences: Vec<Silence>,
    ) -> Self {
        let mut dispatcher = Dispatcher::new(routing);
        dispatcher.set_silences(start, silences.clone());
        Self {
            dispatcher,
            silences,
            routing_text,
        }
    }

    /// Goes on with another configuration, as after a reload: what it knows of groups is gone.
    pub(super) fn load(&mut self, at: At, routing: Arc<Routing>, text: Arc<str>) {
        *self = Self::new(at, routing, text, std::mem::take(&mut self.silences));
    }

    pub(super) fn receive(&mut self, at: At, updates: &[AlertUpdate]) {
        self.dispatcher.receive(at, updates);
    }

    /// What was sent up to now.
    pub(super) fn advance(&mut self, at: At) -> Vec<Notification> {
        self.dispatcher.advance(at)
    }

    /// When it does something next, unless something arrives before.
    pub(super) fn next_wake(&self) -> At {
        self.dispatcher.next_wake().unwrap_or(At::NEVER)
    }

    /// The alerts that it knows of and that are not over.
    pub(super) fn alerts(&self, at: At) -> Vec<RoutedAlert> {
        let active = self.dispatcher.active(at);
        active
            .into_iter()
            .filter(|(alert, _)| heartbeat_of(&alert.labels).is_none())
            .map(|(alert, status)| RoutedAlert {
                labels: alert.labels.clone(),
                fingerprint: format!("{:016x}", fingerprint(&alert.labels)),
                starts_at: server_time(alert.starts_at),
                updated_at: server_time(alert.updated_at),
                silenced_by: status.silenced_by,
                inhibited_by: status
                    .inhibited_by
                    .into_iter()
                    .map(|inhibitor| format!("{inhibitor:016x}"))
                    .collect(),
                receivers: status.receivers.iter().map(ToString::to_string).collect(),
            })
            .collect()
    }

    /// The silences that are not over.
    pub(super) fn silences(&self, at: At) -> Vec<SilenceFact> {
        let silences = self.silences.iter().filter(|silence| at < silence.ends);
        silences
            .map(|silence| SilenceFact {
                id: silence.id.clone(),
                matchers: silence.matchers.iter().map(ToString::to_string).collect(),
                created_by: silence.created_by.clone(),
                comment: silence.comment.clone(),
                ends_at: server_time(silence.ends),
            })
            .collect()
    }
}

/// The heartbeat of this number, as it is posted.
pub(super) fn heartbeat(at: At, number: u64, labels: &Labels) -> AlertUpdate {
    AlertUpdate {
        labels: labels.with(HEARTBEAT_LABEL, &number.to_string()),
        annotations: Labels::empty(),
        starts_at: at - HEARTBEAT_AGE,
        ends_at: Some(at + HEARTBEAT_LENGTH),
    }
}

/// The number of the heartbeat that this alert is.
pub(super) fn heartbeat_of(labels: &Labels) -> Option<u64> {
    labels.get(HEARTBEAT_LABEL).parse().ok()
}

/// Why a heartbeat is unknown.
pub(super) fn heartbeat_lost(labels: &Labels) -> String {
    format!(
        "the heartbeat `{labels}` did not reach our sink within {HEARTBEAT_LIMIT}: does a route lead \
         from it to our receiver, and does it group by `{HEARTBEAT_LABEL}`?"
    )
}

/// An alert of a notification, as it arrives at our sink.
pub(super) fn page(arrived: At, notification: &Notification, alert: &NotifiedAlert) -> Page {
    Page {
        arrived,
        receiver: notification.receiver.to_string(),
        status: match alert.status {
            Status::Firing => PageStatus::Firing,
            Status::Resolved => PageStatus::Resolved,
        },
        labels: alert.labels.clone(),
        starts_at: server_time(alert.starts_at),
        ends_at: alert.ends_at.map(server_time),
        fingerprint: format!("{:016x}", alert.fingerprint),
        group_key: notification.group_key.clone(),
    }
}
