//! What operators that calculate make of values.

use super::values::Values;
use crate::promql::BinaryOperator;

impl Values {
    /// What an operator that calculates makes of these on its left and those on its right.
    pub(super) fn calculated(self, operator: BinaryOperator, right: Self) -> Self {
        let Some(apply) = operation(operator) else {
            return Self::ANYTHING;
        };
        let numbers = [self.single(), right.single()];
        if let [Some(a), Some(b)] = numbers {
            return if minds_zeros_sign(operator, [a, b]) {
                Self::ANYTHING
            } else {
                Self::only(apply(a, b))
            };
        }
        let (Some([a, b]), Some([c, d])) = (self.ends(), right.ends()) else {
            return Self::ANYTHING;
        };
        if !is_monotonic(operator, numbers) {
            return Self::ANYTHING;
        }
        let ends = if operator == BinaryOperator::Subtract {
            [apply(a, d), apply(b, c)]
        } else {
            [apply(a, c), apply(b, d)]
        };
        let bounds = Self::between(ends[0].min(ends[1]), ends[0].max(ends[1]));
        if self.contains(f64::NAN) || right.contains(f64::NAN) {
            bounds.or_nan()
        } else {
            bounds
        }
    }
}

fn operation(operator: BinaryOperator) -> Option<fn(f64, f64) -> f64> {
    Some(match operator {
        BinaryOperator::Add => |a, b| a + b,
        BinaryOperator::Subtract => |a, b| a - b,
        BinaryOperator::Multiply => |a, b| a * b,
        BinaryOperator::Divide => |a, b| a / b,
        BinaryOperator::Modulo => |a, b| a % b,
        BinaryOperator::Power => f64::powf,
        BinaryOperator::Atan2 => f64::atan2,
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Greater
        | BinaryOperator::Less
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::LessOrEqual
        | BinaryOperator::And
        | BinaryOperator::Or
        | BinaryOperator::Unless => return None,
    })
}

/// Whether the result is another one for a negative zero, which bounds do not tell from zero.
fn minds_zeros_sign(operator: BinaryOperator, [left, right]: [f64; 2]) -> bool {
    match operator {
        BinaryOperator::Divide => right == 0.0,
        BinaryOperator::Power | BinaryOperator::Atan2 => left == 0.0 || right == 0.0,
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Modulo
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Greater
        | BinaryOperator::Less
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::LessOrEqual
        | BinaryOperator::And
        | BinaryOperator::Or
        | BinaryOperator::Unless => false,
    }
}

/// Whether the result only rises, or only falls, with the side that is no constant; a constant of
/// zero, or an infinite one, can make NaN of numbers.
fn is_monotonic(operator: BinaryOperator, numbers: [Option<f64>; 2]) -> bool {
    let [left, right] = numbers.map(|number| number.filter(|number| number.is_finite()));
    let is_factor = |number: Option<f64>| number.is_some_and(|number| number != 0.0);
    match operator {
        BinaryOperator::Add | BinaryOperator::Subtract => left.is_some() || right.is_some(),
        BinaryOperator::Multiply => is_factor(left) || is_factor(right),
        BinaryOperator::Divide => is_factor(right),
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
        | BinaryOperator::Unless => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_calculate_and_bounds_move() {
        let above = Values::from(2.0).or_nan();
        let less = Values::only(10.0).calculated(BinaryOperator::Subtract, above);
        assert!(less.contains(8.0) && !less.contains(8.5) && less.contains(f64::NAN));
        let half = above.calculated(BinaryOperator::Divide, Values::only(-2.0));
        assert!(half.contains(-1.0) && !half.contains(0.0));
        let two = Values::only(1.0).calculated(BinaryOperator::Add, Values::only(1.0));
        assert_eq!(two.single(), Some(2.0));
        let zero = Values::only(0.0);
        let none = zero.calculated(BinaryOperator::Divide, zero);
        assert!(none.contains(f64::NAN) && none.single().is_none());
        let either = Values::only(2.0).calculated(BinaryOperator::Divide, zero);
        assert!(either.contains(f64::NEG_INFINITY), "zero may be negative");
        let product = above.calculated(BinaryOperator::Multiply, zero);
        assert!(product.contains(f64::NAN), "infinity times zero");
    }
}
