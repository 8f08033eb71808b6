//! What is known of a part of an expression from the parts around it.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{Bucket, Copies};
use crate::base::Duration;
use crate::promql::Grouping;

/// How a number that is wished for is meant of a series' samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    /// As their value.
    Level,
    /// As how much they grow in a second.
    Rate,
    /// As how often they change.
    Changes,
    /// As how often they fall.
    Resets,
    /// As how far they are from their mean.
    Deviation,
    /// As what they will be after so many seconds.
    Ahead(f64),
}

/// What is known of a part of an expression from the parts around it.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) measure: Measure,
    pub(super) reach: Duration,
    pub(super) names: BTreeSet<String>,
    pub(super) fixed: BTreeMap<String, String>,
    pub(super) copies: Copies,
    pub(super) bucket: Option<Bucket>,
    /// How many rules were entered.
    pub(super) depth: usize,
}

impl Scope {
    /// That of a whole expression.
    pub(super) fn new() -> Self {
        Self {
            measure: Measure::Level,
            reach: Duration::ZERO,
            names: BTreeSet::new(),
            fixed: BTreeMap::new(),
            copies: Copies {
                count: 1,
                label: String::new(),
                spread: false,
            },
            bucket: None,
            depth: 0,
        }
    }

    /// With the labels that an aggregation keeps: only they matter outside of it.
    pub(super) fn within(&self, grouping: Option<&Grouping>) -> Self {
        let mut scope = self.clone();
        match grouping {
            Some(Grouping::Only(labels)) => {
                scope.names = labels.iter().cloned().collect();
                scope.fixed.retain(|name, _| labels.contains(name));
            }
            Some(Grouping::AllBut(labels)) => {
                scope.names.retain(|name| !labels.contains(name));
                scope.fixed.retain(|name, _| !labels.contains(name));
            }
            None => {
                scope.names.clear();
                scope.fixed.clear();
            }
        }
        scope
    }

    /// With labels by which both sides find each other.
    pub(super) fn sharing(&self, names: impl IntoIterator<Item = String>) -> Self {
        let mut scope = self.clone();
        scope.names.extend(names);
        scope
    }

    /// Looking so much further back.
    pub(super) fn back(&self, by: Duration) -> Self {
        let mut scope = self.clone();
        scope.reach = scope.reach + by;
        scope
    }

    /// With another meaning of numbers.
    pub(super) fn measuring(&self, measure: Measure) -> Self {
        Self {
            measure,
            ..self.clone()
        }
    }

    /// With so many series in place of one.
    pub(super) fn copied(&self, count: u32, label: &str, spread: bool) -> Self {
        let mut scope = self.clone();
        let label = if scope.copies.label.is_empty() {
            label.to_owned()
        } else {
            scope.copies.label
        };
        scope.copies = Copies {
            count: scope.copies.count.saturating_mul(count).min(COPIES_MOST),
            label,
            spread: spread || scope.copies.spread,
        };
        scope
    }
}

/// Series that stand in place of one.
const COPIES_MOST: u32 = 256;
