//! The kinds of drill.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of failure a drill rehearses. A kind brings the defaults of what a file leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A provider stops answering; the fallback must serve.
    ProviderBlackhole,
    /// A worse model is rolled out; the quality gate must take it back.
    BadModelRollout,
    /// A tenant's token use explodes; quotas must trigger before the budget is gone.
    RunawayTokens,
    /// The response cache is off; the platform must degrade gracefully.
    CacheDisable,
}

impl Kind {
    /// Every kind, as they are listed for people.
    pub const ALL: [Self; 4] = [
        Self::ProviderBlackhole,
        Self::BadModelRollout,
        Self::RunawayTokens,
        Self::CacheDisable,
    ];

    /// The name by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProviderBlackhole => "provider-blackhole",
            Self::BadModelRollout => "bad-model-rollout",
            Self::RunawayTokens => "runaway-tokens",
            Self::CacheDisable => "cache-disable",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
