//! Which labels count when series are grouped or matched.

use std::collections::BTreeMap;

use super::element::Element;
use crate::base::Labels;
use crate::promql::expr::Grouping;

/// Elements that go together.
#[derive(Debug)]
pub(super) struct Group {
    /// The labels that they have in common.
    pub(super) labels: Labels,
    /// Where they stand in their vector; at least one.
    pub(super) members: Vec<usize>,
}

/// The elements that go together, in the order in which the groups appeared.
pub(super) fn groups(grouping: &Grouping, vector: &[Element]) -> Vec<Group> {
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (place, element) in vector.iter().enumerate() {
        let index = *known
            .entry(key(grouping, &element.labels))
            .or_insert_with(|| {
                groups.push(Group {
                    labels: kept(grouping, &element.labels),
                    members: Vec::new(),
                });
                groups.len() - 1
            });
        groups[index].members.push(place);
    }
    groups
}

/// The values of the labels that count; comparable between label sets under the same grouping.
pub(super) type Key<'l> = Vec<&'l str>;

/// The key of a label set under a grouping.
pub(super) fn key<'l>(grouping: &Grouping, labels: &'l Labels) -> Key<'l> {
    match grouping {
        Grouping::Only(names) => names.iter().map(|name| labels.get(name)).collect(),
        Grouping::AllBut(names) => labels
            .iter()
            .filter(|(name, _)| counts_without(names, name))
            .flat_map(|(name, value)| [name, value])
            .collect(),
    }
}

/// The labels that count.
pub(super) fn kept(grouping: &Grouping, labels: &Labels) -> Labels {
    match grouping {
        Grouping::Only(names) => labels.filtered(|name| names.iter().any(|n| n == name)),
        Grouping::AllBut(names) => labels.filtered(|name| counts_without(names, name)),
    }
}

/// The metric's name never counts unless it is asked for.
fn counts_without(names: &[String], name: &str) -> bool {
    name != Labels::NAME && names.iter().all(|n| n != name)
}
