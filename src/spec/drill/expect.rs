//! The promises of a drill.

use serde::{Deserialize, Serialize};

use super::{AlertPromise, ServicePromise, SignalBound};
use crate::base::{Duration, Labels};

/// Everything that is promised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expect {
    /// What brings the service back while the fault is still there.
    pub mitigation: Vec<Mitigation>,
    /// Who takes the change back, and how soon.
    pub taken_back: Option<TakenBack>,
    /// What on-call is told.
    pub alerts: Vec<AlertPromise>,
    /// What callers get.
    pub service: Vec<ServicePromise>,
    /// That nobody is paged for anything else.
    pub no_other_pages: Option<OtherPages>,
}

/// A signal by which a mitigation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mitigation {
    /// What must hold from then on.
    pub limit: SignalBound,
    /// How soon after the fault is effective.
    pub within: Duration,
}

/// That somebody takes the drill's change back, as a quality gate does with a bad model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// The name under which that somebody writes: the gate, and not GitOps or a person.
    pub by: String,
    /// How soon after the fault is effective.
    pub within: Duration,
}

/// Pages that nobody promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPages {
    /// Only those with these labels count.
    pub labels: Labels,
}
