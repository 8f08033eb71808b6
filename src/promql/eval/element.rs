//! Intermediate results.

use std::collections::BTreeSet;

use crate::base::{Labels, Span};
use crate::promql::error::EvalError;

/// One series' value while an expression is evaluated.
#[derive(Clone, Debug)]
pub(in crate::promql) struct Element {
    pub(super) labels: Labels,
    pub(super) value: f64,
    /// Whether the metric's name is to be dropped at the end; only with delayed name removal.
    pub(super) drops_name: bool,
}

/// What a part of an expression is worth.
#[derive(Clone, Debug)]
pub(in crate::promql) enum Computed {
    Scalar(f64),
    Text(String),
    Vector(Vec<Element>),
}

/// Refuses a vector in which two elements have the same labels.
pub(super) fn refuse_twins(vector: &[Element], span: Span) -> Result<(), EvalError> {
    let mut seen = BTreeSet::new();
    for element in vector {
        if !seen.insert(&element.labels) {
            let message = format!(
                "vector cannot contain metrics with the same labelset: {} is there twice",
                element.labels
            );
            return Err(EvalError::new(span, message));
        }
    }
    Ok(())
}
