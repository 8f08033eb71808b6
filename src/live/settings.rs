//! What the live world has to be told: where everything is, how to get in, and how long to wait.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use crate::base::Duration;

/// Everything that the live world has to be told about a target.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The target's name, for reports.
    pub target: String,
    /// The external label of Prometheus that says which environment it watches, as `environment`;
    /// without one, nothing says so.
    pub environment_label: Option<String>,
    /// Prometheus, or what speaks its API.
    pub prometheus: Endpoint,
    /// Alertmanager.
    pub alertmanager: Endpoint,
    /// The cluster that the platform runs in; without it only what stands behind Toxiproxy can be
    /// broken.
    pub kubernetes: Option<KubernetesAt>,
    /// Toxiproxy's API; without it and without a cluster nothing can be broken, and there is no lock.
    pub toxiproxy: Option<Endpoint>,
    /// Where the synthetic client sends its requests.
    pub gateway: Option<Gateway>,
    /// Places that can be asked past the mitigation, by name.
    pub probes: BTreeMap<String, ProbeAt>,
    /// Where Alertmanager's webhooks are taken; without it pages are not heard.
    pub sink: Option<SinkAt>,
    /// How long to wait, how much to read.
    pub limits: Limits,
}

/// A Kubernetes cluster, and how far a drill may go in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubernetesAt {
    /// The context of the kubeconfig; without one its current context, or the cluster that we run
    /// in.
    pub context: Option<String>,
    /// The namespace of the lock and of a halt.
    pub namespace: String,
    /// The namespaces in which something may be changed, and receipts are kept.
    pub namespaces: Vec<String>,
}

/// A server, and how to get in.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The URL with its path prefix, as `https://example.org/prometheus`; credentials do not
    /// belong in it.
    pub base: String,
    /// Who we are.
    pub credentials: Credentials,
    /// Headers that every request carries, as `X-Scope-OrgID`.
    pub headers: Vec<(String, Secret)>,
    /// Whom to trust, and our own certificate.
    pub tls: Tls,
}

impl Endpoint {
    /// A server that lets everybody in.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            credentials: Credentials::None,
            headers: Vec::new(),
            tls: Tls::default(),
        }
    }
}

/// How a request proves who sent it.
#[derive(Clone, Debug, Default)]
pub enum Credentials {
    /// It does not.
    #[default]
    None,
    /// A bearer token.
    Bearer(Secret),
    /// A user and a password.
    Basic {
        /// The user's name.
        user: String,
        /// The password.
        password: Secret,
    },
}

/// Whom a connection trusts beyond the system's certificate authorities, and who it says it is.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    /// Further certificate authorities, PEM.
    pub extra_ca: Option<String>,
    /// Our own certificate and its private key, PEM, one after the other.
    pub identity: Option<Secret>,
}

/// A text that is never shown: not in messages, not in logs, not in reports.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps this text from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the wire only.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The platform's front door: an OpenAI-compatible API.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its base URL as OpenAI's clients want it, with `/v1`.
    pub endpoint: Endpoint,
    /// The key of the caller who uses too much; without one there is no such caller.
    pub runaway_key: Option<Secret>,
    /// How it tells about its answers.
    pub tells: Tells,
}

/// How a gateway tells about its answers: names of response headers, and how it is told something.
#[derive(Clone, Debug, Default)]
pub struct Tells {
    /// Who answered, as `x-served-by`.
    pub served_by: Option<String>,
    /// Whether a cache answered, and the value that means so, as `x-cache` and `hit`.
    pub cached: Option<(String, String)>,
    /// What it cost in dollars, as `x-cost-usd`.
    pub cost: Option<String>,
    /// Which version of the model answered; without it, the body's `model` says so.
    pub version: Option<String>,
    /// How a request says that no cache may answer it.
    pub bypass: Option<Bypass>,
}

/// How a request says that no cache may answer it.
#[derive(Clone, Debug)]
pub enum Bypass {
    /// By a header and its value, as `cache-control` and `no-cache`.
    Header(String, String),
    /// By a field of its body, as `cache` and `{"no-cache": true}`.
    Field(String, serde_json::Value),
}

/// A place that is asked straight, past the mitigation: an OpenAI-compatible API.
#[derive(Clone, Debug)]
pub struct ProbeAt {
    /// Its base URL as OpenAI's clients want it, with `/v1`.
    pub endpoint: Endpoint,
    /// The model to ask for.
    pub model: String,
}

/// Where Alertmanager's webhooks are taken.
#[derive(Clone, Debug)]
pub struct SinkAt {
    /// The address to listen on; port 0 takes any.
    pub listen: SocketAddr,
    /// The path under which they are taken, as `/alerts`; everything below it is.
    pub path: String,
}

/// How long to wait, how much to read.
#[derive(Clone, Debug)]
pub struct Limits {
    /// When a call to a server is given up.
    pub call: Duration,
    /// How long an alert may take through Alertmanager to our sink.
    pub heartbeat: Duration,
    /// The longest answer that is read, in bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// 5 s for a call, 10 s for the heartbeat, 32 MiB for an answer.
    fn default() -> Self {
        Self {
            call: Duration::from_secs(5),
            heartbeat: Duration::from_secs(10),
            body_bytes: 32 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_by_anything_that_holds_it() {
        let endpoint = Endpoint {
            credentials: Credentials::Basic {
                user: "ops".into(),
                password: Secret::new("hunter2"),
            },
            headers: vec![("x-key".into(), Secret::new("hunter2"))],
            tls: Tls {
                extra_ca: None,
                identity: Some(Secret::new("hunter2")),
            },
            ..Endpoint::new("https://example.org")
        };
        let shown = format!("{endpoint:?}");
        assert!(
            shown.contains("ops") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
