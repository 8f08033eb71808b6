//! Servers, and how they are reached.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::credential::Headers;
use super::{Auth, Secret, Tls};

/// A server of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// `http` or `https`, host, port and path prefix; without a slash at the end.
    pub url: String,
    /// Who we are to it.
    pub auth: Option<Auth>,
    /// Headers of every request, by lower-case name.
    pub headers: Headers,
    /// Certificates.
    pub tls: Tls,
}

/// The gateway, which speaks `OpenAI`'s protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Its base URL, without `/v1` and without a slash at the end.
    pub url: String,
    /// The drill's own key.
    pub key: Option<Secret>,
    /// The key of the caller who uses too much on purpose, so that the limits which it runs into are
    /// nobody else's.
    #[serde(default)]
    pub runaway_key: Option<Secret>,
    /// Headers of every request, by lower-case name.
    pub headers: Headers,
    /// Certificates.
    pub tls: Tls,
    /// The names by which this gateway knows the models of the drills; others are as they are.
    pub models: BTreeMap<String, String>,
}

/// A door straight to a provider, past the gateway's mitigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Its base URL, without `/v1` and without a slash at the end.
    pub url: String,
    /// The key for it.
    pub key: Option<Secret>,
    /// Headers of every request, by lower-case name.
    pub headers: Headers,
    /// Certificates.
    pub tls: Tls,
    /// The model that is asked for.
    pub model: String,
}
