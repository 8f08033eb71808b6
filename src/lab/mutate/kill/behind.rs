//! The rules behind a rule: those that record what it reads.

use super::super::bench::{Bench, Suite};
use super::super::reads::may_select;
use crate::alerts::rules::Rule;

/// A rule, then those that record what it reads, and what these read in turn.
pub(super) fn behind<'a>(bench: &'a Bench, suite: &Suite, rule: &'a Rule) -> Vec<&'a Rule> {
    let mut wanted = vec![rule];
    let documents = || suite.documents.iter().map(|at| &bench.documents[*at]);
    let mut number = 0;
    while let Some(rule) = wanted.get(number).copied() {
        number += 1;
        for (_, other) in documents().flat_map(|document| document.rules.rules()) {
            let is_new = !wanted.iter().any(|known| known.name() == other.name());
            if is_new && matches!(other, Rule::Record(_)) && may_select(&rule.query().expr, other) {
                wanted.push(other);
            }
        }
    }
    wanted
}
