//! An alert that is sent only to see whether alerts reach our sink.

use serde::Serialize;
use serde_json::json;

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

impl Alertmanager {
    /// Sends an alert with these labels and waits for it at our sink; how long it took.
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
        let id = format!("{}-{}", Clock::wall().unix_ms(), ours.now().ms());
        let limit = self.http.limits().heartbeat;
        let labels = labels.with(HEARTBEAT_LABEL, &id);
        let alert = alert(&labels, theirs, limit);
        let arrival = arrivals.expect(&id);
        let sent = ours.now();
        self.http
            .post(&["api", "v2", "alerts"])
            .json(&[alert])
            .map_err(|failure| failure.why)?
            .send()
            .await
            .map_err(|failure| failure.why)?;
        let arrived: At = tokio::time::timeout(limit.std(), arrival)
            .await
            .map_err(|_| lost(&labels, limit))?
            .map_err(|_| "our sink was stopped while it waited".to_owned())?;
        Ok(arrived.since(sent))
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
