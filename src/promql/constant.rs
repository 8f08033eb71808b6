//! Numbers that are written as an expression.

use super::expr::{BinaryOperator, Expr, ExprKind};

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
