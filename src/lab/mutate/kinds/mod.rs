//! What can be wrong in a rule: one kind of mistake a file.

mod aggregator;
mod annotation;
mod arithmetic;
mod comparison;
mod function;
mod grouping;
mod hold;
mod label;
mod matcher;
mod metric;
mod number;
mod side;
mod threshold;
mod window;

use super::edit::Edit;
use super::mutant::Mutant;
use super::written::Written;
use crate::alerts::rules::AlertRule;

/// Kinds of mistakes in an expression.
pub(super) const IN_EXPRESSIONS: [fn(&Written<'_>) -> Vec<Edit>; 11] = [
    comparison::edits,
    threshold::edits,
    number::edits,
    grouping::edits,
    window::edits,
    matcher::edits,
    metric::edits,
    aggregator::edits,
    function::edits,
    side::edits,
    arithmetic::edits,
];

/// Kinds of mistakes around the expression of an alert; the severities are those in use.
pub(super) const IN_ALERTS: [fn(&AlertRule, &[String]) -> Vec<Mutant>; 3] =
    [hold::mutants, label::mutants, annotation::mutants];
