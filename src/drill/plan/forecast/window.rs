//! How long an expression needs until it holds, read from the expression itself.
//!
//! A rate over five minutes does not jump: it climbs while the window fills. A step in what is
//! measured, from nothing to everything, has crossed a threshold of a tenth after a tenth of the
//! window.

use std::collections::BTreeSet;

use super::bounds::Bounds;
use super::shape::{Shape, shape};
use crate::base::Duration;
use crate::promql::{Binary, BinaryOperator, Expr, ExprKind};

/// How much of everything the fault is taken to hit at the least: no outage is complete.
const AT_LEAST: f64 = 0.95;
/// After this long a series that is gone has no value any more.
const LOOK_BACK: Duration = Duration::from_mins(5);

/// When an expression holds, counted from the first sample that shows the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// How long that takes.
    pub(crate) takes: Bounds,
    /// The longest look back of any part: afterwards nothing is left of what was before.
    pub(crate) longest: Duration,
    /// Whether the expression says enough for the bounds to be relied on.
    pub(crate) sure: bool,
    /// What was taken for granted.
    pub(crate) assumes: BTreeSet<String>,
}

impl Window {
    fn at_once() -> Self {
        Self {
            takes: Bounds::default(),
            longest: Duration::ZERO,
            sure: true,
            assumes: BTreeSet::new(),
        }
    }

    /// Of an expression that cannot be read.
    pub(crate) fn unread() -> Self {
        Self::unsure(Duration::ZERO, "the rule's expression cannot be read")
    }

    fn unsure(longest: Duration, why: impl Into<String>) -> Self {
        Self {
            takes: Bounds::up_to(longest),
            longest,
            sure: false,
            assumes: BTreeSet::from([why.into()]),
        }
    }

    fn with(self, other: Self, both: impl Fn(Bounds, Bounds) -> Bounds) -> Self {
        Self {
            takes: both(self.takes, other.takes),
            longest: self.longest.max(other.longest),
            sure: self.sure && other.sure,
            assumes: self.assumes.into_iter().chain(other.assumes).collect(),
        }
    }
}

/// When this expression begins to hold, with samples that come this often.
pub(crate) fn window(expr: &Expr, scrape: Duration) -> Window {
    match &expr.kind {
        ExprKind::Parenthesis(inner) => window(inner, scrape),
        ExprKind::Aggregate(aggregate) => window(&aggregate.inner, scrape),
        ExprKind::Binary(binary) => combined(expr, binary, scrape),
        ExprKind::Call(call) if call.function.name == "absent" => {
            let mut gone = Window::at_once();
            gone.takes = Bounds::up_to(LOOK_BACK);
            gone.longest = LOOK_BACK;
            gone
        }
        ExprKind::Call(call) => {
            let condition = call.arguments.iter().find(|argument| asks(argument));
            condition.map_or_else(|| no_condition(expr), |inner| window(inner, scrape))
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. } => no_condition(expr),
    }
}

fn combined(expr: &Expr, binary: &Binary, scrape: Duration) -> Window {
    if binary.operator.is_comparison() {
        return crossing(binary, scrape);
    }
    let both = match binary.operator {
        BinaryOperator::Or => Bounds::either,
        // What the right side takes away is taken not to be there.
        BinaryOperator::Unless => return window(&binary.left, scrape),
        // A condition deep in a product is one all the same: `a * on () (b > 0.1)`.
        BinaryOperator::And
        | BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Divide
        | BinaryOperator::Modulo
        | BinaryOperator::Power
        | BinaryOperator::Atan2
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Greater
        | BinaryOperator::Less
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::LessOrEqual => Bounds::later,
    };
    let is_and_or = matches!(binary.operator, BinaryOperator::And | BinaryOperator::Or);
    match (asks(&binary.left), asks(&binary.right)) {
        (true, false) if !is_and_or => window(&binary.left, scrape),
        (false, true) if !is_and_or => window(&binary.right, scrape),
        (false, false) if !is_and_or => no_condition(expr),
        _ => {
            let (left, right) = sides(binary, scrape);
            left.with(right, both)
        }
    }
}

fn sides(binary: &Binary, scrape: Duration) -> (Window, Window) {
    (window(&binary.left, scrape), window(&binary.right, scrape))
}

/// Whether there is a condition in an expression.
fn asks(expr: &Expr) -> bool {
    let mut asks = false;
    expr.walk(&mut |part| {
        asks |= matches!(&part.kind, ExprKind::Binary(binary) if binary.operator.is_comparison());
    });
    asks
}

fn no_condition(expr: &Expr) -> Window {
    let longest = longest_range(expr);
    Window::unsure(longest, "the expression compares nothing with a threshold")
}

/// The longest window of any part.
fn longest_range(expr: &Expr) -> Duration {
    let mut longest = Duration::ZERO;
    expr.walk(&mut |part| {
        if let ExprKind::Range(_, length) = &part.kind {
            longest = longest.max(*length);
        } else if let ExprKind::Subquery(subquery) = &part.kind {
            longest = longest.max(subquery.range);
        }
    });
    longest
}

