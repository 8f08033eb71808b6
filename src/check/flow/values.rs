//! Which values a result can have.

use std::fmt;

/// The values that a result can have: those between two bounds, and perhaps NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    /// The smallest value.
    low: f64,
    /// Whether `low` itself is left out.
    low_open: bool,
    /// The largest value; smaller than `low` if there is none but NaN.
    high: f64,
    /// Whether `high` itself is left out.
    high_open: bool,
    /// Whether NaN is possible.
    nan: bool,
}

impl Values {
    /// Any value at all.
    pub const ANYTHING: Self = Self {
        nan: true,
        ..Self::between(f64::NEG_INFINITY, f64::INFINITY)
    };

    /// What a counter can count to.
    pub const COUNTED: Self = Self::between(0.0, f64::MAX);

    /// The values from one to another, both included, without NaN.
    pub const fn between(low: f64, high: f64) -> Self {
        Self {
            low,
            low_open: false,
            high,
            high_open: false,
            nan: false,
        }
    }

    /// The values between two, whichever is less, without NaN.
    pub(super) const fn spanning(one: f64, other: f64) -> Self {
        Self::between(one.min(other), one.max(other))
    }

    /// The values from here on, without NaN.
    pub(super) const fn from(low: f64) -> Self {
        Self::between(low, f64::INFINITY)
    }

    /// One value.
    pub const fn only(value: f64) -> Self {
        if value.is_nan() {
            Self {
                nan: true,
                ..Self::between(f64::INFINITY, f64::NEG_INFINITY)
            }
        } else {
            Self::between(value, value)
        }
    }

    /// The same, and perhaps NaN.
    pub(super) const fn or_nan(self) -> Self {
        Self { nan: true, ..self }
    }

    /// The only value, if there is only one and it is a number.
    pub fn single(self) -> Option<f64> {
        let is_single = !self.nan && self.low >= self.high && !self.has_no_number();
        is_single.then_some(self.low)
    }

    /// Whether a value is among them.
    pub fn contains(self, value: f64) -> bool {
        if value.is_nan() {
            return self.nan;
        }
        let above = value > self.low || (value >= self.low && !self.low_open);
        let below = value < self.high || (value <= self.high && !self.high_open);
        above && below
    }

    /// The smallest and the largest value but NaN, if there is any.
    pub(super) fn ends(self) -> Option<[f64; 2]> {
        (!self.has_no_number()).then_some([self.low, self.high])
    }

    /// Whether no value is possible.
    pub fn is_empty(self) -> bool {
        !self.nan && self.has_no_number()
    }

    fn has_no_number(self) -> bool {
        self.low > self.high || (self.low >= self.high && (self.low_open || self.high_open))
    }

    /// The values that one or the other can have, and perhaps those between.
    pub(super) fn or(self, other: Self) -> Self {
        let nan = self.nan || other.nan;
        if self.has_no_number() {
            return Self { nan, ..other };
        }
        if other.has_no_number() {
            return Self { nan, ..self };
        }
        let bounds = Self::between(self.low.min(other.low), self.high.max(other.high));
        Self { nan, ..bounds }
    }

    /// Those that both can have.
    pub(super) fn and(self, other: Self) -> Self {
        let low = self.low.max(other.low);
        let high = self.high.min(other.high);
        let is_open = |value: f64| !(self.contains(value) && other.contains(value));
        Self {
            low,
            low_open: is_open(low),
            high,
            high_open: is_open(high),
            nan: self.nan && other.nan,
        }
    }

    /// The same, and NaN if the others may be that.
    pub(super) const fn nan_as(self, other: Self) -> Self {
        Self {
            nan: self.nan || other.nan,
            ..self
        }
    }

    /// The same without NaN.
    pub(super) const fn without_nan(self) -> Self {
        Self { nan: false, ..self }
    }

    /// NaN, if it was possible.
    pub(super) const fn without_numbers(self) -> Self {
        Self {
            nan: self.nan,
            ..Self::only(f64::NAN)
        }
    }

    /// These and all that are larger.
    pub(super) const fn and_above(self, strictly: bool) -> Self {
        Self {
            low_open: self.low_open || strictly,
            ..Self::from(self.low)
        }
    }

    /// These and all that are smaller.
    pub(super) const fn and_below(self, strictly: bool) -> Self {
        Self {
            high_open: self.high_open || strictly,
            ..Self::between(f64::NEG_INFINITY, self.high)
        }
    }

    /// What a function that never falls makes of them.
    pub(super) fn rising(self, map: impl Fn(f64) -> f64) -> Self {
        if self.has_no_number() {
            return self;
        }
        Self {
            nan: self.nan,
            ..Self::between(map(self.low), map(self.high))
        }
    }
}

impl fmt::Display for Values {
    /// As the end of a sentence: "always 1", "at least 1".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.low_open {
            "more than"
        } else {
            "at least"
        };
        let less = if self.high_open {
            "less than"
        } else {
            "at most"
        };
        let [low, high] = [self.low, self.high];
        match (low > f64::MIN, high < f64::MAX) {
            _ if self.has_no_number() => f.write_str("never a number"),
            _ if self.single().is_some() => write!(f, "always {low}"),
            (true, true) => write!(f, "{more} {low} and {less} {high}"),
            (true, false) => write!(f, "{more} {low}"),
            (false, true) => write!(f, "{less} {high}"),
            (false, false) => f.write_str("any number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_one_side_leaves_out_is_left_out() {
        let open = Values::from(3.0).and(Values {
            low_open: true,
            ..Values::from(3.0)
        });
        assert!(!open.contains(3.0) && open.contains(3.1));
        assert!(open.and(Values::only(3.0)).is_empty());
        assert!(Values::only(f64::NAN).and(Values::from(0.0)).is_empty());
    }
}
