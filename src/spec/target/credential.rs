//! Credentials: where they are, never what they are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where a secret is kept. The secret itself is never in a file of ours, nor in a journal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secret {
    /// A file that holds nothing else; white space around it does not count.
    File(PathBuf),
    /// An environment variable.
    Env(String),
}

/// How we say who we are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// `Authorization: Bearer …`
    Bearer(Secret),
    /// `Authorization: Basic …`
    Basic {
        /// Who.
        user: String,
        /// The password.
        password: Secret,
    },
}

/// What a request header says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderValue {
    /// Something that anybody may know.
    Text(String),
    /// Something that nobody may.
    Secret(Secret),
}

/// Request headers, by lower-case name.
pub(crate) type Headers = BTreeMap<String, HeaderValue>;

/// Certificates, as paths of PEM files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    /// Whom we trust, besides those that everybody trusts.
    pub ca: Option<PathBuf>,
    /// Who we are.
    pub cert: Option<PathBuf>,
    /// The key to `cert`.
    pub key: Option<PathBuf>,
}
