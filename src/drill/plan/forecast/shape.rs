//! What sort of value an expression has, as far as that says how it moves over time.

use crate::base::Duration;
use crate::promql::{Binary, BinaryOperator, Call, Expr, ExprKind};

/// A value, and how it moves when what it measures changes from one moment to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// It never moves.
    Number(f64),
    /// It moves with the next sample.
    Now,
    /// Something counted or added up over a window, and multiplied; how much it will be is not
    /// known.
    Amount { window: Duration, times: f64 },
    /// One amount of another over the same window: from nothing to `whole`.
    Share { window: Duration, whole: f64 },
    /// The value that this share of the samples of a window is below.
    Quantile { quantile: f64, window: Duration },
    /// None of these.
    Other { window: Duration, why: &'static str },
}

impl Shape {
    /// How far back it looks.
    const fn window(&self) -> Duration {
        match self {
            Self::Number(_) | Self::Now => Duration::ZERO,
            Self::Amount { window, .. }
            | Self::Share { window, .. }
            | Self::Quantile { window, .. }
            | Self::Other { window, .. } => *window,
        }
    }
}

impl Shape {
    /// Why nothing is known of it.
    const fn why(&self) -> Option<&'static str> {
        if let Self::Other { why, .. } = self {
            Some(why)
        } else {
            None
        }
    }
}

fn signed(minus: bool, shape: Shape) -> Shape {
    if !minus {
        return shape;
    }
    if let Shape::Number(number) = shape {
        Shape::Number(-number)
    } else {
        other(shape.window(), COMPLEX)
    }
}

const COMPLEX: &str = "how this expression moves cannot be read from it";
const RECORDED: &str = "the expression reads a recorded series, whose own window is not known";
const SHIFTED: &str = "the expression looks at another time";

/// What sort of value this expression has.
pub(super) fn shape(expr: &Expr) -> Shape {
    match &expr.kind {
        ExprKind::Number(number) => Shape::Number(*number),
        ExprKind::Parenthesis(inner) => shape(inner),
        ExprKind::Aggregate(aggregate) => shape(&aggregate.inner),
        ExprKind::Selector(selector) => {
            let recorded = selector.metric().is_some_and(|name| name.contains(':'));
            if recorded {
                other(Duration::ZERO, RECORDED)
            } else if selector.timing == crate::promql::Timing::default() {
                Shape::Now
            } else {
                other(Duration::ZERO, SHIFTED)
            }
        }
        ExprKind::Range(selector, window) => {
            let recorded = selector.metric().is_some_and(|name| name.contains(':'));
            if recorded {
                other(*window, RECORDED)
            } else if selector.timing == crate::promql::Timing::default() {
                Shape::Amount {
                    window: *window,
                    times: 1.0,
                }
            } else {
                other(*window, SHIFTED)
            }
        }
        ExprKind::Sign { minus, operand } => signed(*minus, shape(operand)),
        ExprKind::Call(call) => called(call),
        ExprKind::Binary(binary) => combined(binary),
        ExprKind::Subquery(subquery) => {
            other(subquery.range + shape(&subquery.inner).window(), COMPLEX)
        }
        ExprKind::Text(_) => other(Duration::ZERO, COMPLEX),
    }
}

const fn other(window: Duration, why: &'static str) -> Shape {
    Shape::Other { window, why }
}

fn called(call: &Call) -> Shape {
    let mut arguments = call.arguments.iter().map(shape);
    let first = arguments.next().unwrap_or(Shape::Now);
    match (call.function.name, first) {
        (
            "rate" | "increase" | "sum_over_time" | "count_over_time" | "avg_over_time" | "delta",
            over,
        ) => over,
        // The highest or the latest value is there with the first sample that has it.
        (
            "max_over_time" | "last_over_time" | "irate" | "idelta" | "changes",
            Shape::Amount { .. },
        ) => Shape::Now,
        ("clamp_min" | "clamp_max" | "abs" | "label_replace" | "vector" | "scalar", value) => value,
        ("histogram_quantile", Shape::Number(quantile)) => match arguments.next() {
            Some(Shape::Amount { window, .. }) if (0.0..=1.0).contains(&quantile) => {
                Shape::Quantile { quantile, window }
            }
            value => other(
                value.map_or(Duration::ZERO, |value| value.window()),
                COMPLEX,
            ),
        },
        (_, first) => {
            let window =
                arguments.fold(first.window(), |longest, shape| longest.max(shape.window()));
            other(window, COMPLEX)
        }
    }
}

fn combined(binary: &Binary) -> Shape {
    use BinaryOperator as Is;
    let (left, right) = (shape(&binary.left), shape(&binary.right));
    let longest = left.window().max(right.window());
    match (binary.operator, left, right) {
        (operator, Shape::Number(left), Shape::Number(right)) => {
            number(operator, left, right).map_or(other(longest, COMPLEX), Shape::Number)
        }
        // Rules write zero for what is not there yet with `or`, and a guard with `and`.
        (Is::Or | Is::And | Is::Unless, left, _) => left,
        // A condition on a value leaves the value as it is.
        (operator, left, _) if operator.is_comparison() => left,
        (
            Is::Divide,
            Shape::Amount { window, times },
            Shape::Amount {
                window: below,
                times: whole,
            },
        ) if window == below && whole > 0.0 => Shape::Share {
            window,
            whole: times / whole,
        },
        (Is::Divide, Shape::Share { window, whole }, Shape::Number(by)) if by > 0.0 => {
            let whole = whole / by;
            Shape::Share { window, whole }
        }
        (Is::Multiply, Shape::Share { window, whole }, Shape::Number(times))
        | (Is::Multiply, Shape::Number(times), Shape::Share { window, whole })
            if times > 0.0 =>
        {
            let whole = whole * times;
            Shape::Share { window, whole }
        }
        // What is left of the whole climbs as the other part falls.
        (Is::Subtract, Shape::Number(whole), share @ Shape::Share { whole: all, .. })
            if (whole - all).abs() < f64::EPSILON =>
        {
            share
        }
        (Is::Multiply, Shape::Now, share @ (Shape::Share { .. } | Shape::Amount { .. }))
        | (Is::Multiply, share @ (Shape::Share { .. } | Shape::Amount { .. }), Shape::Now) => share,
        (Is::Divide, Shape::Amount { window, times }, Shape::Number(by)) if by > 0.0 => {
            let times = times / by;
            Shape::Amount { window, times }
        }
        (Is::Multiply, Shape::Amount { window, times }, Shape::Number(by))
        | (Is::Multiply, Shape::Number(by), Shape::Amount { window, times })
            if by > 0.0 =>
        {
            let times = times * by;
            Shape::Amount { window, times }
        }
        (
            Is::Add | Is::Subtract,
            left @ Shape::Amount { window, .. },
            Shape::Amount { window: other, .. },
        ) if window == other => left,
        (_, left, right) => {
            let why = left.why().or(right.why());
            other(longest, why.unwrap_or(COMPLEX))
        }
    }
}

fn number(operator: BinaryOperator, left: f64, right: f64) -> Option<f64> {
    use BinaryOperator as Is;
    match operator {
        Is::Add => Some(left + right),
        Is::Subtract => Some(left - right),
        Is::Multiply => Some(left * right),
        Is::Divide => Some(left / right),
        Is::Modulo
        | Is::Power
        | Is::Atan2
        | Is::Equal
        | Is::NotEqual
        | Is::Greater
        | Is::Less
        | Is::GreaterOrEqual
        | Is::LessOrEqual
        | Is::And
        | Is::Or
        | Is::Unless => None,
    }
}
