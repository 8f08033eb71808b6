//! Aggregators: many series made one.

use std::collections::BTreeMap;

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use super::grouping::{Key, kept, key};
use super::kahan;
use super::quantile::quantile;
use super::topk::topk;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Aggregate, Aggregator, Grouping};

/// The elements that go together, in the order in which the groups appeared.
pub(super) fn groups<'e>(grouping: &Grouping, vector: &'e [Element]) -> Vec<Vec<&'e Element>> {
    let mut known: BTreeMap<Key<'e>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&'e Element>> = Vec::new();
    for element in vector {
        let index = *known
            .entry(key(grouping, &element.labels))
            .or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
        groups[index].push(element);
    }
    groups
}

impl Evaluator<'_> {
    pub(super) fn aggregate(
        &self,
        aggregate: &Aggregate,
        at_ms: i64,
    ) -> Result<Computed, EvalError> {
        let all = Grouping::Only(Vec::new());
        let grouping = aggregate.grouping.as_ref().unwrap_or(&all);
        let vector = self.vector(&aggregate.inner, at_ms)?;
        let make = |value_of: &dyn Fn(&[&Element]) -> f64| {
            let groups = groups(grouping, &vector).into_iter();
            let elements = groups.map(|group| one(grouping, &group, value_of(&group)));
            Ok(Computed::Vector(elements.collect()))
        };
        match aggregate.aggregator {
            Aggregator::Sum => make(&|group| kahan::sum(values(group))),
            Aggregator::Avg => make(&|group| kahan::mean(values(group))),
            Aggregator::Count => make(&count),
            Aggregator::Group => make(&|_| 1.0),
            Aggregator::Min => make(&|group| extreme(values(group), |a, b| a < b)),
            Aggregator::Max => make(&|group| extreme(values(group), |a, b| a > b)),
            Aggregator::Stdvar => make(&|group| spread(group)),
            Aggregator::Stddev => make(&|group| spread(group).sqrt()),
            Aggregator::Quantile => {
                let q = self.parameter(aggregate, at_ms)?;
                make(&|group| quantile(q, values(group).collect()))
            }
            Aggregator::Topk | Aggregator::Bottomk => {
                let k = self.parameter(aggregate, at_ms)?;
                topk(aggregate, grouping, k, &vector)
            }
            Aggregator::CountValues => self.count_values(aggregate, grouping, vector, at_ms),
        }
    }

    fn parameter(&self, aggregate: &Aggregate, at_ms: i64) -> Result<f64, EvalError> {
        match &aggregate.parameter {
            Some(parameter) => self.scalar(parameter, at_ms),
            None => Err(EvalError::new(
                aggregate.inner.span,
                "the parameter is missing",
            )),
        }
    }

    /// How many series have each value; the value becomes a label.
    fn count_values(
        &self,
        aggregate: &Aggregate,
        grouping: &Grouping,
        mut vector: Vec<Element>,
        at_ms: i64,
    ) -> Result<Computed, EvalError> {
        let Some(parameter) = &aggregate.parameter else {
            return Err(EvalError::new(
                aggregate.inner.span,
                "the label's name is missing",
            ));
        };
        let label = self.text(parameter, at_ms)?;
        if label.is_empty() {
            return Err(EvalError::new(parameter.span, "invalid label name \"\""));
        }
        for element in &mut vector {
            let value = crate::promql::print::print_value(element.value);
            element.labels = element.labels.with(&label, &value);
        }
        let grouping = match grouping {
            Grouping::Only(names) => Grouping::Only(names.iter().cloned().chain([label]).collect()),
            Grouping::AllBut(names) => Grouping::AllBut(names.clone()),
        };
        let groups = groups(&grouping, &vector).into_iter();
        let elements = groups.map(|group| one(&grouping, &group, count(&group)));
        Ok(Computed::Vector(elements.collect()))
    }
}

/// The result of one group.
fn one(grouping: &Grouping, group: &[&Element], value: f64) -> Element {
    let labels = group
        .first()
        .map_or_else(Labels::empty, |e| kept(grouping, &e.labels));
    Element {
        // A name is dropped if any of the series drops it.
        drops_name: !labels.metric().is_empty() && group.iter().any(|e| e.drops_name),
        labels,
        value,
    }
}

fn values<'g>(group: &'g [&'g Element]) -> impl Iterator<Item = f64> + 'g {
    group.iter().map(|element| element.value)
}

#[expect(clippy::cast_precision_loss, reason = "no vector has 2^52 elements")]
fn count(group: &[&Element]) -> f64 {
    group.len() as f64
}

/// The smallest or largest value; NaN only if there is no other.
pub(super) fn extreme(
    values: impl Iterator<Item = f64>,
    is_better: impl Fn(f64, f64) -> bool,
) -> f64 {
    values.fold(f64::NAN, |best, value| {
        if best.is_nan() || is_better(value, best) {
            value
        } else {
            best
        }
    })
}

/// The variance of a group; it has none if a value is infinite.
fn spread(group: &[&Element]) -> f64 {
    if group.iter().any(|element| !element.value.is_finite()) {
        return f64::NAN;
    }
    kahan::variance(values(group))
}
