//! What is broken, how we know it, and when it is enough.

use serde::{Deserialize, Serialize};

use super::SignalBound;
use crate::base::{Bound, Duration, Ratio};

/// What is broken, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// By which means.
    pub via: Via,
    /// From injection until it is put back, at most two hours.
    pub hold: Duration,
}

/// The means by which something is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "via", rename_all = "kebab-case")]
pub enum Via {
    /// A proxy of Toxiproxy that stands between the gateway and a provider.
    Toxiproxy {
        /// The proxy's name.
        proxy: String,
        /// What becomes of the connections through it.
        failure: Failure,
    },
}

/// What becomes of a broken connection. Each is another failure, and finds other mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "kebab-case")]
pub enum Failure {
    /// It is accepted and never answered.
    Hang,
    /// It is refused.
    Refuse,
    /// It is reset.
    Reset,
    /// Each answer comes later by this much.
    Slow {
        /// By how much.
        latency: Duration,
    },
    /// An answer begins and breaks off.
    CutStream {
        /// How many bytes of it arrive.
        after_bytes: u64,
    },
}

/// How we know that the fault works: asked at the broken place itself, not through the mitigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The probe's name in the target.
    pub probe: String,
    /// The share of its requests that must fail.
    pub fails: Bound<Ratio>,
    /// How soon after the injection; a fault without effect proves nothing.
    pub within: Duration,
}

/// When the harm is too great to go on: the fault is put back early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abort {
    /// What is too much, as success < 50 %.
    pub limit: SignalBound,
    /// How long it must hold, so that one bad second is not the end.
    pub length: Duration,
}

/// How soon the service is as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Counted from when the fault is gone.
    pub within: Duration,
}
