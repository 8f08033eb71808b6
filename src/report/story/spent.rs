//! Who spent what: the drill's own requests, by who answered them.

use std::collections::BTreeMap;

use crate::report::RunReport;

/// What one of them answered and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::report) struct Spent {
    pub(in crate::report) served_by: String,
    pub(in crate::report) requests: u64,
    pub(in crate::report) answered: u64,
    pub(in crate::report) tokens: u64,
}

/// Who answered the drill's requests, and what that cost; the most expensive first.
pub(in crate::report) fn spent(told: &RunReport) -> Vec<Spent> {
    let mut by: BTreeMap<&str, Spent> = BTreeMap::new();
    for shot in &told.seen().shots {
        let name = shot.served_by.as_deref().unwrap_or("nobody: it failed");
        let spent = by.entry(name).or_default();
        spent.requests += 1;
        spent.answered += u64::from(shot.outcome.is_ok());
        spent.tokens += u64::from(shot.tokens);
    }
    let mut all: Vec<Spent> = by
        .into_iter()
        .map(|(name, spent)| Spent {
            served_by: name.to_owned(),
            ..spent
        })
        .collect();
    all.sort_by_key(|spent| std::cmp::Reverse(spent.tokens));
    all
}
