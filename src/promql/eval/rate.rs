//! How fast counters grow and gauges move.

use super::window::Window;
use crate::promql::options::Major;
use crate::promql::unit::as_f64;

/// What is asked of a window of samples.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A counter, which only grows unless it is reset to zero.
    Counter,
    /// A gauge, which goes up and down.
    Gauge,
}

pub(super) fn rate(window: &Window<'_>) -> Option<f64> {
    let (difference, factor) = extrapolated(window, Of::Counter)?;
    // In this order the last bit is Prometheus' own.
    Some(difference * (factor / window.seconds()))
}

pub(super) fn increase(window: &Window<'_>) -> Option<f64> {
    let (difference, factor) = extrapolated(window, Of::Counter)?;
    Some(difference * factor)
}

pub(super) fn delta(window: &Window<'_>) -> Option<f64> {
    let (difference, factor) = extrapolated(window, Of::Gauge)?;
    Some(difference * factor)
}

/// The difference between the first and the last sample, and what extrapolates it to the whole
/// window where the samples come near its ends.
fn extrapolated(window: &Window<'_>, of: Of) -> Option<(f64, f64)> {
    let gaps = window.times.len().checked_sub(1).filter(|gaps| *gaps > 0)?;
    let [(first_ms, first), (last_ms, last)] = window.ends()?;
    let mut difference = last - first;
    if of == Of::Counter {
        difference = with_resets(difference, &window.values);
    }
    let seconds = |ms: i64| as_f64(ms) / 1000.0;
    let sampled = seconds(last_ms - first_ms);
    let spacing = sampled / as_f64(i64::try_from(gaps).ok()?);
    let near = |gap: f64| {
        if gap >= spacing * 1.1 {
            spacing / 2.0
        } else {
            gap
        }
    };
    // A counter cannot have been below zero.
    let zero = if of == Of::Counter && difference > 0.0 && first >= 0.0 {
        sampled * (first / difference)
    } else {
        f64::INFINITY
    };
    let gap = seconds(first_ms - window.after_ms);
    let before = match window.major {
        Major::Two => near(gap.min(zero)),
        Major::Three => near(gap).min(zero),
    };
    let after = near(seconds(window.until_ms - last_ms));
    Some((difference, (sampled + before + after) / sampled))
}

/// The difference, and what the counter had before each reset: added one by one, which decides the
/// last bit.
fn with_resets(difference: f64, values: &[f64]) -> f64 {
    // Most counters are never reset; counting, which has no early end, finds that out fast.
    let pairs = values.iter().zip(values.iter().skip(1));
    if pairs.filter(|(before, after)| after < before).count() == 0 {
        return difference;
    }
    let resets = values.windows(2).filter(|pair| pair[1] < pair[0]);
    resets.fold(difference, |sum, pair| sum + pair[0])
}

pub(super) fn irate(window: &Window<'_>) -> Option<f64> {
    let [(before_ms, before), (last_ms, last)] = last_two(window)?;
    let difference = if last < before { last } else { last - before };
    Some(difference / (as_f64(last_ms - before_ms) / 1000.0))
}

pub(super) fn idelta(window: &Window<'_>) -> Option<f64> {
    let [(_, before), (_, last)] = last_two(window)?;
    Some(last - before)
}

fn last_two(window: &Window<'_>) -> Option<[(i64, f64); 2]> {
    let before = window.times.len().checked_sub(2)?;
    let before = (window.times[before], window.values[before]);
    Some([before, window.ends()?[1]])
}

/// How often a counter went down.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all window functions have one signature"
)]
pub(super) fn resets(window: &Window<'_>) -> Option<f64> {
    Some(count_pairs(&window.values, |before, after| after < before))
}

/// How often the value changed.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all window functions have one signature"
)]
#[expect(clippy::float_cmp, reason = "any change of the value counts")]
pub(super) fn changes(window: &Window<'_>) -> Option<f64> {
    Some(count_pairs(&window.values, |before, after| {
        before != after && !(before.is_nan() && after.is_nan())
    }))
}

fn count_pairs(values: &[f64], counts: impl Fn(f64, f64) -> bool) -> f64 {
    let count = values
        .windows(2)
        .filter(|pair| counts(pair[0], pair[1]))
        .count();
    as_f64(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use crate::base::Labels;
    use crate::promql::{Options, Store, Value, evaluate, parse};

    /// The value of an expression at 60 s, over samples every 10 s from `first_ms` to 50 s or so.
    fn at_60_s(text: &str, first_ms: i64, values: &[f64]) -> f64 {
        let labels = Labels::new([(Labels::NAME, "x")]);
        let mut store = Store::default();
        for (at_ms, value) in (first_ms..).step_by(10_000).zip(values) {
            store.append(&labels, at_ms, *value);
        }
        match evaluate(&parse(text).unwrap(), &store, 60_000, &Options::default()) {
            Ok(Value::Vector(vector)) => vector[0].value,
            other => panic!("{other:?}"),
        }
    }

    fn is_near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
    }

    #[test]
    fn a_window_is_filled_when_its_end_is_nearer_than_a_spacing_and_a_tenth() {
        let values = [100.0, 110.0, 120.0, 130.0, 140.0];
        is_near(at_60_s("delta(x[1m])", 10_900, &values), 60.0);
        // From 11 s on the gap is too wide: half a spacing is added instead.
        is_near(at_60_s("delta(x[1m])", 11_000, &values), 54.0);
        is_near(at_60_s("rate(x[1m])", 11_000, &values), 0.9);
    }

    #[test]
    fn a_counter_is_not_extrapolated_below_zero() {
        is_near(
            at_60_s("increase(x[1m])", 10_000, &[2.0, 12.0, 22.0, 32.0, 42.0]),
            52.0,
        );
        is_near(
            at_60_s("delta(x[1m])", 10_000, &[2.0, 12.0, 22.0, 32.0, 42.0]),
            60.0,
        );
    }

    #[test]
    fn a_reset_does_not_make_a_counter_shrink() {
        is_near(
            at_60_s("increase(x[1m])", 10_000, &[20.0, 30.0, 0.0, 10.0, 20.0]),
            45.0,
        );
        is_near(
            at_60_s("irate(x[1m])", 10_000, &[20.0, 30.0, 50.0, 60.0, 5.0]),
            0.5,
        );
        is_near(
            at_60_s("resets(x[1m])", 10_000, &[20.0, 30.0, 0.0, 10.0, 5.0]),
            2.0,
        );
    }
}
