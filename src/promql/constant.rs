//! Numbers that are written as an expression, and what is compared with them.

use super::expr::{Binary, BinaryOperator, Expr, ExprKind};

impl Expr {
    /// The number that it is by what is written alone, as `-(2 * 60)`: no series, no function.
    pub fn constant(&self) -> Option<f64> {
        match &self.bare().kind {
            ExprKind::Number(number) => Some(*number),
            ExprKind::Sign { minus, operand } => {
                let number = operand.constant()?;
                Some(if *minus { -number } else { number })
            }
            ExprKind::Binary(binary) => {
                let (left, right) = (binary.left.constant()?, binary.right.constant()?);
                arithmetic(binary.operator, left, right)
            }
            ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Range(..)
            | ExprKind::Subquery(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Call(_)
            | ExprKind::Parenthesis(_) => None,
        }
    }
}

/// A comparison with a number, whichever side that stands on.
#[derive(Clone, Copy, Debug)]
pub struct Limited<'e> {
    /// What is compared.
    pub value: &'e Expr,
    /// How, with the number on the right.
    pub operator: BinaryOperator,
    /// The number.
    pub limit: f64,
    /// The number as it is written.
    pub written: &'e Expr,
}

impl Binary {
    /// What is compared with a number; nothing for other operators, and where both sides are numbers or
    /// none is.
    pub fn limited(&self) -> Option<Limited<'_>> {
        let (left, right) = (&self.left, &self.right);
        let limited = |value, operator, limit, written| Limited {
            value,
            operator,
            limit,
            written,
        };
        match (left.constant(), right.constant()) {
            _ if !self.operator.is_comparison() => None,
            (None, Some(limit)) => Some(limited(left, self.operator, limit, right)),
            (Some(limit), None) => Some(limited(right, self.operator.mirrored(), limit, left)),
            (None, None) | (Some(_), Some(_)) => None,
        }
    }
}

fn arithmetic(operator: BinaryOperator, left: f64, right: f64) -> Option<f64> {
    match operator {
        BinaryOperator::Add => Some(left + right),
        BinaryOperator::Subtract => Some(left - right),
        BinaryOperator::Multiply => Some(left * right),
        BinaryOperator::Divide => Some(left / right),
        BinaryOperator::Modulo
        | BinaryOperator::Power
        | BinaryOperator::Atan2
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Greater
        | BinaryOperator::Less
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::LessOrEqual
        | BinaryOperator::And
        | BinaryOperator::Or
        | BinaryOperator::Unless => None,
    }
    .filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use crate::promql::parse;

    #[test]
    fn a_number_is_known_by_what_is_written() {
        let constant = |text: &str| parse(text).unwrap().constant();
        assert_eq!(constant("-(2 * 60) + 1"), Some(-119.0));
        for text in ["1 / 0", "2 > bool 1", "a", "vector(1)", "1 + a"] {
            assert_eq!(constant(text), None, "{text}");
        }
    }
}
