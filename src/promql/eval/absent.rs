//! `absent` and `absent_over_time`: a value where there is no series.

use std::collections::{BTreeMap, BTreeSet};

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Call, Expr};
use crate::promql::matcher::MatchOperator;

pub(super) fn absent(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let argument = &call.arguments[0];
    let is_absent = evaluator.vector(argument, at_ms)?.is_empty();
    Ok(answer(argument, is_absent))
}

pub(super) fn absent_over_time(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let argument = &call.arguments[0];
    let is_absent = evaluator.windows(argument, at_ms)?.is_empty();
    Ok(answer(argument, is_absent))
}

fn answer(argument: &Expr, is_absent: bool) -> Computed {
    let element = Element {
        labels: labels(argument),
        value: 1.0,
        drops_name: false,
    };
    Computed::Vector(Vec::from_iter(is_absent.then_some(element)))
}

/// The labels that the missing series would have had: those of `=` matchers that stand alone.
fn labels(argument: &Expr) -> Labels {
    let Some(selector) = argument.selector() else {
        return Labels::empty();
    };
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for matcher in selector.matchers.iter().filter(|m| m.name != Labels::NAME) {
        if matcher.operator == MatchOperator::Equal && seen.insert(&matcher.name) {
            labels.insert(&matcher.name, &matcher.value);
        } else {
            labels.remove(&*matcher.name);
        }
    }
    Labels::new(labels)
}
