//! Prometheus' HTTP API: rules, alerts, targets, queries, and where its clock stands.

mod clock;
mod label;
mod query;
mod rules;
mod targets;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::http::{Failure, Http, Reply};
use super::settings::{Endpoint, Limits};

/// A Prometheus server, or what speaks its API.
#[derive(Debug)]
pub(super) struct Prometheus {
    http: Http,
}

impl Prometheus {
    /// The server at this endpoint; the error says what is wrong with the settings.
    pub(super) fn new(endpoint: &Endpoint, limits: &Limits) -> Result<Self, String> {
        Http::new("Prometheus", endpoint, limits).map(|http| Self { http })
    }
}

/// What every answer is wrapped in; failures have a status of their own.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// What an answer wraps.
fn data<T: DeserializeOwned>(reply: &Reply) -> Result<T, Failure> {
    reply.json().map(|envelope: Envelope<T>| envelope.data)
}
