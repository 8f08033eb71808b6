//! What an expression is wished to be.

use crate::promql::BinaryOperator;

/// What an expression is wished to give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// Something, of any value.
    Anything,
    /// About this value.
    Value(f64),
    /// Nothing.
    Nothing,
}

impl Goal {
    /// The same with the value changed.
    pub(super) fn map(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Value(value) => Self::Value(change(value)),
            Self::Anything => Self::Anything,
            Self::Nothing => Self::Nothing,
        }
    }
}

/// Values for which `value OPERATOR threshold` holds, the simplest first.
pub(super) fn holding(operator: BinaryOperator, threshold: f64) -> Vec<f64> {
    use BinaryOperator as Is;
    let t = threshold;
    let beyond = if t.abs() < 1.0 { 1.0 } else { t.abs() };
    let far = 100.0 * beyond + 100.0;
    let candidates = match operator {
        Is::Equal => vec![t],
        Is::NotEqual => vec![0.0, 1.0, t + 1.0, t - 1.0],
        Is::Greater | Is::GreaterOrEqual => {
            vec![1.0, t + beyond, t, t + beyond * 0.01, t.midpoint(1.0), far]
        }
        Is::Less | Is::LessOrEqual => {
            vec![0.0, t / 2.0, t, t - beyond * 0.01, t - beyond, -far]
        }
        Is::Add
        | Is::Subtract
        | Is::Multiply
        | Is::Divide
        | Is::Modulo
        | Is::Power
        | Is::Atan2
        | Is::And
        | Is::Or
        | Is::Unless => Vec::new(),
    };
    let mut held: Vec<f64> = Vec::new();
    for value in candidates {
        if value.is_finite() && holds(operator, value, t) && !held.contains(&value) {
            held.push(value);
        }
    }
    held
}

/// Whether a comparison holds; what is none does not.
#[expect(
    clippy::float_cmp,
    reason = "PromQL compares numbers exactly, and so does what foretells it"
)]
pub(super) fn holds(operator: BinaryOperator, left: f64, right: f64) -> bool {
    use BinaryOperator as Is;
    match operator {
        Is::Equal => left == right,
        Is::NotEqual => left != right,
        Is::Greater => left > right,
        Is::GreaterOrEqual => left >= right,
        Is::Less => left < right,
        Is::LessOrEqual => left <= right,
        Is::Add
        | Is::Subtract
        | Is::Multiply
        | Is::Divide
        | Is::Modulo
        | Is::Power
        | Is::Atan2
        | Is::And
        | Is::Or
        | Is::Unless => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_on_the_right_side_of_a_threshold_are_found_the_simplest_first() {
        let first = |operator, threshold| holding(operator, threshold).first().copied();
        assert_eq!(first(BinaryOperator::Greater, 0.1), Some(1.0));
        assert_eq!(first(BinaryOperator::Greater, 5.0), Some(10.0));
        assert_eq!(first(BinaryOperator::GreaterOrEqual, 1.0), Some(1.0));
        assert_eq!(first(BinaryOperator::Less, 0.9), Some(0.0));
        assert_eq!(first(BinaryOperator::Less, 0.0), Some(-0.01));
        assert_eq!(first(BinaryOperator::NotEqual, 0.0), Some(1.0));
        assert_eq!(first(BinaryOperator::Add, 0.0), None);
    }
}
