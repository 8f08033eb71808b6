//! Queries: at one time, and at many.

use std::collections::BTreeMap;

use super::element::{Computed, Element, refuse_twins};
use super::evaluator::Evaluator;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Expr, ValueType};
use crate::promql::options::Options;
use crate::promql::store::Store;
use crate::promql::value::{Sample, Series, Value};

/// How many times one range query may name; Prometheus allows 11,000.
const STEPS_MAX: i64 = 1_000_000;

/// What an expression is worth at one Unix time in milliseconds.
///
/// The error names the part of the expression that cannot be evaluated over these series.
pub fn evaluate(
    expr: &Expr,
    store: &Store,
    at_ms: i64,
    options: &Options,
) -> Result<Value, EvalError> {
    let evaluator = Evaluator::new(store, options, at_ms, at_ms);
    if expr.value_type() == ValueType::Matrix {
        let windows = evaluator.windows(expr.bare(), at_ms)?;
        let series = windows.into_iter().map(|window| Series {
            points: window.points().collect(),
            labels: window.final_labels(),
        });
        return Ok(Value::Matrix(series.collect()));
    }
    Ok(match evaluator.eval(expr, at_ms)? {
        Computed::Scalar(value) => Value::Scalar(value),
        Computed::Text(text) => Value::String(text),
        Computed::Vector(vector) => {
            let samples = named(vector, expr)?.into_iter().map(|element| Sample {
                labels: element.labels,
                value: element.value,
            });
            Value::Vector(samples.collect())
        }
    })
}

/// What an expression is worth from one Unix time to another, both included, every `step_ms`
/// milliseconds; the series are sorted by their labels.
///
/// A scalar becomes a series without labels. Range vectors and strings are errors.
pub fn evaluate_range(
    expr: &Expr,
    store: &Store,
    from_ms: i64,
    to_ms: i64,
    step_ms: i64,
    options: &Options,
) -> Result<Vec<Series>, EvalError> {
    if step_ms <= 0 || to_ms.saturating_sub(from_ms) / step_ms >= STEPS_MAX {
        let message = format!("a range query needs a step, and at most {STEPS_MAX} of them");
        return Err(EvalError::new(expr.span, message));
    }
    let evaluator = Evaluator::new(store, options, from_ms, to_ms);
    let mut series: BTreeMap<Labels, Vec<(i64, f64)>> = BTreeMap::new();
    let mut at_ms = from_ms;
    while at_ms <= to_ms {
        evaluator.forget_count();
        match evaluator.eval(expr, at_ms)? {
            Computed::Scalar(value) => {
                let points = series.entry(Labels::empty()).or_default();
                points.push((at_ms, value));
            }
            Computed::Vector(vector) => {
                for element in named(vector, expr)? {
                    let points = series.entry(element.labels).or_default();
                    points.push((at_ms, element.value));
                }
            }
            Computed::Text(_) => {
                let message = "a range query needs a scalar or an instant vector, not a string";
                return Err(EvalError::new(expr.span, message));
            }
        }
        at_ms = at_ms.saturating_add(step_ms);
    }
    let series = series.into_iter();
    Ok(series
        .map(|(labels, points)| Series { labels, points })
        .collect())
}

/// The elements with the names dropped that were to be dropped at the end.
fn named(mut vector: Vec<Element>, expr: &Expr) -> Result<Vec<Element>, EvalError> {
    if vector.iter().all(|element| !element.drops_name) {
        return Ok(vector);
    }
    for element in vector.iter_mut().filter(|element| element.drops_name) {
        element.labels = element.labels.without(Labels::NAME);
    }
    refuse_twins(&vector, expr.span)?;
    Ok(vector)
}
