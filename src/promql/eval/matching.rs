//! Operators between vectors: which series of both sides find each other.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::apply;
use super::element::Element;
use super::evaluator::Evaluator;
use super::grouping::{Key, kept, key};
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Binary, Grouping, Side};

/// Two elements that find each other.
#[derive(Debug)]
pub(super) struct Pair {
    /// Where the one stands in its vector, on the side of which many may match.
    many: usize,
    /// Where the other stands in its own.
    one: usize,
    /// The labels of what the operator makes of them.
    labels: Labels,
}

impl Evaluator<'_> {
    /// Applies an operator to the elements of both sides that find each other.
    pub(super) fn matched(
        &self,
        binary: &Binary,
        left: &[Element],
        right: &[Element],
    ) -> Result<Vec<Element>, EvalError> {
        if left.is_empty() || right.is_empty() {
            return Ok(Vec::new());
        }
        let is_swapped = binary.matching.many == Some(Side::Right);
        let (many, one) = if is_swapped {
            (right, left)
        } else {
            (left, right)
        };
        let span = binary.operator_span;
        let pairs = self
            .memo
            .borrow_mut()
            .pairs
            .of(span, [many, one], || pairs(binary, many, one))?;
        let mut results: Vec<Element> = Vec::with_capacity(pairs.len());
        let mut seen = BTreeSet::new();
        for pair in &*pairs {
            let (element, partner) = (&many[pair.many], &one[pair.one]);
            let mut outcome = if is_swapped {
                apply(binary.operator, partner.value, element.value)
            } else {
                apply(binary.operator, element.value, partner.value)
            };
            if binary.returns_bool {
                outcome = outcome.as_bool();
            }
            if !outcome.is_kept {
                continue;
            }
            let mut result = Element {
                labels: pair.labels.clone(),
                value: outcome.value,
                drops_name: element.drops_name,
            };
            if binary.returns_bool && self.options.delayed_name_removal {
                result.drops_name = true;
            } else if binary.returns_bool {
                result.labels = result.labels.without(Labels::NAME);
            }
            // What a filter does not keep cannot be there twice either.
            if binary.matching.many.is_some() && !seen.insert((pair.one, result.labels.clone())) {
                let message =
                    "multiple matches for labels: grouping labels must ensure unique matches";
                return Err(EvalError::new(span, message));
            }
            results.push(result);
        }
        Ok(results)
    }
}

/// The elements of both sides that find each other, in the order of the side of which many may.
fn pairs(binary: &Binary, many: &[Element], one: &[Element]) -> Result<Vec<Pair>, EvalError> {
    let all = Grouping::AllBut(Vec::new());
    let grouping = binary.matching.labels.as_ref().unwrap_or(&all);
    let partners = partners(binary, grouping, one)?;
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (place, element) in many.iter().enumerate() {
        let Some(partner) = partners.get(&key(grouping, &element.labels)) else {
            continue;
        };
        if binary.matching.many.is_none() && !taken.insert(*partner) {
            let message = "multiple matches for labels: many-to-one matching must be explicit \
                           (group_left/group_right)";
            return Err(EvalError::new(binary.operator_span, message));
        }
        let labels = result_labels(binary, grouping, &element.labels, &one[*partner].labels);
        pairs.push(Pair {
            many: place,
            one: *partner,
            labels,
        });
    }
    Ok(pairs)
}

/// Where the elements stand of which only one may match, by what counts of their labels.
fn partners<'e>(
    binary: &Binary,
    grouping: &Grouping,
    one: &'e [Element],
) -> Result<BTreeMap<Key<'e>, usize>, EvalError> {
    let mut partners: BTreeMap<Key<'e>, usize> = BTreeMap::new();
    for (place, element) in one.iter().enumerate() {
        if let Some(other) = partners.insert(key(grouping, &element.labels), place) {
            let other = &one[other];
            let side = match binary.matching.many {
                Some(Side::Right) => "left",
                Some(Side::Left) | None => "right",
            };
            let group = kept(grouping, &element.labels);
            let (one, two) = (matcher_text(&other.labels), matcher_text(&element.labels));
            let message = format!(
                "found duplicate series for the match group {} on the {side} hand-side of the \
                 operation: [{one}, {two}];many-to-many matching not allowed: matching labels \
                 must be unique on one side",
                matcher_text(&group),
            );
            return Err(EvalError::new(binary.operator_span, message));
        }
    }
    Ok(partners)
}

/// Labels with the metric's name among them, as Prometheus prints them in this message.
fn matcher_text(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(n, v)| format!("{n}={v:?}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// The labels of the result of two series that found each other.
fn result_labels(binary: &Binary, grouping: &Grouping, many: &Labels, one: &Labels) -> Labels {
    let drops_name = !binary.operator.is_comparison();
    if binary.matching.many.is_some() {
        let mut labels = if drops_name {
            many.without(Labels::NAME)
        } else {
            many.clone()
        };
        for name in &binary.matching.include {
            labels = labels.with(name, one.get(name));
        }
        return labels;
    }
    many.filtered(|name| {
        let is_kept = match grouping {
            Grouping::Only(names) => names.iter().any(|n| n == name),
            Grouping::AllBut(names) => names.iter().all(|n| n != name),
        };
        is_kept && !(drops_name && name == Labels::NAME)
    })
}
