//! Operators between vectors: which series of both sides find each other.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::apply;
use super::element::Element;
use super::evaluator::Evaluator;
use super::grouping::{Key, kept, key};
use crate::base::{Labels, Span};
use crate::promql::error::EvalError;
use crate::promql::expr::{Binary, Grouping, Side};

/// One label set of the other side that was already matched: by which results.
type Matched<'l> = BTreeMap<Key<'l>, BTreeSet<Labels>>;

impl Evaluator<'_> {
    /// Applies an operator to the elements of both sides that find each other.
    pub(super) fn matched(
        &self,
        binary: &Binary,
        left: Vec<Element>,
        right: Vec<Element>,
    ) -> Result<Vec<Element>, EvalError> {
        if left.is_empty() || right.is_empty() {
            return Ok(Vec::new());
        }
        let all = Grouping::AllBut(Vec::new());
        let grouping = binary.matching.labels.as_ref().unwrap_or(&all);
        let is_swapped = binary.matching.many == Some(Side::Right);
        let (many, one) = if is_swapped {
            (right, left)
        } else {
            (left, right)
        };
        let partners = partners(binary, grouping, &one)?;
        let mut matched = Matched::new();
        let mut results = Vec::new();
        for element in &many {
            let signature = key(grouping, &element.labels);
            let Some(partner) = partners.get(&signature) else {
                continue;
            };
            let mut outcome = if is_swapped {
                apply(binary.operator, partner.value, element.value)
            } else {
                apply(binary.operator, element.value, partner.value)
            };
            if binary.returns_bool {
                outcome = outcome.as_bool();
            } else if !outcome.is_kept && binary.matching.many.is_some() {
                continue;
            }
            let mut result = Element {
                labels: result_labels(binary, grouping, &element.labels, &partner.labels),
                value: outcome.value,
                drops_name: element.drops_name,
            };
            if binary.returns_bool && self.options.delayed_name_removal {
                result.drops_name = true;
            } else if binary.returns_bool {
                result.labels = result.labels.without(Labels::NAME);
            }
            refuse_second(binary, &mut matched, signature, &result.labels)?;
            if outcome.is_kept {
                results.push(result);
            }
        }
        Ok(results)
    }
}

/// The elements of the side of which only one may match, by what counts of their labels.
fn partners<'e>(
    binary: &Binary,
    grouping: &Grouping,
    one: &'e [Element],
) -> Result<BTreeMap<Key<'e>, &'e Element>, EvalError> {
    let mut partners: BTreeMap<Key<'e>, &'e Element> = BTreeMap::new();
    for element in one {
        if let Some(other) = partners.insert(key(grouping, &element.labels), element) {
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

/// Refuses a second match of the same series that would make the same result.
fn refuse_second<'l>(
    binary: &Binary,
    matched: &mut Matched<'l>,
    signature: Key<'l>,
    labels: &Labels,
) -> Result<(), EvalError> {
    let span: Span = binary.operator_span;
    let results = matched.entry(signature);
    if binary.matching.many.is_none() {
        if let std::collections::btree_map::Entry::Occupied(_) = results {
            let message = "multiple matches for labels: many-to-one matching must be explicit \
                           (group_left/group_right)";
            return Err(EvalError::new(span, message));
        }
        results.or_default();
        return Ok(());
    }
    if !results.or_default().insert(labels.clone()) {
        let message = "multiple matches for labels: grouping labels must ensure unique matches";
        return Err(EvalError::new(span, message));
    }
    Ok(())
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
