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
        let bounds = match operator {
            BinaryOperator::Add => added([a, b], [c, d]),
            BinaryOperator::Subtract => added([a, b], [-d, -c]),
            BinaryOperator::Multiply => multiplied([a, b], [c, d], numbers),
            BinaryOperator::Divide => divided([a, b], [c, d], numbers[1]),
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
            | BinaryOperator::Unless => Self::ANYTHING,
        };
        bounds.nan_as(self).nan_as(right)
    }

    /// What a sum of some of them can be.
    pub(super) fn summed(self) -> Self {
        match self.ends() {
            Some([low, _]) if low >= 0.0 => Self::from(low).nan_as(self),
            Some([_, high]) if high <= 0.0 => Self::only(high).and_below(false).nan_as(self),
            _ => Self::ANYTHING,
        }
    }
}

/// What the product of one number of each interval can be.
fn multiplied([a, b]: [f64; 2], [c, d]: [f64; 2], numbers: [Option<f64>; 2]) -> Values {
    if numbers.into_iter().flatten().any(is_factor) {
        return Values::spanning(a * c, b * d);
    }
    if a < 0.0 || c < 0.0 {
        return Values::ANYTHING;
    }
    let is_zero_times_infinity = |low: f64, high: f64| low <= 0.0 && high >= f64::INFINITY;
    not_negative(is_zero_times_infinity(a, d) || is_zero_times_infinity(c, b))
}

/// What a number of an interval divided by one of the other can be.
fn divided([a, b]: [f64; 2], [c, d]: [f64; 2], divisor: Option<f64>) -> Values {
    if divisor.is_some_and(is_factor) {
        return Values::spanning(a / c, b / d);
    }
    // What is divided by a zero has the zero's sign, and that may be negative.
    if a < 0.0 || c <= 0.0 {
        return Values::ANYTHING;
    }
    not_negative(b >= f64::INFINITY && d >= f64::INFINITY)
}

/// Whether to multiply by it makes no NaN of a number.
fn is_factor(number: f64) -> bool {
    number.is_finite() && number != 0.0
}

/// Any number from 0, and perhaps NaN.
const fn not_negative(may_be_nan: bool) -> Values {
    let values = Values::from(0.0);
    if may_be_nan { values.or_nan() } else { values }
}

/// What the sum of one number of each interval can be.
fn added([a, b]: [f64; 2], [c, d]: [f64; 2]) -> Values {
    let (low, high) = (a + c, b + d);
    let is_opposite = |low: f64, high: f64| low <= f64::NEG_INFINITY && high >= f64::INFINITY;
    let bounds = Values::between(
        if low.is_nan() { f64::NEG_INFINITY } else { low },
        if high.is_nan() { f64::INFINITY } else { high },
    );
    if is_opposite(a, d) || is_opposite(c, b) {
        bounds.or_nan()
    } else {
        bounds
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
    #[test]
    fn bounds_on_both_sides_add_up_and_multiply() {
        let (ratio, counted) = (Values::between(0.0, 1.0), Values::COUNTED);
        let both = |operator| ratio.calculated(operator, counted);
        let sum = both(BinaryOperator::Add);
        assert!(sum.contains(0.0) && !sum.contains(-0.1) && !sum.contains(f64::NAN));
        let difference = both(BinaryOperator::Subtract);
        assert!(difference.contains(1.0) && !difference.contains(1.1));
        assert!(!both(BinaryOperator::Multiply).contains(-1.0));
        let infinite = counted.calculated(BinaryOperator::Multiply, Values::from(0.0));
        assert!(infinite.contains(f64::NAN), "zero times infinity");
        assert!(both(BinaryOperator::Divide).contains(f64::NAN), "0/0");
        let above = counted.kept(BinaryOperator::Greater, Values::only(1.0));
        let quotient = ratio.calculated(BinaryOperator::Divide, above);
        assert!(!quotient.contains(-1.0) && !quotient.contains(f64::NAN));
    }
}
