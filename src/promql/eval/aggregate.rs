//! Aggregators: many series made one.

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use super::grouping::{Group, groups};
use super::quantile::quantile;
use super::topk::topk;
use super::{kahan, plain};
use crate::base::Span;
use crate::promql::error::EvalError;
use crate::promql::expr::{Aggregate, Aggregator, Grouping};
use crate::promql::options::Major;

/// The elements of one group.
#[derive(Clone, Copy)]
struct Members<'g> {
    group: &'g Group,
    vector: &'g [Element],
}

impl<'g> Members<'g> {
    fn elements(self) -> impl Iterator<Item = &'g Element> + Clone {
        let members = self.group.members.iter();
        members.map(move |place| &self.vector[*place])
    }

    fn values(self) -> impl Iterator<Item = f64> + Clone {
        self.elements().map(|element| element.value)
    }

    /// The result of the group.
    fn element(self, value: f64) -> Element {
        let labels = self.group.labels.clone();
        Element {
            // A name is dropped if any of the series drops it.
            drops_name: !labels.metric().is_empty() && self.elements().any(|e| e.drops_name),
            labels,
            value,
        }
    }
}

/// The results of all groups.
fn each(
    groups: &[Group],
    vector: &[Element],
    value_of: &dyn Fn(Members<'_>) -> f64,
) -> Vec<Element> {
    let members = groups.iter().map(|group| Members { group, vector });
    members
        .map(|members| members.element(value_of(members)))
        .collect()
}

impl Evaluator<'_> {
    pub(super) fn aggregate(
        &self,
        aggregate: &Aggregate,
        span: Span,
        at_ms: i64,
    ) -> Result<Computed, EvalError> {
        let all = Grouping::Only(Vec::new());
        let grouping = aggregate.grouping.as_ref().unwrap_or(&all);
        let vector = self.vector(&aggregate.inner, at_ms)?;
        if aggregate.aggregator == Aggregator::CountValues {
            return self.count_values(aggregate, grouping, vector, at_ms);
        }
        let groups = self
            .memo
            .borrow_mut()
            .groups
            .of(span, [&vector, &[]], || Ok(groups(grouping, &vector)))?;
        let make = |value_of: &dyn Fn(Members<'_>) -> f64| {
            Ok(Computed::Vector(each(&groups, &vector, value_of)))
        };
        let major = self.options.major;
        match aggregate.aggregator {
            Aggregator::Sum => make(&|group| sum(major, group.values())),
            Aggregator::Avg => make(&|group| mean(major, group.values())),
            // `count_values` never comes here: its groups depend on values.
            Aggregator::Count | Aggregator::CountValues => make(&count),
            Aggregator::Group => make(&|_| 1.0),
            Aggregator::Min => make(&|group| extreme(group.values(), |a, b| a < b)),
            Aggregator::Max => make(&|group| extreme(group.values(), |a, b| a > b)),
            Aggregator::Stdvar => make(&|group| spread(major, group)),
            Aggregator::Stddev => make(&|group| spread(major, group).sqrt()),
            Aggregator::Quantile => {
                let q = self.parameter(aggregate, at_ms)?;
                make(&|group| quantile(q, group.values().collect()))
            }
            Aggregator::Topk | Aggregator::Bottomk => {
                let k = self.parameter(aggregate, at_ms)?;
                topk(aggregate, &groups, k, &vector)
            }
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
        let groups = groups(&grouping, &vector);
        Ok(Computed::Vector(each(&groups, &vector, &count)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "no vector has 2^52 elements")]
fn count(group: Members<'_>) -> f64 {
    group.group.members.len() as f64
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

fn sum(major: Major, values: impl Iterator<Item = f64>) -> f64 {
    match major {
        Major::Two => plain::sum(values),
        Major::Three => kahan::sum(values),
    }
}

fn mean(major: Major, values: impl Iterator<Item = f64>) -> f64 {
    match major {
        Major::Two => plain::mean(values),
        Major::Three => kahan::mean(values),
    }
}

/// The variance of a group; it has none if a value is infinite.
fn spread(major: Major, group: Members<'_>) -> f64 {
    if major == Major::Two {
        return plain::variance(group.values());
    }
    if group.values().any(|value| !value.is_finite()) {
        return f64::NAN;
    }
    kahan::variance(group.values())
}
