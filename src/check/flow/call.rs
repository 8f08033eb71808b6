//! Calls of functions, by the kind of what they do.

use super::constant::drops_name;
use super::labels::Presence;
use super::reason::{Reason, Why};
use super::result::{Always, Branch, Cause, Flow, Outcome};
use super::values::Values;
use super::{absent, constant, label_set, window};
use crate::base::Labels;
use crate::promql::{Call, Expr, ValueType};

/// What a function makes of its parts.
pub(super) fn called<'e>(expr: &'e Expr, call: &'e Call, parts: &[Flow<'e>]) -> Outcome<'e> {
    let date = |low, high| constant::date(expr, parts, Values::between(low, high));
    match (call.function.name, parts) {
        ("absent" | "absent_over_time", [inner]) => absent::absent(expr, call, inner),
        ("label_replace", _) => label_set::replaced(expr, call, parts),
        ("label_join", _) => label_set::joined(expr, call, parts),
        ("vector", [number]) => constant::vector(expr, number),
        ("scalar", [vector]) => constant::scalar(expr, vector),
        ("time", _) => Outcome::constant(expr, Values::ANYTHING.without_nan()),
        ("pi", _) => Outcome::constant(expr, Values::only(std::f64::consts::PI)),
        ("minute", _) => date(0.0, 59.0),
        ("hour", _) => date(0.0, 23.0),
        ("day_of_week", _) => date(0.0, 6.0),
        ("day_of_month", _) => date(1.0, 31.0),
        ("day_of_year", _) => date(1.0, 366.0),
        ("days_in_month", _) => date(28.0, 31.0),
        ("month", _) => date(1.0, 12.0),
        ("year", _) => date(f64::NEG_INFINITY, f64::INFINITY),
        ("sort" | "sort_desc", [vector]) => vector.result.alive(),
        ("histogram_quantile" | "histogram_fraction", [.., buckets]) => {
            histogram(expr, call, buckets)
        }
        _ if call.function.arguments.contains(&ValueType::Matrix) => {
            window::folded(expr, call, parts)
        }
        (_, [vector, numbers @ ..]) => mapped(expr, call, vector, numbers),
        (_, []) => Outcome::new(expr, vec![Branch::anything(expr)], Always::No),
    }
}

/// A function that makes a value of each value.
fn mapped<'e>(
    expr: &'e Expr,
    call: &'e Call,
    vector: &Flow<'e>,
    numbers: &[Flow<'e>],
) -> Outcome<'e> {
    let name = call.function.name;
    let number = |at: usize| {
        numbers
            .get(at)
            .and_then(|flow| flow.result.values().single())
    };
    let mut result = vector.result.alive().changed(expr, |branch| {
        branch
            .labels
            .remove(Labels::NAME, drops_name(call.name_span));
        branch.values = match (name, number(0)) {
            ("abs" | "exp", _) => Values::from(0.0).nan_as(branch.values),
            ("sqrt", _) => Values::from(0.0).or_nan(),
            ("sgn", _) => Values::between(-1.0, 1.0).or_nan(),
            ("ceil", _) => branch.values.rising(f64::ceil),
            ("floor", _) => branch.values.rising(f64::floor),
            ("clamp_min", Some(min)) => branch.values.rising(|value| value.max(min)),
            ("clamp_max", Some(max)) => branch.values.rising(|value| value.min(max)),
            ("clamp", Some(min)) => match number(1) {
                Some(max) => branch.values.rising(|value| value.min(max).max(min)),
                None => Values::ANYTHING,
            },
            _ => Values::ANYTHING,
        };
    });
    if name == "clamp" {
        match (number(0), number(1)) {
            (Some(min), Some(max)) if max < min => {
                result.retain(|_| Some(Cause::NoneWanted));
                result.always = Always::No;
            }
            (Some(_), Some(_)) => {}
            _ => result.always = Always::No,
        }
    }
    result
}

/// A function that makes a value of the buckets of each histogram.
fn histogram<'e>(expr: &'e Expr, call: &'e Call, buckets: &Flow<'e>) -> Outcome<'e> {
    let mut result = buckets.result.alive();
    result.always = Always::No;
    result.retain(|branch| {
        let bound = branch.labels.get("le");
        (bound.presence == Presence::Impossible).then_some(Cause::NoBuckets(bound.reason))
    });
    result.changed(expr, |branch| {
        branch.values = Values::ANYTHING;
        branch
            .labels
            .remove(Labels::NAME, drops_name(call.name_span));
        let reason = Reason::new(call.name_span, Why::Buckets);
        branch.labels.remove("le", reason);
    })
}
