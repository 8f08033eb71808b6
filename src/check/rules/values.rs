//! Between which limits the values of an expression lie, whatever the series are.

use crate::promql::BinaryOperator as O;
use crate::promql::{Aggregator, Binary, Call, Expr, ExprKind, Selector};

/// The limits of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Values {
    /// No value is less.
    pub(super) low: f64,
    /// No value is more.
    pub(super) high: f64,
    /// Whether a value may be no number, as 0/0 is; nothing compares with that.
    pub(super) may_be_nan: bool,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds for every value.
    Always,
    /// It holds for none.
    Never,
    /// It depends.
    Open,
}

const ANY: Values = Values {
    low: f64::NEG_INFINITY,
    high: f64::INFINITY,
    may_be_nan: true,
};

/// Numbers from one to another.
const fn from_to(low: f64, high: f64) -> Values {
    Values {
        low,
        high,
        may_be_nan: false,
    }
}

const NOT_NEGATIVE: Values = from_to(0.0, f64::INFINITY);

/// The limits of what an expression gives.
pub(super) fn values(expr: &Expr) -> Values {
    match &expr.kind {
        ExprKind::Number(number) => from_to(*number, *number),
        ExprKind::Text(_) => ANY,
        ExprKind::Selector(selector) | ExprKind::Range(selector, _) => of_series(selector),
        ExprKind::Subquery(subquery) => values(&subquery.inner),
        ExprKind::Parenthesis(inner) => values(inner),
        ExprKind::Sign { minus, operand } => {
            let inner = values(operand);
            if *minus {
                Values {
                    low: -inner.high,
                    high: -inner.low,
                    ..inner
                }
            } else {
                inner
            }
        }
        ExprKind::Aggregate(aggregate) => {
            aggregated(aggregate.aggregator, values(&aggregate.inner))
        }
        ExprKind::Call(call) => called(call),
        ExprKind::Binary(binary) => combined(binary),
    }
}

/// What comparing such values with a number comes to.
pub(super) fn compared(values: Values, operator: O, number: f64) -> Outcome {
    let Values { low, high, .. } = values;
    let is_it = low >= number && high <= number;
    let is_other = number < low || number > high;
    let (always, never) = match operator {
        O::Greater => (low > number, high <= number),
        O::GreaterOrEqual => (low >= number, high < number),
        O::Less => (high < number, low >= number),
        O::LessOrEqual => (high <= number, low > number),
        O::Equal => (is_it, is_other),
        O::NotEqual => (is_other, is_it),
        O::Add
        | O::Subtract
        | O::Multiply
        | O::Divide
        | O::Modulo
        | O::Power
        | O::Atan2
        | O::And
        | O::Or
        | O::Unless => (false, false),
    };
    match (always && !values.may_be_nan, never) {
        (true, _) => Outcome::Always,
        (false, true) => Outcome::Never,
        (false, false) => Outcome::Open,
    }
}

fn of_series(selector: &Selector) -> Values {
    match selector.metric() {
        Some("up" | "probe_success") => from_to(0.0, 1.0),
        Some("ALERTS") => from_to(1.0, 1.0),
        Some(name) if name.ends_with("_total") && !name.contains(':') => NOT_NEGATIVE,
        _ => ANY,
    }
}

fn aggregated(aggregator: Aggregator, inner: Values) -> Values {
    match aggregator {
        Aggregator::Count | Aggregator::CountValues => from_to(1.0, f64::INFINITY),
        Aggregator::Group => from_to(1.0, 1.0),
        Aggregator::Stddev | Aggregator::Stdvar => Values {
            low: 0.0,
            high: f64::INFINITY,
            ..inner
        },
        Aggregator::Sum => Values {
            low: if inner.low >= 0.0 {
                inner.low
            } else {
                f64::NEG_INFINITY
            },
            high: if inner.high <= 0.0 {
                inner.high
            } else {
                f64::INFINITY
            },
            ..inner
        },
        Aggregator::Avg
        | Aggregator::Min
        | Aggregator::Max
        | Aggregator::Topk
        | Aggregator::Bottomk => inner,
        Aggregator::Quantile => ANY,
    }
}

