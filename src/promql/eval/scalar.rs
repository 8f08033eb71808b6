//! Functions of numbers that are not one value to one value.

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Call, ExprKind};
use crate::promql::unit::as_f64;

type Answer = Result<Computed, EvalError>;

#[expect(clippy::unnecessary_wraps, reason = "all functions have one signature")]
pub(super) fn time(_: &Evaluator<'_>, _: &Call, at_ms: i64) -> Answer {
    Ok(Computed::Scalar(as_f64(at_ms) / 1000.0))
}

#[expect(clippy::unnecessary_wraps, reason = "all functions have one signature")]
pub(super) fn pi(_: &Evaluator<'_>, _: &Call, _: i64) -> Answer {
    Ok(Computed::Scalar(std::f64::consts::PI))
}

/// The value of a vector's only element, else NaN.
pub(super) fn scalar(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let vector = evaluator.vector(&call.arguments[0], at_ms)?;
    Ok(Computed::Scalar(match &vector[..] {
        [only] => only.value,
        _ => f64::NAN,
    }))
}

pub(super) fn vector(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let value = evaluator.scalar(&call.arguments[0], at_ms)?;
    Ok(Computed::Vector(vec![Element {
        labels: Labels::empty(),
        value,
        drops_name: false,
    }]))
}

/// When the samples were taken; for anything but a selector, the time of the evaluation.
pub(super) fn timestamp(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let argument = call.arguments[0].bare();
    let mut elements = Vec::new();
    if let ExprKind::Selector(selector) = &argument.kind {
        evaluator.each_newest(selector, at_ms, argument.span, |labels, time, _| {
            elements.push(Element {
                labels: labels.clone(),
                value: as_f64(time) / 1000.0,
                drops_name: false,
            });
        })?;
    } else {
        elements = evaluator.vector(argument, at_ms)?;
        for element in &mut elements {
            element.value = as_f64(at_ms) / 1000.0;
        }
    }
    evaluator.drop_names(&mut elements, call.name_span)?;
    Ok(Computed::Vector(elements))
}

/// Rounded to the nearest multiple, halves up.
pub(super) fn round(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let to = match call.arguments.get(1) {
        Some(argument) => evaluator.scalar(argument, at_ms)?,
        None => 1.0,
    };
    // Prometheus multiplies by the inverse, which rounds better for 0.1 and its like.
    let inverse = 1.0 / to;
    mapped(evaluator, call, at_ms, |v| {
        (v * inverse + 0.5).floor() / inverse
    })
}

pub(super) fn clamp(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let min = evaluator.scalar(&call.arguments[1], at_ms)?;
    let max = evaluator.scalar(&call.arguments[2], at_ms)?;
    if max < min {
        return Ok(Computed::Vector(Vec::new()));
    }
    mapped(evaluator, call, at_ms, |v| larger(min, smaller(max, v)))
}

pub(super) fn clamp_min(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let min = evaluator.scalar(&call.arguments[1], at_ms)?;
    mapped(evaluator, call, at_ms, |v| larger(min, v))
}

pub(super) fn clamp_max(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let max = evaluator.scalar(&call.arguments[1], at_ms)?;
    mapped(evaluator, call, at_ms, |v| smaller(max, v))
}

pub(super) fn quantile_over_time(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64) -> Answer {
    let q = evaluator.scalar(&call.arguments[0], at_ms)?;
    let vector = evaluator.folded(call, at_ms, &|window| {
        Some(super::quantile::quantile(q, window.values.to_vec()))
    })?;
    Ok(Computed::Vector(vector))
}

fn mapped(evaluator: &Evaluator<'_>, call: &Call, at_ms: i64, map: impl Fn(f64) -> f64) -> Answer {
    let vector = evaluator.mapped(call, at_ms, map)?;
    Ok(Computed::Vector(vector))
}

/// The smaller value; NaN if either is.
fn smaller(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.min(b)
    }
}

/// The larger value; NaN if either is.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// -1, 0 or 1; NaN stays.
pub(super) fn sgn(value: f64) -> f64 {
    if value > 0.0 {
        1.0
    } else if value < 0.0 {
        -1.0
    } else {
        value
    }
}
