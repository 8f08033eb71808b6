//! Set operators: `and`, `or`, `unless`.

use std::collections::BTreeSet;

use super::element::Element;
use super::grouping::{Key, key};
use crate::promql::expr::{Binary, BinaryOperator, Grouping};

/// The elements of both sides that the operator keeps.
pub(super) fn combine(binary: &Binary, left: Vec<Element>, right: &[Element]) -> Vec<Element> {
    let all = Grouping::AllBut(Vec::new());
    let grouping = binary.matching.labels.as_ref().unwrap_or(&all);
    if binary.operator == BinaryOperator::Or {
        let known: BTreeSet<Key<'_>> = left.iter().map(|e| key(grouping, &e.labels)).collect();
        let is_new = |element: &&Element| !known.contains(&key(grouping, &element.labels));
        let more: Vec<Element> = right.iter().filter(is_new).cloned().collect();
        return left.into_iter().chain(more).collect();
    }
    let known: BTreeSet<Key<'_>> = right.iter().map(|e| key(grouping, &e.labels)).collect();
    let wanted = binary.operator == BinaryOperator::And;
    left.into_iter()
        .filter(|element| known.contains(&key(grouping, &element.labels)) == wanted)
        .collect()
}
