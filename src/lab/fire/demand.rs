//! What is asked of the series that a selector selects.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Duration;
use crate::promql::Matcher;

/// How a series moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Motion {
    /// It is there, at any value.
    Any,
    /// It stays at a value.
    Level(f64),
    /// It grows by so much a second; it falls where that is negative.
    Rate(f64),
    /// It is not there.
    Missing,
    /// It goes to and fro between nothing and twice this, with every sample.
    Wobble(f64),
    /// It grows, and begins anew with every third sample.
    Saw,
    /// It falls or climbs so that it will have a value after so many seconds.
    Heading(f64, f64),
    /// It begins at a value and grows by so much a second.
    Ramp(f64, f64),
    /// It is the time, and so many seconds.
    Clock(f64),
}

/// What is asked of the series that one selector selects.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    /// What the series must match.
    pub(super) matchers: Vec<Matcher>,
    /// How they move.
    pub(super) motion: Motion,
    /// How far back that is looked at: windows and offsets.
    pub(super) reach: Duration,
    /// Labels that must be there for the series to find each other.
    pub(super) names: BTreeSet<String>,
    /// Labels whose values are known from where the result is read.
    pub(super) fixed: BTreeMap<String, String>,
    /// How many series, and by which label they differ.
    pub(super) copies: Copies,
    /// The limit of the bucket where a histogram's observations are, and whether they are below it.
    pub(super) bucket: Option<Bucket>,
}

/// How many series are wanted in place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copies {
    pub(super) count: u32,
    /// The label by which they differ.
    pub(super) label: String,
    /// Whether their values differ too.
    pub(super) spread: bool,
}

/// Where the observations of a histogram are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bucket {
    /// The bucket's limit: its label `le`.
    pub(super) limit: f64,
    /// Whether all of them are within the limit; else none is.
    pub(super) within: bool,
}
