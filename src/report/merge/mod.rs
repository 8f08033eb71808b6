//! Many runs in one table: those of a fleet of clusters.

mod json;
mod markdown;
mod row;
mod terminal;

use std::collections::BTreeMap;

use super::Measured;
use crate::drill::Outcome;
use row::Row;

/// The results of many runs, in the order of their clusters and drills.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    rows: Vec<Row>,
    /// What could not be read, and why.
    unread: Vec<(String, String)>,
}

impl Merged {
    /// Puts results beside one another, each from the place that is named with it. What could not
    /// be read stands there with the reason: a cluster without results is no cluster that passed.
    pub fn of(results: Vec<(String, Result<Measured, String>)>) -> Self {
        let (mut read, mut unread) = (Vec::new(), Vec::new());
        for (from, result) in results {
            match result {
                Ok(measured) => read.push((from, measured)),
                Err(why) => unread.push((from, why)),
            }
        }
        // Clusters whose target files bear one name are told apart by where their results are.
        let mut places: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        for (from, measured) in &read {
            let known = places.entry(measured.place.as_deref()).or_default();
            if !known.contains(&from.as_str()) {
                known.push(from);
            }
        }
        let several: Vec<Option<String>> = places
            .into_iter()
            .filter(|(_, from)| from.len() > 1)
            .map(|(place, _)| place.map(str::to_owned))
            .collect();
        let mut rows: Vec<Row> = read
            .into_iter()
            .map(|(from, measured)| {
                let is_shared = several.contains(&measured.place);
                Row::new(measured, is_shared.then_some(from))
            })
            .collect();
        rows.sort_by(|one, other| one.key().cmp(&other.key()));
        unread.sort();
        Self { rows, unread }
    }

    /// What all of it comes to: the worst, and no better than an error if something could not be
    /// read; none if there is nothing.
    pub fn outcome(&self) -> Option<Outcome> {
        let unread = self.unread.iter().map(|_| Outcome::Error);
        self.rows.iter().map(Row::outcome).chain(unread).max()
    }

    /// For people, on a terminal.
    pub fn terminal(&self, colour: bool) -> String {
        terminal::write(self, colour)
    }

    /// For a comment on a pull request, or a wiki.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// For programs.
    pub fn json(&self) -> String {
        json::write(self)
    }

    /// How many there are of what, as `3 results from 2 clusters: 2 PASS, 1 FAIL`.
    fn counted(&self) -> String {
        let mut clusters: Vec<&str> = self.rows.iter().map(Row::cluster).collect();
        clusters.dedup();
        let outcomes = [
            Outcome::Pass,
            Outcome::Inconclusive,
            Outcome::Error,
            Outcome::Fail,
            Outcome::LeftBehind,
        ];
        let counts = outcomes.iter().filter_map(|outcome| {
            let of_it = self.rows.iter().filter(|row| row.outcome() == *outcome);
            let count = of_it.count();
            (count > 0).then(|| format!("{count} {}", outcome.word()))
        });
        let unread = match self.unread.len() {
            0 => None,
            many => Some(format!("{many} that could not be read")),
        };
        let counts: Vec<String> = counts.chain(unread).collect();
        format!(
            "{} from {}: {}",
            plural(self.rows.len(), "result"),
            plural(clusters.len(), "cluster"),
            counts.join(", ")
        )
    }
}

/// A number of things, as `1 cluster` or `2 clusters`.
fn plural(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

#[cfg(test)]
mod tests;
