//! A target: where live drills run, and by which doors.

mod calendar;
mod credential;
mod endpoint;
mod low;
mod notify;
mod resolve;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

pub(super) use low::LowTarget;

pub use calendar::{
    Blackout, Calendar, Closed, Date, DayTime, Days, Freeze, Holiday, Zone, zone_of,
};
pub use credential::{Auth, HeaderValue, Secret, Tls};
pub use endpoint::{Endpoint, Gateway, Probe};

pub use notify::{Notify, NotifyForm, NotifyWhen};

use crate::base::Duration;

/// The variable that names a directory in which there is a file for each variable that is not set: where
/// the same pods are to know other secrets each, their environment cannot hold them.
pub const SECRETS_VARIABLE: &str = "FIREDRILL_SECRETS";

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
    /// The cluster that the platform runs in; none where nothing in a cluster is changed.
    #[serde(default)]
    pub kubernetes: Option<Kubernetes>,
    /// Where connections to providers are broken; there is this, a cluster, or both.
    pub toxiproxy: Option<Endpoint>,
    /// Where synthetic requests go.
    pub gateway: Gateway,
    /// Where Alertmanager's notifications reach us.
    pub sink: Sink,
    /// Doors straight to the places that drills break, by name.
    pub probes: BTreeMap<String, Probe>,
    /// How this gateway exposes the signals, by name.
    pub profile: String,
    /// When drills may not run; none where they always may.
    #[serde(default)]
    pub calendar: Option<Calendar>,
    /// Who is told what runs came to; none where nobody is.
    #[serde(default)]
    pub notify: Option<Notify>,
    /// How often and how long things are asked.
    pub timing: Timing,
}

/// A cluster, and how far a drill may go in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kubernetes {
    /// The kubeconfig's context; without one its current context, or the cluster that we run in.
    pub context: Option<String>,
    /// The namespace of the lock and of a halt.
    pub namespace: String,
    /// The namespaces in which something may be changed.
    pub namespaces: Vec<String>,
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
