//! What Prometheus says it watches: its external labels.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Prometheus, data};
use crate::live::http::Failure;

#[derive(Deserialize)]
struct Status {
    yaml: String,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    global: Global,
}

#[derive(Default, Deserialize)]
struct Global {
    #[serde(default)]
    external_labels: BTreeMap<String, String>,
}

impl Prometheus {
    /// The external label of this name; none if Prometheus has none.
    pub(in crate::live) async fn external_label(
        &self,
        name: &str,
    ) -> Result<Option<String>, Failure> {
        let reply = self
            .http
            .get(&["api", "v1", "status", "config"])
            .send()
            .await?;
        let status: Status = data(&reply)?;
        let mut config: Config = serde_yaml::from_str(&status.yaml)
            .map_err(|error| reply.not_understood(&error.to_string()))?;
        Ok(config.global.external_labels.remove(name))
    }
}
