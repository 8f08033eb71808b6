//! What is put on record.

use serde::{Deserialize, Serialize};

use crate::base::{At, Duration};
use crate::drill::debt::DebtEvent;
use crate::drill::plan::{Loaded, Plan};
use crate::drill::verdict::Verdict;
use crate::world::{Alerts, Content, Outcome, Page, Place, Series, Shot};

/// Which question about alerts an answer is missing of; it is asked again and again.
pub(in crate::drill) const QUESTION_OF_ALERTS: &str = "the alerts";

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The platform was looked at, and this is what will be done. The first record.
    Planned {
        /// All of it.
        plan: Box<Plan>,
    },
    /// The platform could not even be looked at.
    Blind {
        /// Why.
        why: String,
    },
    /// A stage of the run began.
    Entered {
        /// Which.
        stage: Stage,
    },
    /// A step of changing or putting back.
    Debt {
        /// Which.
        step: DebtEvent,
    },
    /// The runaway caller began to use too much: that is the fault.
    RunawayBegan,
    /// It asks no more than before.
    RunawayEnded,
    /// The time of a control began, in which nothing is broken.
    ControlBegan,
    /// It is over.
    ControlEnded,
    /// Somebody took the drill's change back, as was promised.
    TakenBack {
        /// Where.
        place: Place,
        /// What stands there now; none if nothing does any more.
        found: Option<Content>,
        /// Who wrote it, where that is kept.
        by: Option<String>,
    },
    /// How far pods are that are replaced because of a change.
    RollOut {
        /// What it is still waiting for; none once it is over.
        waits_for: Option<String>,
    },
    /// One request straight at the broken place.
    Probed {
        /// When it was sent.
        sent: At,
        /// How it ended.
        outcome: Outcome,
        /// How long it took.
        took: Duration,
    },
    /// The fault has its effect.
    Effective {
        /// Since when: the first of the probes that show it.
        since: At,
    },
    /// Synthetic requests that ended.
    Shots {
        /// All of them.
        shots: Vec<Shot>,
    },
    /// The alerts, where they differ from the last look.
    Alerts {
        /// All of them.
        alerts: Box<Alerts>,
    },
    /// A notification reached a receiver.
    Paged {
        /// It.
        page: Page,
    },
    /// An expression over the time of the run.
    Ranged {
        /// What was asked for.
        name: String,
        /// What came.
        series: Vec<Series>,
    },
    /// What is loaded at the end, to be compared with the plan's.
    LookedAgain {
        /// The hashes.
        loaded: Loaded,
    },
    /// A question got no answer.
    Unanswered {
        /// Which.
        what: String,
        /// Why.
        why: String,
    },
    /// The run ends before its time; what is owed is put back now.
    EndedEarly {
        /// Why.
        why: EarlyEnd,
    },
    /// What it all came to. The last record.
    Judged {
        /// The verdict.
        verdict: Box<Verdict>,
    },
}

/// A stage of a run; they follow one another in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Takes the environment's lock.
    Lock,
    /// Watches the healthy platform.
    Steady,
    /// Makes the changes.
    Inject,
    /// Waits until the fault shows.
    Effect,
    /// Watches alerts, pages, mitigation and service.
    Watch,
    /// Puts everything back.
    PutBack,
    /// Waits until service is back and the alerts are over.
    Recover,
    /// Collects what the servers recorded meanwhile, and frees the lock.
    Gather,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Lock => "taking the lock",
            Self::Steady => "watching the healthy platform",
            Self::Inject => "injecting the fault",
            Self::Effect => "waiting for the effect",
            Self::Watch => "watching alerts, pages and callers",
            Self::PutBack => "putting everything back",
            Self::Recover => "waiting for recovery",
            Self::Gather => "collecting the evidence",
        })
    }
}

/// Why a run ends before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum EarlyEnd {
    /// Somebody wanted it to.
    Interrupted {
        /// What came.
        by: String,
    },
    /// The lock is held by another run, or was lost.
    Lock {
        /// What happened to it.
        detail: String,
        /// Whether we ever had it.
        had: bool,
    },
    /// The platform was not healthy before the drill.
    NotSteady {
        /// In what.
        detail: String,
    },
    /// The change could not be made.
    NotInjected {
        /// Why.
        detail: String,
    },
    /// The fault did not show in time.
    NoEffect,
    /// Somebody took the fault away.
    Reverted {
        /// What was found in its place.
        found: String,
    },
    /// The fault is in place, and probes succeed.
    EffectLost,
    /// Callers suffered more than the drill allows.
    Aborted {
        /// The limit, and for how long.
        limit: String,
    },
    /// The drill's own spending reached its limit.
    LimitReached {
        /// Which, and how much was spent.
        detail: String,
    },
    /// The runner stood still.
    ClockJumped {
        /// For how long.
        by: Duration,
    },
    /// The journal cannot be written.
    JournalLost {
        /// Why.
        why: String,
    },
}
