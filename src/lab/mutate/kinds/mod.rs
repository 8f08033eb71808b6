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

pub(super) use annotation::DROPPED as ANNOTATION;

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

/// A kind of mistake around the expression of an alert, given the severities that are in use.
type InAlert = fn(&AlertRule, &[String]) -> Vec<Mutant>;

/// Kinds of mistakes around the expression of an alert.
pub(super) const IN_ALERTS: [InAlert; 3] = [hold::mutants, label::mutants, annotation::mutants];
