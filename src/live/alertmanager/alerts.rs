//! What Alertmanager does with the alerts that it received.

use serde::Deserialize;

use super::Alertmanager;
use crate::base::Labels;
use crate::live::http::Failure;
use crate::live::moment::known;
use crate::world::RoutedAlert;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    labels: Labels,
    fingerprint: String,
    starts_at: String,
    updated_at: String,
    #[serde(default)]
    receivers: Vec<Receiver>,
    status: Status,
}

#[derive(Deserialize)]
struct Receiver {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default)]
    silenced_by: Vec<String>,
    #[serde(default)]
    inhibited_by: Vec<String>,
}

impl Alertmanager {
    /// Every alert that it knows, the quiet ones as well.
    pub(in crate::live) async fn alerts(&self) -> Result<Vec<RoutedAlert>, Failure> {
        let mut call = self.http.get(&["api", "v2", "alerts"]);
        for kind in ["active", "silenced", "inhibited", "unprocessed"] {
            call = call.query(kind, "true");
        }
        let reply = call.send().await?;
        let alerts: Vec<Alert> = reply.json()?;
        alerts
            .into_iter()
            .map(|alert| alert.routed().map_err(|why| reply.not_understood(&why)))
            .collect()
    }
}

impl Alert {
    fn routed(self) -> Result<RoutedAlert, String> {
        Ok(RoutedAlert {
            labels: self.labels,
            fingerprint: self.fingerprint,
            starts_at: known(&self.starts_at)?,
            updated_at: known(&self.updated_at)?,
            silenced_by: self.status.silenced_by,
            inhibited_by: self.status.inhibited_by,
            receivers: self.receivers.into_iter().map(|each| each.name).collect(),
        })
    }
}
