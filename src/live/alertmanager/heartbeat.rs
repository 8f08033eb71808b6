//! An alert that is sent only to see whether alerts reach our sink.

use serde::Serialize;
use serde_json::json;
use tokio::sync::oneshot;

use super::Alertmanager;
use crate::base::{At, Duration, Labels, ServerTime};
use crate::live::clock::Clock;
use crate::live::moment::to_rfc3339;
use crate::live::sink::Arrivals;

/// The label that tells one heartbeat from another. A route that groups by it notifies each at
/// once; without that, a second heartbeat waits for the first one's `group_interval`.
pub(in crate::live) const HEARTBEAT_LABEL: &str = "heartbeat_id";

/// An alert that is older than `group_wait` is notified at once.
const AGE: Duration = Duration::from_secs(60);

/// How long the alert outlives our wait; then Alertmanager resolves it by itself.
const AFTERGLOW: Duration = Duration::from_secs(20);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert<'a> {
    labels: &'a Labels,
    annotations: serde_json::Value,
    starts_at: String,
    ends_at: String,
}

/// A heartbeat that was sent, and has not arrived yet.
struct Beat {
    sent: At,
    arrival: oneshot::Receiver<At>,
}

impl Beat {
    /// How long it took.
    async fn took(&mut self) -> Result<Duration, String> {
        let arrived = (&mut self.arrival).await;
        let arrived = arrived.map_err(|_| "our sink was stopped while it waited".to_owned())?;
        Ok(arrived.since(self.sent))
    }
}

impl Alertmanager {
    /// Sends an alert with these labels and waits for it at our sink; how long it took.
    ///
    /// Whoever has just begun to listen is not reached at once: a Service and a network policy take
    /// seconds to know a new pod. Alertmanager may try that first notification for long before it
    /// begins anew, so that a second alert is sent after half the time.
    ///
    /// `theirs` is this moment by Alertmanager's clock.
    pub(in crate::live) async fn heartbeat(
        &self,
        labels: &Labels,
        theirs: ServerTime,
        ours: Clock,
        arrivals: &Arrivals,
    ) -> Result<Duration, String> {
        if labels.get("alertname").is_empty() {
            return Err("the heartbeat's labels have no `alertname`".to_owned());
        }
        let limit = self.http.limits().heartbeat;
        let half = Duration::from_ms(limit.ms() / 2).std();
        let mut first = self.beat(labels, theirs, ours, arrivals).await?;
        if let Ok(took) = tokio::time::timeout(half, first.took()).await {
            return took;
        }
        let mut second = self.beat(labels, theirs, ours, arrivals).await?;
        let either = async {
            tokio::select! {
                took = first.took() => took,
                took = second.took() => took,
            }
        };
        tokio::time::timeout(half, either)
            .await
            .map_err(|_| lost(labels, limit))?
    }

    /// Sends one heartbeat.
    async fn beat(
        &self,
        labels: &Labels,
        theirs: ServerTime,
        ours: Clock,
        arrivals: &Arrivals,
    ) -> Result<Beat, String> {
        let sent = ours.now();
        let id = format!("{}-{}", Clock::wall().unix_ms(), sent.ms());
        let labels = labels.with(HEARTBEAT_LABEL, &id);
        let alert = alert(&labels, theirs, self.http.limits().heartbeat);
        let arrival = arrivals.expect(&id);
        self.http
            .post(&["api", "v2", "alerts"])
            .json(&[alert])
            .map_err(|failure| failure.why)?
            .send()
            .await
            .map_err(|failure| failure.why)?;
        Ok(Beat { sent, arrival })
    }
}

fn alert(labels: &Labels, theirs: ServerTime, limit: Duration) -> Alert<'_> {
    let ms = |length: Duration| i64::try_from(length.ms()).unwrap_or(i64::MAX);
    let shifted = |by: i64| to_rfc3339(ServerTime::from_unix_ms(theirs.unix_ms() + by));
    Alert {
        labels,
        annotations: json!({ "summary": "firedrill looks whether alerts reach it; nothing is wrong" }),
        starts_at: shifted(-ms(AGE)),
        ends_at: shifted(ms(limit + AFTERGLOW)),
    }
}

fn lost(labels: &Labels, limit: Duration) -> String {
    format!(
        "the heartbeat `{labels}` did not reach our sink within {limit}: does a route lead from it to \
         our receiver, does it group by `{HEARTBEAT_LABEL}`, and can Alertmanager reach our address?"
    )
}
