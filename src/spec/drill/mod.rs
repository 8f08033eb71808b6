//! A drill: a hypothesis about one failure, and what is promised when it comes true.

mod alert;
mod cron;
mod defaults;
mod expect;
mod fault;
mod incident;
mod kind;
mod low;
mod network;
mod places;
mod resolve;
mod service;
mod signal;
mod traffic;
mod usage;
mod write;

use serde::{Deserialize, Serialize};

use crate::base::Duration;
pub(super) use low::LowDrill;

pub use alert::{AlertPromise, AlertRole, Pages};
pub use cron::Cron;
pub use expect::{Expect, Mitigation, OtherPages, TakenBack};
pub use fault::{Abort, Amplify, Effective, Failure, Fault, Recovery, RouteKind, Sets, Shows, Via};
pub use incident::{Incident, IncidentClass, IncidentSeverity};
pub use kind::Kind;
pub use network::{Cidrs, PodSelector};
pub use places::{AlertPlaces, Places};
pub use service::{ServicePromise, ServiceWindow};
pub use signal::{FactorSignal, LatencySignal, MoneySignal, ShareSignal, SignalBound};
pub use traffic::{Limits, Questions, Steady, Traffic};
pub use usage::Usage;

/// One drill, with everything that its file left out filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drill {
    /// The file's name without `.yaml`.
    pub name: String,
    /// What sort of failure it rehearses.
    pub kind: Kind,
    /// One line for people.
    pub title: String,
    /// What is believed to happen, in prose; the drill shows whether it is true.
    pub hypothesis: String,
    /// The incident that this failure would be.
    pub incident: Incident,
    /// The runbook that on-call would open, by name.
    pub runbook: Option<String>,
    /// When it is run by itself: cron, five fields.
    pub schedule: Option<Cron>,
    /// The synthetic requests by which the service is judged.
    pub traffic: Traffic,
    /// Questions with known answers, where the quality of answers is judged.
    pub questions: Option<Questions>,
    /// What must hold before anything is broken.
    pub steady: Steady,
    /// What is broken.
    pub fault: Fault,
    /// How we know that it is broken.
    pub effective: Effective,
    /// When the harm is too great to go on.
    pub abort: Option<Abort>,
    /// The promises.
    pub expect: Expect,
    /// How soon the service is as before, once the fault is gone.
    pub recovery: Recovery,
    /// What the drill's own requests may cost.
    pub limits: Limits,
}

impl Drill {
    /// How long it waits at the most, once the fault is gone, for service and alerts to be as before.
    pub fn recovers_at_most(&self) -> Duration {
        let alerts = self.expect.alerts.iter();
        let resolves = alerts.filter_map(|promise| match promise.role {
            AlertRole::Fires { resolves, .. } => resolves,
            AlertRole::Backstop => None,
        });
        let pods = self.fault.rolls_out.unwrap_or_default();
        resolves.fold(self.recovery.within.max(pods), Duration::max)
    }

    /// How long its requests are sent at the most, apart from what servers take to answer.
    pub fn lasts_at_most(&self) -> Duration {
        self.steady.at_most() + self.fault.lasts_at_most() + self.recovers_at_most()
    }
}

#[cfg(test)]
mod tests;
