//! The plan: everything that a drill will do and expects, with no choice left open.
//!
//! [`resolve`] is pure: the same brief and the same facts give the same plan.

mod blackout;
mod control;
mod cost;
mod crossing;
mod forecast;
mod lasts;
mod loaded;
mod obstacles;
mod quick;
mod resolve;
mod traffic;
mod warnings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::debt::Patience;
use crate::base::{Duration, Labels};
use crate::spec::Drill;
use crate::spec::target::Calendar;
use crate::world::{Change, Facts, Place, Prices, RunId, Schedule};

pub use control::Control;
pub use cost::WorstCase;
pub use crossing::Crossing;
pub use forecast::{Bounds, BoundsMs, Forecast};
pub(crate) use forecast::{loaded_of, window_of};
pub(in crate::drill) use lasts::ATTEMPTS;
pub use loaded::Loaded;
pub use quick::quick;
pub use resolve::{look, look_again, resolve};

/// What a run is given: a drill and what stands around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// The run's name.
    pub run: RunId,
    /// What to do and to expect.
    pub drill: Drill,
    /// The environment that the target is said to be.
    pub environment: Option<String>,
    /// Signals as PromQL, by name, from the target's profile.
    pub signals: BTreeMap<String, String>,
    /// PromQL that exceeds 0 when somebody takes a change back, by who it is; from the profile.
    #[serde(default)]
    pub takes_back: BTreeMap<String, String>,
    /// Expressions that return something as long as the platform's telemetry is alive.
    pub requires: Vec<String>,
    /// The selector of the series that tell which images run; none where the profile has none.
    #[serde(default)]
    pub images: Option<String>,
    /// The alert rules of the repository; what Prometheus has loaded must be the same.
    pub rules: Vec<RepositoryRule>,
    /// What tokens cost at the dearest provider; none where the profile does not say.
    #[serde(default)]
    pub prices: Option<Prices>,
    /// When drills may not run there; none where they always may.
    #[serde(default)]
    pub calendar: Option<Calendar>,
    /// How long things may take.
    pub timing: Timing,
    /// What is done instead of breaking something: nothing of it may fire or be found. None for a
    /// drill.
    #[serde(default)]
    pub control: Option<Control>,
    /// The command that puts back what this run may leave.
    pub recover: String,
    /// What is other than usual about this run, each in a sentence: what was shortened, what was not
    /// waited for. Every report shows them.
    #[serde(default)]
    pub remarks: Vec<String>,
}

/// An alert rule in the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryRule {
    /// The alert's name.
    pub alert: String,
    /// Its expression.
    pub expr: String,
    /// Its `for`.
    pub hold: Duration,
}

/// How long things may take, and how often they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// The limit of one call.
    pub call: Duration,
    /// From one look at the alerts to the next.
    pub poll: Duration,
    /// From one probe to the next while the effect is awaited, and the window's unit of judgement.
    pub beat: Duration,
    /// How long the lock is valid without renewal.
    pub lease: Duration,
    /// How often putting back is tried.
    pub undo_tries: u32,
    /// The first pause between two tries.
    pub undo_pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(5),
            poll: Duration::from_secs(5),
            beat: Duration::from_secs(1),
            lease: Duration::from_secs(30),
            undo_tries: 10,
            undo_pause: Duration::from_ms(500),
        }
    }
}

impl Timing {
    /// How hard putting back is tried.
    pub const fn patience(&self) -> Patience {
        Patience {
            tries: self.undo_tries,
            pause: self.undo_pause,
        }
    }

    /// How long putting one change back takes at the most: every try with every call as long as it may
    /// be, and the pauses between them.
    pub fn undo_at_most(&self) -> Duration {
        let tries = self.call * u64::from(Patience::CALLS) * u64::from(self.undo_tries);
        tries + self.patience().pauses()
    }

    /// The stretch over which a rolling signal is judged: ten beats.
    pub fn window(&self) -> Duration {
        self.beat * 10
    }
}

/// What a run will do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What it was made from.
    pub brief: Brief,
    /// What was true of the platform.
    pub facts: Facts,
    /// The changes that make up the fault.
    pub changes: Vec<Change>,
    /// The synthetic traffic from before the fault until after it, a schedule for each caller.
    pub traffic: Vec<Schedule>,
    /// What the runaway caller sends while the fault is there, where that is the fault.
    pub runaway: Option<Schedule>,
    /// Each expected alert, in the order of the drill file.
    pub alerts: Vec<PlannedAlert>,
    /// The rules and the routing that are loaded, by their hashes, and the images that run.
    #[serde(default)]
    pub loaded: Loaded,
    /// What forbids the run; nothing is injected if there is anything here.
    pub obstacles: Vec<Obstacle>,
    /// What will make a promise hard to keep, and forbids nothing.
    pub warnings: Vec<String>,
}

/// An expected alert and the rule behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedAlert {
    /// Its name.
    pub alert: String,
    /// Labels that it must carry.
    pub labels: Labels,
    /// The rule's expression as loaded; empty if it is not.
    pub expr: String,
    /// What the expression compares with a number, so that it can be drawn.
    pub crossings: Vec<Crossing>,
    /// How often it is evaluated.
    pub interval: Duration,
    /// When it can fire and page, part by part; none if the rule is not loaded.
    #[serde(default)]
    pub forecast: Option<Forecast>,
}

impl PlannedAlert {
    /// The name of the range that holds what one of its crossings was worth over time.
    pub fn range_of_crossing(&self, number: usize) -> String {
        format!("value {} of {}", number + 1, self.alert)
    }
}

/// A reason not to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What kind of reason.
    pub code: Code,
    /// The reason in a sentence.
    pub detail: String,
}

impl Plan {
    /// Whether the run may begin.
    pub fn may_begin(&self) -> bool {
        self.obstacles.is_empty()
    }

    /// How long a probe may take: longer than any healthy answer.
    pub fn probe_timeout(&self) -> Duration {
        let healthy = self.brief.drill.steady.p95.limit;
        healthy + Duration::from_ms(healthy.ms() / 2)
    }

    /// The places that the fault changes.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.changes.iter().map(|change| &change.place)
    }
}

/// The labels of the alert that shows whether pages reach us.
pub fn heartbeat_labels() -> Labels {
    Labels::new([
        ("alertname", "FiredrillHeartbeat"),
        ("firedrill", "heartbeat"),
    ])
}
