//! Who is told what runs came to.

use serde::{Deserialize, Serialize};

use super::{Secret, Tls};

/// A webhook that is told what runs came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// Where its URL is kept, which is a secret: who knows it may write there.
    pub url: Secret,
    /// Whom to trust there.
    pub tls: Tls,
    /// What it takes.
    pub form: NotifyForm,
    /// Which runs it is told of.
    pub when: NotifyWhen,
}

/// What a webhook takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotifyForm {
    /// Slack's `{"text": …}`, as Mattermost and others take it, too.
    Slack,
    /// An object with the outcome, the drills and their findings.
    Json,
}

impl NotifyForm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Slack, Self::Json];

    /// Its name in a target file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Json => "json",
        }
    }
}

/// Which runs a webhook is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotifyWhen {
    /// Of all.
    Always,
    /// Of those that did not pass.
    NotPassed,
}

impl NotifyWhen {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Always, Self::NotPassed];

    /// Its name in a target file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::NotPassed => "not-passed",
        }
    }
}
