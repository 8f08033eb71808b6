//! Operators on numbers, and on a vector and a number.

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use super::set::Chosen;
use crate::base::Span;
use crate::promql::error::EvalError;
use crate::promql::expr::{Binary, BinaryOperator, Side};

/// What an operator makes of two numbers, and whether a filter keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) value: f64,
    pub(super) is_kept: bool,
}

/// Applies an operator to two numbers; a comparison gives the left one and whether it is kept.
#[expect(clippy::float_cmp, reason = "`==` and `!=` of PromQL compare exactly")]
pub(super) fn apply(operator: BinaryOperator, left: f64, right: f64) -> Outcome {
    let (value, is_kept) = match operator {
        BinaryOperator::Add => (left + right, true),
        BinaryOperator::Subtract => (left - right, true),
        BinaryOperator::Multiply => (left * right, true),
        BinaryOperator::Divide => (left / right, true),
        BinaryOperator::Modulo => (left % right, true),
        BinaryOperator::Power => (left.powf(right), true),
        BinaryOperator::Atan2 => (left.atan2(right), true),
        BinaryOperator::Equal => (left, left == right),
        BinaryOperator::NotEqual => (left, left != right),
        BinaryOperator::Greater => (left, left > right),
        BinaryOperator::Less => (left, left < right),
        BinaryOperator::GreaterOrEqual => (left, left >= right),
        BinaryOperator::LessOrEqual => (left, left <= right),
        // Sets never come here; they keep what is on the left.
        BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Unless => (left, true),
    };
    Outcome { value, is_kept }
}

impl Outcome {
    /// The outcome of a `bool` comparison: always kept, 0 or 1.
    pub(super) fn as_bool(self) -> Self {
        Self {
            value: f64::from(u8::from(self.is_kept)),
            is_kept: true,
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn binary(
        &self,
        binary: &Binary,
        span: Span,
        at_ms: i64,
    ) -> Result<Computed, EvalError> {
        let left = self.eval(&binary.left, at_ms)?;
        let right = self.eval(&binary.right, at_ms)?;
        match (left, right) {
            (Computed::Scalar(left), Computed::Scalar(right)) => {
                let outcome = apply(binary.operator, left, right);
                let is_comparison = binary.operator.is_comparison();
                let outcome = if is_comparison {
                    outcome.as_bool()
                } else {
                    outcome
                };
                Ok(Computed::Scalar(outcome.value))
            }
            (Computed::Vector(vector), Computed::Scalar(number)) => {
                self.with_number(binary, vector, number, Side::Left, span)
            }
            (Computed::Scalar(number), Computed::Vector(vector)) => {
                self.with_number(binary, vector, number, Side::Right, span)
            }
            (Computed::Vector(left), Computed::Vector(right)) => {
                let vector = if binary.operator.is_set() {
                    self.chosen(binary, &left, &right)?
                } else {
                    self.matched(binary, &left, &right)?
                };
                Ok(Computed::Vector(vector))
            }
            _ => Err(EvalError::new(span, "an operand is a string")),
        }
    }

    /// The elements of both sides that a set operator keeps.
    fn chosen(
        &self,
        binary: &Binary,
        left: &[Element],
        right: &[Element],
    ) -> Result<Vec<Element>, EvalError> {
        let span = binary.operator_span;
        let chosen = self
            .memo
            .borrow_mut()
            .chosen
            .of(span, [left, right], || Ok(Chosen::by(binary, left, right)))?;
        Ok(chosen.of(left, right))
    }

    /// Applies an operator to each element of a vector, which stands on `side`, and a number.
    fn with_number(
        &self,
        binary: &Binary,
        mut vector: Vec<Element>,
        number: f64,
        side: Side,
        span: Span,
    ) -> Result<Computed, EvalError> {
        let operator = binary.operator;
        let drops_name = binary.returns_bool || !operator.is_comparison();
        vector.retain_mut(|element| {
            let mut outcome = match side {
                Side::Left => apply(operator, element.value, number),
                Side::Right => apply(operator, number, element.value),
            };
            if binary.returns_bool {
                outcome = outcome.as_bool();
            } else if operator.is_comparison() {
                // A filter keeps the vector's value, on whichever side it stands.
                outcome.value = element.value;
            }
            element.value = outcome.value;
            outcome.is_kept
        });
        if drops_name {
            self.drop_names(&mut vector, span)?;
        }
        Ok(Computed::Vector(vector))
    }
}
