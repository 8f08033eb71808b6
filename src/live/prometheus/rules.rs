//! The alert rules that Prometheus has loaded, and the alerts that they make.

use serde::Deserialize;

use super::{Prometheus, data};
use crate::base::{Duration, Labels};
use crate::live::http::Failure;
use crate::live::moment::{known, rfc3339, whole_ms};
use crate::world::{FiringAlert, LoadedRule, Phase};

#[derive(Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    interval: f64,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    name: String,
    query: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    duration: f64,
    #[serde(default)]
    keep_firing_for: f64,
    #[serde(default)]
    labels: Labels,
    #[serde(default)]
    last_evaluation: Option<String>,
    #[serde(default)]
    last_error: Option<String>,
}

#[derive(Deserialize)]
struct Alerts {
    alerts: Vec<Alert>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    labels: Labels,
    state: String,
    active_at: Option<String>,
}

impl Prometheus {
    /// Every alert rule, in the order of their groups.
    pub(in crate::live) async fn rules(&self) -> Result<Vec<LoadedRule>, Failure> {
        let reply = self
            .http
            .get(&["api", "v1", "rules"])
            .query("type", "alert")
            .send()
            .await?;
        let groups: Groups = data(&reply)?;
        let mut loaded = Vec::new();
        for group in groups.groups {
            for rule in group.rules {
                if rule.kind == "alerting" {
                    loaded.push(
                        rule.loaded(&group.name, group.interval)
                            .map_err(|why| reply.not_understood(&why))?,
                    );
                }
            }
        }
        Ok(loaded)
    }

    /// Every alert that is pending or fires.
    pub(in crate::live) async fn alerts(&self) -> Result<Vec<FiringAlert>, Failure> {
        let reply = self.http.get(&["api", "v1", "alerts"]).send().await?;
        let alerts: Alerts = data(&reply)?;
        let mut firing = Vec::new();
        for alert in alerts.alerts {
            if let Some(alert) = alert.firing().map_err(|why| reply.not_understood(&why))? {
                firing.push(alert);
            }
        }
        Ok(firing)
    }
}

impl Rule {
    fn loaded(self, group: &str, interval: f64) -> Result<LoadedRule, String> {
        Ok(LoadedRule {
            alert: self.name,
            group: group.to_owned(),
            interval: seconds(interval),
            expr: self.query,
            hold: seconds(self.duration),
            keep_firing: seconds(self.keep_firing_for),
            labels: self.labels,
            last_evaluation: self.last_evaluation.as_deref().map_or(Ok(None), rfc3339)?,
            error: self.last_error.filter(|error| !error.is_empty()),
        })
    }
}

impl Alert {
    /// The alert, if it is pending or fires.
    fn firing(self) -> Result<Option<FiringAlert>, String> {
        let phase = match &*self.state {
            "pending" => Phase::Pending,
            "firing" => Phase::Firing,
            "inactive" => return Ok(None),
            other => return Err(format!("`{other}` is not the state of an alert")),
        };
        Ok(Some(FiringAlert {
            labels: self.labels,
            phase,
            active_at: known(&self.active_at.unwrap_or_default())?,
        }))
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_ms(u64::try_from(whole_ms(seconds)).unwrap_or(0))
}
