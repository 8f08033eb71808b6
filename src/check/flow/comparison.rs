//! What a comparison can keep.

use super::values::Values;
use crate::promql::BinaryOperator;

/// Whether a comparison holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// For all values.
    Always,
    /// For some, perhaps.
    Sometimes,
    /// For none.
    Never,
}

impl Values {
    /// Those for which a comparison with one of the values on its right can hold.
    pub(super) fn kept(self, operator: BinaryOperator, right: Self) -> Self {
        if operator == BinaryOperator::NotEqual {
            let is_same = self.single().is_some() && self.single() == right.single();
            return if is_same {
                self.without_numbers()
            } else {
                self
            };
        }
        // No comparison but that holds for NaN.
        let numbers = right.without_nan();
        if numbers.is_empty() {
            return numbers;
        }
        self.and(match operator {
            BinaryOperator::Greater => numbers.and_above(true),
            BinaryOperator::GreaterOrEqual => numbers.and_above(false),
            BinaryOperator::Less => numbers.and_below(true),
            BinaryOperator::LessOrEqual => numbers.and_below(false),
            BinaryOperator::Equal => numbers,
            BinaryOperator::NotEqual
            | BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::Power
            | BinaryOperator::Atan2
            | BinaryOperator::And
            | BinaryOperator::Or
            | BinaryOperator::Unless => self,
        })
    }

    /// Whether a comparison holds.
    pub fn compared(self, operator: BinaryOperator, right: Self) -> Verdict {
        if self.kept(operator, right).is_empty() {
            return Verdict::Never;
        }
        // With NaN a comparison and its opposite both fail, but for `!=`.
        let has_nan = self.contains(f64::NAN) || right.contains(f64::NAN);
        let is_sure = operator == BinaryOperator::NotEqual || !has_nan;
        if is_sure && self.kept(operator.opposite(), right).is_empty() {
            Verdict::Always
        } else {
            Verdict::Sometimes
        }
    }

    /// What a `bool` comparison answers.
    pub(super) fn answered(self, operator: BinaryOperator, right: Self) -> Self {
        match self.compared(operator, right) {
            Verdict::Always => Self::only(1.0),
            Verdict::Sometimes => Self::between(0.0, 1.0),
            Verdict::Never => Self::only(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_decide_comparisons() {
        let many = Values::from(1.0);
        let zero = Values::only(0.0);
        assert_eq!(many.compared(BinaryOperator::Equal, zero), Verdict::Never);
        assert_eq!(
            many.compared(BinaryOperator::Greater, zero),
            Verdict::Always
        );
        assert_eq!(
            many.compared(BinaryOperator::Greater, Values::only(1.0)),
            Verdict::Sometimes
        );
        assert_eq!(
            many.or_nan().compared(BinaryOperator::Greater, zero),
            Verdict::Sometimes
        );
        assert_eq!(
            many.or_nan().compared(BinaryOperator::NotEqual, zero),
            Verdict::Always
        );
        assert_eq!(
            zero.compared(BinaryOperator::NotEqual, zero),
            Verdict::Never
        );
        let nan = Values::only(f64::NAN);
        assert_eq!(
            Values::ANYTHING.compared(BinaryOperator::LessOrEqual, nan),
            Verdict::Never
        );
    }

    #[test]
    fn what_is_kept_has_the_bounds_of_the_comparison() {
        let kept = Values::ANYTHING.kept(BinaryOperator::Greater, Values::only(5.0));
        assert!(!kept.contains(5.0) && kept.contains(5.1) && !kept.contains(f64::NAN));
        assert!(
            kept.kept(BinaryOperator::LessOrEqual, Values::only(5.0))
                .is_empty()
        );
    }
}
