//! What a drill hears.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ask::Tag;
use super::change::{Found, Receipt, RunId};
use super::facts::{Alerts, Facts};
use super::signals::Series;
use super::standing::Standing;
use super::traffic::{Outcome, Shot};
use crate::base::{At, Duration, Labels, ServerTime};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "heard", rename_all = "kebab-case")]
pub enum Incoming {
    /// The answer to an ask.
    Answer {
        /// Which ask.
        tag: Tag,
        /// What came of it.
        result: Result<Answer, Refusal>,
    },
    /// Synthetic requests that ended since the last such batch; about once a second.
    Shots(Vec<Shot>),
    /// A request was not sent, since the worst that it could cost is more than the run may still
    /// use; told once.
    CapReached {
        /// What is used and what is left, for people.
        detail: String,
    },
    /// Alertmanager notified a receiver that we sit in.
    Page(Page),
    /// Somebody wants the run to end.
    Interrupt(Interrupt),
    /// The runner was stopped for this long: a suspended laptop, a starved container.
    ClockJumped(Duration),
    /// The journal could not be written; what is owed must be put back, and the run must end.
    JournalLost(String),
    /// Nothing, up to the moment that was given.
    Due,
}

/// Why a run should end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interrupt {
    /// SIGINT: somebody pressed Ctrl-C.
    Interrupt,
    /// SIGTERM: the pod is evicted, the job is deleted.
    Terminate,
    /// An environment-wide halt was set.
    Halt,
}

impl fmt::Display for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
            Self::Halt => "a halt",
        })
    }
}

/// What came of an ask that was understood and done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// It is done.
    Done,
    /// The state of the platform before the drill.
    Facts {
        /// All of it.
        facts: Box<Facts>,
    },
    /// The lock.
    Lease(Lease),
    /// How the environment stands.
    Standing {
        /// All that is known of it.
        standing: Box<Standing>,
    },
    /// Receipts, and what could not be read as one: its name and why.
    Receipts {
        /// Those that we understand.
        receipts: Vec<Receipt>,
        /// Names of records that look like receipts and are not understood, and why not.
        unreadable: Vec<(String, String)>,
        /// Who else keeps receipts and did not answer, and why: what is owed there is not known.
        silent: Vec<(String, String)>,
    },
    /// What stands at a place; none if the object that holds it is gone.
    Found {
        /// The reading.
        found: Option<Found>,
    },
    /// How a probe ended.
    Probe {
        /// Its end.
        outcome: Outcome,
        /// How long it took.
        took: Duration,
    },
    /// The alerts as they stand.
    Alerts {
        /// All of them.
        alerts: Box<Alerts>,
    },
    /// Series over time.
    Series {
        /// All of them.
        series: Vec<Series>,
    },
}

/// Who holds an environment's lock.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lease {
    /// The run that holds it; none if it is free.
    pub holder: Option<RunId>,
    /// Changes with every renewal: a lease whose beat was seen unchanged for its length is dead.
    pub beat: u64,
    /// How long it is valid without renewal.
    pub length: Duration,
}

/// Why an ask was not done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "kebab-case")]
pub enum Refusal {
    /// The place is not as it was found: nothing was changed.
    Conflict,
    /// There is one already: nothing was created.
    Exists,
    /// The object that holds it does not exist.
    Missing,
    /// No answer came in time: it may have happened, or may still.
    Ambiguous {
        /// What was waited for.
        why: String,
    },
    /// It was refused or failed, and has certainly not happened.
    Failed {
        /// Place, reason and what to do.
        why: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str("somebody else changed it at the same time"),
            Self::Exists => f.write_str("it exists already"),
            Self::Missing => f.write_str("it does not exist"),
            Self::Ambiguous { why } | Self::Failed { why } => f.write_str(why),
        }
    }
}

/// One alert in a notification that reached a receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// When it arrived, on the runner's timeline.
    pub arrived: At,
    /// The receiver's name.
    pub receiver: String,
    /// Whether it says that the alert fires, or that it is over.
    pub status: PageStatus,
    /// The alert's labels.
    pub labels: Labels,
    /// When the alert began to fire, by Prometheus' clock.
    pub starts_at: ServerTime,
    /// When it was over; none while it fires.
    pub ends_at: Option<ServerTime>,
    /// The alert's fingerprint, 16 hexadecimal digits.
    pub fingerprint: String,
    /// The group that it was notified in.
    pub group_key: String,
}

/// What a page says about its alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageStatus {
    /// It fires.
    Firing,
    /// It is over.
    Resolved,
}
