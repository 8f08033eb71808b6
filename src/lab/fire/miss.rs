//! What stands nearest in the way of an alert that was never made to fire.

use super::play::{Played, engine, millis};
use super::story::Story;
use crate::promql::{self, Expr, ExprKind, Major, Value, ValueType};

/// Stories that are looked into.
const LOOKED_INTO_MOST: usize = 24;

/// Which parts of an expression ever gave anything.
#[derive(Debug)]
pub(super) struct Misses {
    /// The parts, each after its own parts, and whether it gave something.
    parts: Vec<(Expr, bool)>,
    looked: usize,
    /// Whether the alert was pending in any story.
    pending: bool,
    /// Why the rule could not be evaluated, the first time.
    error: Option<String>,
    /// How many stories could be evaluated.
    evaluated: usize,
}

impl Misses {
    pub(super) fn of(expr: &Expr) -> Self {
        let mut parts = Vec::new();
        collect(expr, &mut parts);
        Self {
            parts,
            looked: 0,
            pending: false,
            error: None,
            evaluated: 0,
        }
    }

    /// Takes in what came of a story.
    pub(super) fn look(&mut self, played: &Played, story: &Story) {
        self.pending |= played.pending;
        if let Some(error) = &played.error {
            self.error.get_or_insert_with(|| error.clone());
            return;
        }
        self.evaluated += 1;
        if self.looked == LOOKED_INTO_MOST {
            return;
        }
        self.looked += 1;
        let options = engine(story, Major::Three);
        for at in [1, 2, 4] {
            let tick = played.ticks.saturating_sub(1) / at;
            let at_ms = millis(tick.saturating_mul(story.step.ms()));
            for (part, gave) in self.parts.iter_mut().filter(|(_, gave)| !*gave) {
                let value = promql::evaluate(part, &played.store, at_ms, &options);
                *gave = match value {
                    Ok(Value::Vector(samples)) => !samples.is_empty(),
                    Ok(Value::Matrix(series)) => !series.is_empty(),
                    Ok(Value::Scalar(_) | Value::String(_)) => true,
                    Err(_) => false,
                };
            }
        }
    }

    /// A sentence on what stands in the way.
    pub(super) fn nearest(&self) -> Option<String> {
        if self.evaluated == 0 {
            return self
                .error
                .as_ref()
                .map(|error| format!("it could not be evaluated: {error}"));
        }
        let never = self.parts.iter().find(|(_, gave)| !*gave);
        match never {
            None if self.pending => {
                Some("it is pending, and never for as long as `for`".to_owned())
            }
            None => None,
            Some((part, _)) => Some(told(part)),
        }
    }
}

fn collect(expr: &Expr, parts: &mut Vec<(Expr, bool)>) {
    for part in expr.parts() {
        collect(part, parts);
    }
    let gives_series = matches!(expr.value_type(), ValueType::Vector | ValueType::Matrix);
    if gives_series && !matches!(expr.kind, ExprKind::Parenthesis(_)) {
        parts.push((expr.clone(), false));
    }
}

fn told(part: &Expr) -> String {
    let text = part.to_string();
    match &part.kind {
        ExprKind::Binary(binary) if binary.operator.is_comparison() => {
            format!("`{text}` never held")
        }
        ExprKind::Binary(_) => format!("`{text}` never gave anything, though its sides did"),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => format!("`{text}` never gave anything"),
    }
}