fn called(call: &Call) -> Values {
    let first = || call.arguments.first().map_or(ANY, values);
    match call.function.name {
        "absent" | "absent_over_time" | "present_over_time" => from_to(1.0, 1.0),
        "rate" | "irate" | "increase" | "resets" | "changes" | "time" | "year" => NOT_NEGATIVE,
        "count_over_time" => from_to(1.0, f64::INFINITY),
        "min_over_time" | "max_over_time" | "avg_over_time" | "last_over_time"
        | "label_replace" | "label_join" | "sort" | "sort_desc" | "vector" => first(),
        "abs" => Values {
            low: 0.0,
            high: f64::INFINITY,
            ..first()
        },
        "month" => from_to(1.0, 12.0),
        "day_of_month" => from_to(1.0, 31.0),
        "days_in_month" => from_to(28.0, 31.0),
        "day_of_year" => from_to(1.0, 366.0),
        "day_of_week" => from_to(0.0, 6.0),
        "hour" => from_to(0.0, 23.0),
        "minute" => from_to(0.0, 59.0),
        _ => ANY,
    }
}

fn combined(binary: &Binary) -> Values {
    let (left, right) = (values(&binary.left), values(&binary.right));
    let either = Values {
        low: left.low.min(right.low),
        high: left.high.max(right.high),
        may_be_nan: left.may_be_nan || right.may_be_nan,
    };
    let are_not_negative = left.low >= 0.0 && right.low >= 0.0;
    let limits = |low: f64, high: f64| Values {
        // What is infinite on both sides has no limit.
        low: if low.is_nan() { f64::NEG_INFINITY } else { low },
        high: if high.is_nan() { f64::INFINITY } else { high },
        ..either
    };
    match binary.operator {
        O::Or => either,
        O::And | O::Unless => left,
        O::Equal | O::NotEqual | O::Greater | O::Less | O::GreaterOrEqual | O::LessOrEqual => {
            if binary.returns_bool {
                from_to(0.0, 1.0)
            } else {
                filtered(binary, left, right)
            }
        }
        O::Add => limits(left.low + right.low, left.high + right.high),
        O::Subtract => limits(left.low - right.high, left.high - right.low),
        O::Multiply if are_not_negative => Values {
            may_be_nan: either.may_be_nan,
            ..NOT_NEGATIVE
        },
        O::Divide if are_not_negative => Values {
            may_be_nan: either.may_be_nan || right.low <= 0.0,
            ..NOT_NEGATIVE
        },
        O::Multiply | O::Divide | O::Modulo | O::Power | O::Atan2 => ANY,
    }
}

/// What a comparison lets through.
fn filtered(binary: &Binary, left: Values, right: Values) -> Values {
    let (kept, operator, limit) = if binary.left.constant().is_some() {
        (right, binary.operator.mirrored(), binary.left.constant())
    } else {
        (left, binary.operator, binary.right.constant())
    };
    let Some(limit) = limit else { return kept };
    let mut values = Values {
        may_be_nan: kept.may_be_nan && operator == O::NotEqual,
        ..kept
    };
    if matches!(operator, O::Greater | O::GreaterOrEqual | O::Equal) {
        values.low = kept.low.max(limit);
    }
    if matches!(operator, O::Less | O::LessOrEqual | O::Equal) {
        values.high = kept.high.min(limit);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    #[test]
    fn limits_follow_from_what_is_computed() {
        let infinity = f64::INFINITY;
        for (expr, low, high) in [
            ("count(a)", 1.0, infinity),
            ("1 - up", 0.0, 1.0),
            ("sum(rate(a[5m])) or vector(0)", 0.0, infinity),
            ("count(a) or vector(-1)", -1.0, infinity),
            ("-(a > 5)", -infinity, -5.0),
            ("max(hour())", 0.0, 23.0),
            ("a - b", -infinity, infinity),
            ("5 < a", 5.0, infinity),
            ("a > bool 3", 0.0, 1.0),
        ] {
            let found = values(&parse(expr).unwrap());
            assert_eq!((found.low, found.high), (low, high), "{expr}");
        }
    }

    #[test]
    fn a_division_by_what_may_be_zero_may_be_no_number() {
        let may_be = |expr: &str| values(&parse(expr).unwrap()).may_be_nan;
        assert!(may_be("rate(a[5m]) / rate(b[5m])"));
        assert!(!may_be("rate(a[5m]) / (rate(b[5m]) > 1)"));
    }
}
