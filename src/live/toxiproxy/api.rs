//! Toxiproxy's HTTP API, version 2.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::live::http::{Failure, Http};

/// Proxies by name.
pub(super) type Proxies = BTreeMap<String, Proxy>;

/// A proxy as Toxiproxy shows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Proxy {
    pub(super) upstream: String,
    pub(super) enabled: bool,
    #[serde(default)]
    pub(super) toxics: Vec<Toxic>,
}

/// A toxic as Toxiproxy shows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Toxic {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) stream: String,
    pub(super) toxicity: f64,
    #[serde(default)]
    pub(super) attributes: Value,
}

/// The API of one server.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) http: Http,
}

impl Api {
    pub(super) fn new(http: Http) -> Self {
        Self { http }
    }

    /// The headers of an answer that costs nothing.
    pub(super) async fn version(&self) -> Result<HeaderMap, Failure> {
        Ok(self.http.get(&["version"]).send().await?.headers)
    }

    /// Every proxy with its toxics.
    pub(super) async fn list(&self) -> Result<Proxies, Failure> {
        self.http.get(&["proxies"]).send().await?.json()
    }

    /// Creates a proxy that is switched off; refused with 409 if the name is taken.
    pub(super) async fn create_disabled(&self, name: &str, upstream: &str) -> Result<(), Failure> {
        // `POST /reset` switches every proxy on: one on a free port of the loopback hurts nobody.
        let body = json!({
            "name": name,
            "listen": "127.0.0.1:0",
            "upstream": upstream,
            "enabled": false,
        });
        let call = self.http.post(&["proxies"]).json(&body)?;
        call.send().await.map(drop)
    }

    /// Switches a proxy on or off. What is left out stays as it is.
    pub(super) async fn set_enabled(&self, proxy: &str, enabled: bool) -> Result<(), Failure> {
        // POST, since versions before 2.6 know no PATCH.
        let call = self.http.post(&["proxies", proxy]);
        let call = call.json(&json!({ "enabled": enabled }))?;
        call.send().await.map(drop)
    }

    /// Leads a proxy to another server; connections that are open are closed.
    pub(super) async fn set_upstream(&self, proxy: &str, upstream: &str) -> Result<(), Failure> {
        let call = self.http.post(&["proxies", proxy]);
        let call = call.json(&json!({ "upstream": upstream }))?;
        call.send().await.map(drop)
    }

    /// Deletes a proxy.
    pub(super) async fn remove_proxy(&self, proxy: &str) -> Result<(), Failure> {
        self.http.delete(&["proxies", proxy]).send().await.map(drop)
    }

    /// Adds a toxic; refused with 409 if the proxy has one of this name.
    pub(super) async fn add_toxic(&self, proxy: &str, toxic: &Value) -> Result<(), Failure> {
        let call = self.http.post(&["proxies", proxy, "toxics"]).json(toxic)?;
        call.send().await.map(drop)
    }

    /// Changes a toxic's attributes; refused with 404 if the proxy has none of this name.
    pub(super) async fn update_toxic(
        &self,
        proxy: &str,
        toxic: &str,
        attributes: &Value,
    ) -> Result<(), Failure> {
        let call = self.http.post(&["proxies", proxy, "toxics", toxic]);
        let call = call.json(&json!({ "attributes": attributes }))?;
        call.send().await.map(drop)
    }

    /// Removes a toxic; refused with 404 if the proxy has none of this name.
    pub(super) async fn remove_toxic(&self, proxy: &str, toxic: &str) -> Result<(), Failure> {
        let call = self.http.delete(&["proxies", proxy, "toxics", toxic]);
        call.send().await.map(drop)
    }
}
