//! Numbers, and the functions that make series of them.

use super::reason::{Reason, Why};
use super::result::{Flow, Outcome};
use super::values::Values;
use crate::base::{Labels, Span};
use crate::promql::Expr;

/// Why a metric's name is missing after an operator or a function at this place.
pub(super) const fn drops_name(span: Span) -> Reason {
    Reason::new(span, Why::NameDropped)
}

/// `vector(…)`: one series without labels, with the value of a number.
pub(super) fn vector<'e>(expr: &'e Expr, number: &Flow<'e>) -> Outcome<'e> {
    Outcome::constant(expr, number.result.values())
}

/// `scalar(…)`: the value of the only series, else NaN.
pub(super) fn scalar<'e>(expr: &'e Expr, vector: &Flow<'e>) -> Outcome<'e> {
    Outcome::constant(expr, vector.result.values().or_nan())
}

/// A part of a date: of the values, or of the time of the evaluation.
pub(super) fn date<'e>(expr: &'e Expr, parts: &[Flow<'e>], values: Values) -> Outcome<'e> {
    let Some(vector) = parts.first() else {
        return Outcome::constant(expr, values);
    };
    vector.result.alive().changed(expr, |branch| {
        branch.values = values.or_nan();
        branch.labels.remove(Labels::NAME, drops_name(expr.span));
    })
}
