//! Straight lines through samples.

use super::element::Computed;
use super::evaluator::Evaluator;
use super::kahan::KahanSum;
use super::window::Window;
use crate::promql::error::EvalError;
use crate::promql::expr::Call;
use crate::promql::unit::as_f64;

/// The slope of the line through the samples, per second.
pub(super) fn deriv(window: &Window<'_>) -> Option<f64> {
    // Any time near the samples will do; a far one would cost precision.
    let origin = *window.times.first()?;
    line(window, origin).map(|line| line.slope)
}

/// Where the line through the samples will be, some seconds after the time of the evaluation.
pub(super) fn predict_linear(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let seconds = evaluator.scalar(&call.arguments[1], at_ms)?;
    let predict = |window: &Window<'_>| {
        let line = line(window, at_ms)?;
        Some(line.slope * seconds + line.at_origin)
    };
    let vector = evaluator.folded(call, at_ms, &predict)?;
    Ok(Computed::Vector(vector))
}

struct Line {
    slope: f64,
    at_origin: f64,
}

/// The least-squares line through the samples; nothing for less than two.
#[expect(
    clippy::float_cmp,
    reason = "a constant value is one that never changes at all"
)]
fn line(window: &Window<'_>, origin_ms: i64) -> Option<Line> {
    let first = *window.values.first()?;
    if window.values.len() < 2 {
        return None;
    }
    if window.values.iter().all(|value| *value == first) {
        let is_infinite = first.is_infinite();
        return Some(Line {
            slope: if is_infinite { f64::NAN } else { 0.0 },
            at_origin: if is_infinite { f64::NAN } else { first },
        });
    }
    let [mut sum_x, mut sum_y, mut products, mut squares] = [KahanSum::default(); 4];
    for (time, y) in window.points() {
        let x = as_f64(time - origin_ms) / 1000.0;
        sum_x.add(x);
        sum_y.add(y);
        products.add(x * y);
        squares.add(x * x);
    }
    let n = as_f64(i64::try_from(window.values.len()).ok()?);
    let (sum_x, sum_y) = (sum_x.total(), sum_y.total());
    let covariance = products.total() - sum_x * sum_y / n;
    let variance = squares.total() - sum_x * sum_x / n;
    let slope = covariance / variance;
    Some(Line {
        slope,
        at_origin: sum_y / n - slope * sum_x / n,
    })
}
