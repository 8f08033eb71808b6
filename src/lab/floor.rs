//! The detection floor: how large an outage must be until somebody is paged.

use std::collections::BTreeMap;

use super::each;
use super::outage::{Noticed, Outage};
use crate::base::{Duration, Ratio};
use crate::embedded::Virtual;

/// The sizes that are tried in any case, in percent.
const SWEEP: [u32; 8] = [100, 75, 50, 25, 10, 5, 2, 1];
/// How finely the floor is told.
const RESOLUTION: u32 = 1;

/// What came of one size, over all seeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The share of the connections that felt the fault, in percent.
    pub percent: u32,
    /// One for each seed.
    pub noticed: Vec<Noticed>,
}

/// What came of all sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// What was tried, the largest first.
    pub tried: Vec<Tried>,
    /// The smallest percentage from which on every size that was tried pages on every seed; none if
    /// not even a whole outage does.
    pub pages_from: Option<u32>,
}

impl Tried {
    /// Whether somebody is paged, on every seed.
    pub fn pages(&self) -> bool {
        self.noticed.iter().all(|noticed| noticed.paged.is_some())
    }

    /// On how many seeds an alert fired.
    pub fn fired(&self) -> usize {
        let fired = self
            .noticed
            .iter()
            .filter(|noticed| noticed.fired.is_some());
        fired.count()
    }

    /// On how many seeds somebody was paged.
    pub fn paged(&self) -> usize {
        let paged = self
            .noticed
            .iter()
            .filter(|noticed| noticed.paged.is_some());
        paged.count()
    }

    /// The slowest page of all seeds.
    pub fn slowest_page(&self) -> Option<Duration> {
        self.noticed
            .iter()
            .filter_map(|noticed| noticed.paged)
            .max()
    }

    /// The slowest first alert of all seeds, and the names of those that were first.
    pub fn slowest_alert(&self) -> Option<(Duration, Vec<&str>)> {
        let fired = || self.noticed.iter().filter_map(|one| one.fired.as_ref());
        let slowest = fired().map(|(after, _)| *after).max()?;
        let mut names: Vec<&str> = fired().map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        Some((slowest, names))
    }
}

/// Sweeps the size of an outage over worlds in which nothing is wrong yet, one for each seed, and
/// narrows the floor down by halving.
pub fn floor(outage: &Outage, worlds: &[Virtual]) -> Floor {
    let mut tried = BTreeMap::new();
    let mut pages = |percent: u32| {
        let result = tried.entry(percent).or_insert_with(|| Tried {
            percent,
            noticed: each(worlds, |world| {
                outage.happen(&mut world.clone(), share(percent))
            }),
        });
        result.pages()
    };
    // From the largest down: a smaller one that pages by chance below a larger one that does not
    // is no floor.
    let mut enough = None;
    let mut too_small = 0;
    for percent in SWEEP {
        if !pages(percent) {
            too_small = percent;
            break;
        }
        enough = Some(percent);
    }
    if let Some(mut found) = enough {
        while found - too_small > RESOLUTION {
            let middle = too_small.midpoint(found);
            if pages(middle) {
                found = middle;
            } else {
                too_small = middle;
            }
        }
        enough = Some(found);
    }
    Floor {
        tried: tried.into_values().rev().collect(),
        pages_from: enough,
    }
}

fn share(percent: u32) -> Ratio {
    Ratio::from_millionths(percent * 10_000)
}
