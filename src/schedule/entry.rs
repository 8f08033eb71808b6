//! The history of a scheduler: what it did, and what it passed over and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ServerTime;
use crate::drill::Outcome;

/// Why a drill that was due is not run, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Drills may not run then.
    Calendar,
    /// The platform settles after the drill before.
    Settling,
    /// Another drill was running.
    Busy,
    /// What an earlier run left was not put back yet.
    Owed,
    /// The scheduler was not running, or stood still.
    #[default]
    Missed,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Calendar,
        Self::Settling,
        Self::Busy,
        Self::Owed,
        Self::Missed,
    ];

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Settling => "settling",
            Self::Busy => "busy",
            Self::Owed => "owed",
            Self::Missed => "missed",
        }
    }
}

/// One line of the history. Moments are in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// A scheduler began.
    Began {
        /// When.
        at: ServerTime,
        /// The drills that it knows, with their cron expressions.
        drills: BTreeMap<String, String>,
    },
    /// A drill is started; on record before it is.
    Started {
        /// When.
        at: ServerTime,
        /// Which.
        drill: String,
        /// When it was due.
        due: ServerTime,
    },
    /// It is over.
    Finished {
        /// When.
        at: ServerTime,
        /// Which.
        drill: String,
        /// When it was due.
        due: ServerTime,
        /// What it came to; none if it has no verdict.
        outcome: Option<Outcome>,
        /// What is to be said of it besides: why it has no verdict.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
        /// Where its results are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        results: Option<String>,
        /// For each drill: until when the platform settles before that one may begin.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        settled: BTreeMap<String, ServerTime>,
    },
    /// A drill was due and is not run.
    Skipped {
        /// When that was decided.
        at: ServerTime,
        /// Which.
        drill: String,
        /// When it was due; the first time, if it was several times.
        first: ServerTime,
        /// The last time.
        last: ServerTime,
        /// How often.
        times: u64,
        /// Why, in one word.
        #[serde(default)]
        reason: Reason,
        /// Why.
        why: String,
    },
    /// What an earlier run left could not be put back yet: nothing is started.
    Owed {
        /// When.
        at: ServerTime,
        /// Why not.
        why: String,
    },
    /// Nothing is owed any more.
    Cleared {
        /// When.
        at: ServerTime,
        /// How many changes were put back.
        changes: usize,
    },
}
