//! Orders of values.

use std::cmp::Ordering;

use super::element::Computed;
use super::evaluator::Evaluator;
use crate::promql::error::EvalError;
use crate::promql::expr::Call;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Ascending,
    Descending,
}

/// Compares two values; NaN is last in both orders.
pub(super) fn by_value(order: Order, a: f64, b: f64) -> Ordering {
    let values = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
    let values = match order {
        Order::Ascending => values,
        Order::Descending => values.reverse(),
    };
    a.is_nan().cmp(&b.is_nan()).then(values)
}

pub(super) fn sort(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    sorted(evaluator, call, at_ms, Order::Ascending)
}

pub(super) fn sort_desc(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    sorted(evaluator, call, at_ms, Order::Descending)
}

fn sorted(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
    order: Order,
) -> Result<Computed, EvalError> {
    let mut vector = evaluator.vector(&call.arguments[0], at_ms)?;
    vector.sort_by(|a, b| by_value(order, a.value, b.value));
    Ok(Computed::Vector(vector))
}
