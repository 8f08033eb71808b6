//! Alertmanager's HTTP API: alerts, silences, its configuration, and where its clock stands.

mod alerts;
mod heartbeat;
mod silences;
mod status;

pub(super) use heartbeat::HEARTBEAT_LABEL;

use super::http::Http;
use super::settings::{Endpoint, Limits};

/// An Alertmanager.
#[derive(Debug)]
pub(super) struct Alertmanager {
    http: Http,
}

impl Alertmanager {
    /// The server at this endpoint; the error says what is wrong with the settings.
    pub(super) fn new(endpoint: &Endpoint, limits: &Limits) -> Result<Self, String> {
        Http::new("Alertmanager", endpoint, limits).map(|http| Self { http })
    }
}
