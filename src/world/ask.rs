//! What a drill can ask for.

use serde::{Deserialize, Serialize};

use super::change::{Content, Receipt, ReceiptId, RunId, Write};
use super::place::Place;
use super::traffic::{Caller, Schedule};
use crate::base::{Duration, Labels, ServerTime};

/// Which ask an answer belongs to; unique within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(pub u64);

/// Something that the drill wants to know or to have done. Each is answered exactly once, within
/// the world's time limit for a call, unless the runner dies first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Ask {
    /// Reads everything that a plan rests on; answered by `Answer::Facts`.
    Look(Look),

    /// Takes the environment's lock for a run; answered by `Answer::Lease`.
    Acquire {
        /// Who takes it.
        run: RunId,
        /// How long it is valid without renewal.
        length: Duration,
    },
    /// Says that the run is still alive; `Refusal::Conflict` if the lock is not ours any more.
    Renew {
        /// Who holds it.
        run: RunId,
        /// How long it is valid from here on.
        length: Duration,
    },
    /// Gives the lock back; one that is not ours is left alone.
    Release {
        /// Who holds it.
        run: RunId,
    },
    /// Who holds the lock; answered by `Answer::Lease`.
    Holder,

    /// What is owed, by which clock, and how drills ended last; answered by `Answer::Standing`.
    Standing,
    /// Every receipt that exists; answered by `Answer::Receipts`.
    Receipts,
    /// Creates a receipt; never overwrites one.
    CreateReceipt(Box<Receipt>),
    /// Reads one receipt by name; answered by `Answer::Receipts` with one or none.
    ReadReceipt(ReceiptId),
    /// Deletes a receipt where its place is; one that is gone already is deleted.
    DeleteReceipt(Box<Receipt>),
    /// Reads a place; answered by `Answer::Found`.
    Read(Place),
    /// Changes a place by compare-and-set.
    Write(Box<Write>),

    /// One request straight at a place that was broken, past the mitigation; answered by
    /// `Answer::Probe`.
    Probe {
        /// The probe's name in the target.
        probe: String,
        /// When to give up.
        timeout: Duration,
    },
    /// Sends synthetic requests from now on; they come back as `Incoming::Shots`.
    Traffic(Schedule),
    /// A caller sends no more of them; those under way still come back. Answered by `Answer::Done`.
    StopTraffic(Caller),

    /// The alerts as Prometheus and Alertmanager see them now; answered by `Answer::Alerts`.
    Alerts,
    /// An expression over a stretch of time; answered by `Answer::Series`.
    Range {
        /// PromQL.
        expr: String,
        /// First evaluation, by Prometheus' clock.
        from: ServerTime,
        /// Last evaluation.
        to: ServerTime,
        /// From one evaluation to the next.
        step: Duration,
    },
}

/// What to look at before a drill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Look {
    /// Places that the fault would change.
    pub places: Vec<Place>,
    /// What the fault would put at which place: tried without doing it, where that is possible.
    pub tries: Vec<(Place, Content)>,
    /// Probes that the drill would use.
    pub probes: Vec<String>,
    /// Expressions that must return something, else the platform's telemetry is missing.
    pub expressions: Vec<String>,
    /// The selector of the series that tell what runs on the platform.
    pub images: Option<String>,
    /// Labels of the alert that is sent through Alertmanager to see whether it reaches the sink.
    pub heartbeat: Labels,
}
