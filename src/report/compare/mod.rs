//! Two runs of the same drills, side by side: is anything slower or worse than it was?

mod change;
mod table;

use std::collections::BTreeMap;

use super::Measured;
use crate::base::Ratio;

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// A table for people, with a line break at the end of each line.
    pub text: String,
    /// How many things are worse by more than the tolerance and the error bars, drills that are
    /// missing among them.
    pub worse: usize,
}

/// Holds each drill of `current` against the one of the same name in `baseline`. Something is worse
/// if it is so by more than the tolerance, as a share of what it was, and by more than the error
/// bars of both.
pub fn compare(baseline: &[Measured], current: &[Measured], tolerance: Ratio) -> Comparison {
    let by_name = |all: &[Measured]| -> BTreeMap<String, Measured> {
        let named = all.iter().map(|one| (one.drill.clone(), one.clone()));
        named.collect()
    };
    let (before, after) = (by_name(baseline), by_name(current));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let rows: Vec<change::Row> = names
        .into_iter()
        .flat_map(|name| change::rows(name, before.get(name), after.get(name), tolerance))
        .collect();
    Comparison {
        text: table::write(&rows, tolerance),
        worse: rows
            .iter()
            .filter(|row| row.change == change::Change::Worse)
            .count(),
    }
}
