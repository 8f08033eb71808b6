//! Who spent what: the drill's own requests, by who sent and who answered them.

use std::collections::BTreeMap;

use crate::base::Money;
use crate::report::RunReport;
use crate::world::Caller;

/// What some requests came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::report) struct Spent {
    pub(in crate::report) caller: Caller,
    /// Who answered, and which version of the model where that is said.
    pub(in crate::report) served_by: String,
    pub(in crate::report) requests: u64,
    pub(in crate::report) answered: u64,
    pub(in crate::report) tokens: u64,
    /// None where nobody says what they cost.
    pub(in crate::report) cost: Option<Money>,
}

/// Who answered the drill's requests, and what that cost; the most expensive first.
pub(in crate::report) fn spent(told: &RunReport) -> Vec<Spent> {
    let seen = told.seen();
    let mut by: BTreeMap<_, Spent> = BTreeMap::new();
    for shot in [&seen.shots, &seen.examined, &seen.runaway]
        .into_iter()
        .flatten()
    {
        let who = (shot.served_by.as_deref(), shot.version.as_deref());
        let is_named = who != (None, None);
        let spent = by.entry((shot.caller, who, is_named || shot.outcome.is_ok()));
        let spent = spent.or_default();
        spent.requests += 1;
        spent.answered += u64::from(shot.outcome.is_ok());
        spent.tokens += u64::from(shot.tokens);
        if let Some(cost) = shot.cost {
            let so_far = spent.cost.map_or(0, Money::micros);
            spent.cost = Some(Money::from_micros(so_far + cost.micros()));
        }
    }
    let mut all: Vec<Spent> = by
        .into_iter()
        .map(|((caller, who, answered), spent)| Spent {
            caller,
            served_by: match who {
                (Some(by), Some(version)) => format!("{by}, {version}"),
                (Some(one), None) | (None, Some(one)) => one.to_owned(),
                (None, None) if answered => "it does not say".to_owned(),
                (None, None) => "nobody: it failed".to_owned(),
            },
            ..spent
        })
        .collect();
    all.sort_by_key(|spent| std::cmp::Reverse((spent.cost, spent.tokens)));
    all
}

/// What requests cost, for people.
pub(in crate::report) fn cost(spent: &Spent) -> String {
    spent
        .cost
        .map_or_else(|| "–".to_owned(), |cost| cost.rounded().to_string())
}
