//! `topk` and `bottomk`.

use super::element::{Computed, Element};
use super::grouping::Group;
use super::sort::{Order, by_value};
use crate::promql::error::EvalError;
use crate::promql::expr::{Aggregate, Aggregator};
use crate::promql::unit;

/// The largest or smallest elements of each group, best first.
pub(super) fn topk(
    aggregate: &Aggregate,
    groups: &[Group],
    k: f64,
    vector: &[Element],
) -> Result<Computed, EvalError> {
    let span = aggregate
        .parameter
        .as_ref()
        .map_or(aggregate.inner.span, |p| p.span);
    if k.is_nan() {
        return Err(EvalError::new(span, "Parameter value is NaN"));
    }
    if k.abs() >= unit::as_f64(i64::MAX) {
        return Err(EvalError::new(
            span,
            format!("Scalar value {k} overflows int64"),
        ));
    }
    let k = usize::try_from(unit::whole(k)).unwrap_or(0);
    let order = if aggregate.aggregator == Aggregator::Bottomk {
        Order::Ascending
    } else {
        Order::Descending
    };
    let mut best = Vec::new();
    for group in groups {
        let mut group: Vec<&Element> = group.members.iter().map(|place| &vector[*place]).collect();
        group.sort_by(|a, b| by_value(order, a.value, b.value));
        best.extend(group.into_iter().take(k).cloned());
    }
    Ok(Computed::Vector(best))
}
