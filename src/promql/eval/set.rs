//! Set operators: `and`, `or`, `unless`.

use std::collections::BTreeSet;

use super::element::Element;
use super::grouping::{Key, key};
use crate::promql::expr::{Binary, BinaryOperator, Grouping};

/// Which elements a set operator keeps, by where they stand in their vectors.
#[derive(Debug)]
pub(super) struct Chosen {
    left: Vec<usize>,
    right: Vec<usize>,
}

impl Chosen {
    /// What the operator chooses; only labels decide.
    pub(super) fn by(binary: &Binary, left: &[Element], right: &[Element]) -> Self {
        let all = Grouping::AllBut(Vec::new());
        let grouping = binary.matching.labels.as_ref().unwrap_or(&all);
        let places = |side: &[Element], known: &BTreeSet<Key<'_>>, wanted: bool| {
            let kept = side.iter().enumerate();
            let kept = kept.filter(|(_, e)| known.contains(&key(grouping, &e.labels)) == wanted);
            kept.map(|(place, _)| place).collect()
        };
        if binary.operator == BinaryOperator::Or {
            return Self {
                left: (0..left.len()).collect(),
                right: places(right, &keys(grouping, left), false),
            };
        }
        let wanted = binary.operator == BinaryOperator::And;
        Self {
            left: places(left, &keys(grouping, right), wanted),
            right: Vec::new(),
        }
    }

    /// The elements that are chosen, those of the left side first.
    pub(super) fn of(&self, left: &[Element], right: &[Element]) -> Vec<Element> {
        let left = self.left.iter().map(|place| &left[*place]);
        let right = self.right.iter().map(|place| &right[*place]);
        left.chain(right).cloned().collect()
    }
}

fn keys<'e>(grouping: &Grouping, side: &'e [Element]) -> BTreeSet<Key<'e>> {
    side.iter().map(|e| key(grouping, &e.labels)).collect()
}
