//! Quantiles of plain values.

use crate::promql::unit;

/// The `q`-quantile, with linear interpolation between values; NaN counts as the smallest value.
pub(super) fn quantile(q: f64, mut values: Vec<f64>) -> f64 {
    if values.is_empty() || q.is_nan() {
        return f64::NAN;
    }
    if q < 0.0 {
        return f64::NEG_INFINITY;
    }
    if q > 1.0 {
        return f64::INFINITY;
    }
    values.sort_by(|a, b| b.is_nan().cmp(&a.is_nan()).then(a.total_cmp(b)));
    let last = values.len() - 1;
    let rank = q * unit::as_f64(i64::try_from(last).unwrap_or(i64::MAX));
    let lower = usize::try_from(unit::whole(rank.floor()))
        .unwrap_or(0)
        .min(last);
    let upper = (lower + 1).min(last);
    let weight = rank - rank.floor();
    values[lower] * (1.0 - weight) + values[upper] * weight
}