/// When a value crosses its threshold.
fn crossing(binary: &Binary, scrape: Duration) -> Window {
    let (value, threshold, operator) = match (shape(&binary.left), shape(&binary.right)) {
        (value, Shape::Number(threshold)) => (value, threshold, binary.operator),
        (Shape::Number(threshold), value) => (value, threshold, binary.operator.mirrored()),
        _ => {
            let longest = longest_range(&binary.left).max(longest_range(&binary.right));
            return Window::unsure(longest, "the threshold is itself measured");
        }
    };
    let upwards = matches!(
        operator,
        BinaryOperator::Greater | BinaryOperator::GreaterOrEqual
    );
    let downwards = matches!(operator, BinaryOperator::Less | BinaryOperator::LessOrEqual);
    match value {
        Shape::Share { window, whole } if (upwards || downwards) && whole > 0.0 => {
            let part = threshold / whole;
            let part = if upwards { part } else { 1.0 - part };
            filling(part, window, scrape, "the share that is compared")
        }
        Shape::Quantile { quantile, window } if upwards => filling(
            1.0 - quantile,
            window,
            scrape,
            "the share of requests beyond the threshold",
        ),
        Shape::Amount { window, .. } if upwards && is_nothing(threshold) => Window {
            longest: window,
            ..Window::at_once()
        },
        Shape::Amount { window, .. } => Window::unsure(
            window,
            "how fast an amount grows is not known before it is measured",
        ),
        Shape::Now if is_nothing(threshold) || !(upwards || downwards) => Window::at_once(),
        Shape::Now => Window::unsure(Duration::ZERO, "a gauge crosses its threshold at once"),
        Shape::Other { window, why } => Window::unsure(window, why),
        Shape::Share { window, .. } | Shape::Quantile { window, .. } => {
            Window::unsure(window, "the comparison asks for an exact value")
        }
        Shape::Number(_) => Window::unsure(Duration::ZERO, "two numbers are compared"),
    }
}

fn is_nothing(threshold: f64) -> bool {
    threshold.abs() < f64::EPSILON
}

/// A share that climbs from nothing to everything while its window fills.
fn filling(part: f64, window: Duration, scrape: Duration, what: &str) -> Window {
    if !(0.0..AT_LEAST).contains(&part) {
        return Window::unsure(window, format!("{what} must change by more than all of it"));
    }
    let of = |length: Duration, part: f64| -> Duration { length.std().mul_f64(part).into() };
    // The samples in a window span up to one scrape less than the window itself.
    let spanned = window.saturating_sub(scrape);
    Window {
        takes: Bounds {
            best: of(spanned, part),
            expected: of(spanned + Duration::from_ms(scrape.ms() / 2), part).min(window),
            worst: of(window, part / AT_LEAST),
        },
        longest: window,
        sure: true,
        assumes: BTreeSet::from([format!(
            "{what} jumps from nothing to everything, at worst to {:.0} %",
            AT_LEAST * 100.0
        )]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql;

    fn of(text: &str) -> Window {
        window(&promql::parse(text).unwrap(), Duration::from_secs(15))
    }

    fn seconds(window: &Window) -> [u64; 3] {
        let Bounds {
            best,
            expected,
            worst,
        } = window.takes;
        [best, expected, worst].map(|length| length.ms() / 1_000)
    }

    #[test]
    fn a_ratio_of_rates_takes_its_threshold_times_its_window() {
        let ratio = of("sum(rate(errors[5m])) / on () group_left () sum(rate(all[5m])) > 0.10");
        assert_eq!(seconds(&ratio), [28, 29, 31]);
        assert!(ratio.sure);
        let falling = of("0.9 > sum(rate(good[5m])) / sum(rate(all[5m]))");
        assert_eq!(seconds(&falling), [28, 29, 31]);
        let rest = of("1 - sum(rate(good[5m])) / sum(rate(all[5m])) > 0.10");
        assert_eq!(seconds(&rest), [28, 29, 31]);
        let percent = of("100 * sum(rate(errors[5m])) / sum(rate(all[5m])) > 10");
        assert_eq!(seconds(&percent), [28, 29, 31]);
    }

    #[test]
    fn a_state_holds_at_once_and_a_quantile_when_its_tail_is_slow() {
        assert_eq!(seconds(&of("up == 0")), [0, 0, 0]);
        assert_eq!(seconds(&of("increase(trips[5m]) > 0")), [0, 0, 0]);
        assert_eq!(
            of("increase(trips[5m]) > 0").longest,
            Duration::from_mins(5)
        );
        let slow = of("histogram_quantile(0.95, sum by (le) (rate(b_bucket[5m]))) > 5");
        assert_eq!(seconds(&slow), [14, 14, 15]);
    }

    #[test]
    fn both_of_and_are_waited_for_and_either_of_or_may_come() {
        let both = of("rate(a[5m]) / rate(b[5m]) > 0.1 and rate(a[1m]) / rate(b[1m]) > 0.5");
        assert_eq!(seconds(&both), [28, 29, 31]);
        let either = of("rate(a[5m]) / rate(b[5m]) > 0.1 or up == 0");
        assert_eq!(seconds(&either), [0, 0, 31]);
        let product = of("max_over_time(open[1m]) * (rate(a[5m]) / rate(b[5m])) > 0.1");
        assert_eq!(seconds(&product), [28, 29, 31]);
    }

    #[test]
    fn what_cannot_be_told_says_so() {
        for (text, longest) in [
            ("rate(spent[5m]) > 0.5", 300),
            ("rate(a[5m]) > 2 * rate(a[1h])", 3_600),
            ("score < 0.7", 0),
            ("level:spent:rate5m > 1", 0),
            ("rate(a[5m]) / rate(b[5m]) > 3", 300),
            ("up", 0),
        ] {
            let window = of(text);
            assert!(!window.sure, "{text}");
            assert_eq!(window.longest, Duration::from_secs(longest), "{text}");
            assert!(!window.assumes.is_empty(), "{text}");
        }
    }
}
