//! What Prometheus scrapes, how often, and whether it answers.

use serde::Deserialize;

use super::{Prometheus, data};
use crate::base::{Duration, Labels};
use crate::live::http::Failure;
use crate::world::TargetHealth;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Targets {
    active_targets: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    labels: Labels,
    health: String,
    #[serde(default)]
    scrape_interval: Option<String>,
}

/// The scrape targets, and how often the slowest of them is scraped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Scraped {
    /// Every active target.
    pub(in crate::live) targets: Vec<TargetHealth>,
    /// The longest interval, or why it is not known.
    pub(in crate::live) interval: Result<Duration, String>,
}

impl Prometheus {
    /// Every active scrape target.
    pub(in crate::live) async fn targets(&self) -> Result<Scraped, Failure> {
        let reply = self
            .http
            .get(&["api", "v1", "targets"])
            .query("state", "active")
            .send()
            .await?;
        let targets: Targets = data(&reply)?;
        Ok(scraped(&targets))
    }
}

fn scraped(targets: &Targets) -> Scraped {
    let targets = &targets.active_targets;
    Scraped {
        interval: longest(targets),
        targets: targets
            .iter()
            .map(|target| TargetHealth {
                job: target.labels.get("job").to_owned(),
                instance: target.labels.get("instance").to_owned(),
                up: target.health == "up",
            })
            .collect(),
    }
}

fn longest(targets: &[Target]) -> Result<Duration, String> {
    let mut longest = None;
    for target in targets {
        let text = target
            .scrape_interval
            .as_deref()
            .ok_or("Prometheus does not say how often it scrapes: version 2.31 and later do")?;
        let interval: Duration = text.parse().map_err(|error| format!("{error}"))?;
        longest = longest.max(Some(interval));
    }
    longest.ok_or_else(|| "Prometheus scrapes nothing: are its targets discovered?".to_owned())
}
