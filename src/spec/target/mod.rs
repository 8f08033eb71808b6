//! A target: where live drills run, and by which doors.

mod credential;
mod endpoint;
mod low;
mod resolve;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

pub(super) use low::LowTarget;

pub use credential::{Auth, HeaderValue, Secret, Tls};
pub use endpoint::{Endpoint, Gateway, Probe};

use crate::base::Duration;

/// One live platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The file's name without `.yaml`.
    pub name: String,
    /// What the platform must say it is before anything is changed, as `staging`.
    pub environment: String,
    /// Whether real users are harmed by a drill.
    pub production: bool,
    /// Where alerts are evaluated and signals measured.
    pub prometheus: Endpoint,
    /// Where alerts are routed.
    pub alertmanager: Endpoint,
    /// Where connections to providers are broken.
    pub toxiproxy: Endpoint,
    /// Where synthetic requests go.
    pub gateway: Gateway,
    /// Where Alertmanager's notifications reach us.
    pub sink: Sink,
    /// Doors straight to the places that drills break, by name.
    pub probes: BTreeMap<String, Probe>,
    /// How this gateway exposes the signals, by name.
    pub profile: String,
    /// How often and how long things are asked.
    pub timing: Timing,
}

/// Where Alertmanager's notifications reach us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sink {
    /// The address that we listen on.
    pub listen: SocketAddr,
    /// What precedes the receiver's name in the URL's path; begins with `/`, ends without.
    pub path: String,
}

/// How often and how long things are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// When a call is given up.
    pub call: Duration,
    /// From one look at the alerts to the next.
    pub poll: Duration,
    /// How long the lock is valid without renewal.
    pub lease: Duration,
}

#[cfg(test)]
mod tests;
