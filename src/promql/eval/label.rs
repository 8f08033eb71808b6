//! `label_replace` and `label_join`.

use super::element::{Computed, Element, refuse_twins};
use super::evaluator::Evaluator;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Call, Expr};

/// Sets a label to a text made of another label's parts, where the pattern matches.
pub(super) fn label_replace(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let mut vector = evaluator.vector(&call.arguments[0], at_ms)?;
    let target = target(evaluator, &call.arguments[1], at_ms)?;
    let replacement = evaluator.text(&call.arguments[2], at_ms)?;
    let source = evaluator.text(&call.arguments[3], at_ms)?;
    let Some(pattern) = &call.pattern else {
        return Err(EvalError::new(call.name_span, "the pattern is missing"));
    };
    let mut value = String::new();
    for element in &mut vector {
        if let Some(captures) = pattern.captures(element.labels.get(&source)) {
            value.clear();
            captures.expand(&replacement, &mut value);
            set(element, &target, &value);
        }
    }
    refuse_twins(&vector, call.name_span)?;
    Ok(Computed::Vector(vector))
}

/// Sets a label to the values of other labels, joined.
pub(super) fn label_join(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let mut vector = evaluator.vector(&call.arguments[0], at_ms)?;
    let target = target(evaluator, &call.arguments[1], at_ms)?;
    let separator = evaluator.text(&call.arguments[2], at_ms)?;
    let mut sources = Vec::new();
    for argument in &call.arguments[3..] {
        sources.push(evaluator.text(argument, at_ms)?);
    }
    for element in &mut vector {
        let values: Vec<&str> = sources
            .iter()
            .map(|name| element.labels.get(name))
            .collect();
        let value = values.join(&separator);
        set(element, &target, &value);
    }
    refuse_twins(&vector, call.name_span)?;
    Ok(Computed::Vector(vector))
}

fn target(evaluator: &Evaluator<'_>, argument: &Expr, at_ms: i64) -> Result<String, EvalError> {
    let name = evaluator.text(argument, at_ms)?;
    if name.is_empty() {
        return Err(EvalError::new(argument.span, "a label needs a name"));
    }
    Ok(name)
}

fn set(element: &mut Element, name: &str, value: &str) {
    element.labels = element.labels.with(name, value);
    if name == Labels::NAME {
        // A name that is set on purpose stays.
        element.drops_name = false;
    }
}
