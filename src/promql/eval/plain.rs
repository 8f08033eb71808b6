//! Sums and means as Prometheus 2 makes them: one addition after the other, so that the last bits
//! are its own.

use super::kahan::KahanSum;

pub(super) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values = values.into_iter();
    let first = values.next().unwrap_or_default();
    values.fold(first, |sum, value| sum + value)
}

pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut mean, mut count) = (0.0_f64, 0.0);
    for value in values {
        count += 1.0;
        if count < 2.0 {
            mean = value;
        } else if !stays(mean, value) {
            mean += value / count - mean / count;
        }
    }
    mean
}

/// The mean over time, whose rounding error is kept.
pub(super) fn compensated_mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut mean, mut count) = (KahanSum::default(), 0.0);
    for value in values {
        count += 1.0;
        if !stays(mean.sum(), value) {
            mean.add(value / count - mean.sum() / count);
        }
    }
    if mean.sum().is_infinite() {
        mean.sum()
    } else {
        mean.total()
    }
}

/// Whether a mean that is infinite stays so whatever this value is.
fn stays(mean: f64, value: f64) -> bool {
    mean.is_infinite() && !value.is_nan() && (value.is_finite() || (mean > 0.0) == (value > 0.0))
}

/// The variance, by Welford's algorithm.
pub(super) fn variance(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut mean, mut squares, mut count) = (0.0, 0.0, 0.0);
    for value in values {
        count += 1.0;
        if count < 2.0 {
            mean = value;
            continue;
        }
        let delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }
    squares / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_lost_among_what_is_large() {
        assert!(sum([1.0, 1e100, 1.0, -1e100]).abs() < 1e-12);
        assert!(mean([1.0, 1e100, 1.0, -1e100]).abs() < 1e85);
        assert!((compensated_mean([2.0, 4.0]) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn an_infinite_mean_stays_so_until_the_other_infinity_comes() {
        for mean in [
            mean([f64::INFINITY, 1.0]),
            compensated_mean([f64::INFINITY, 1.0]),
        ] {
            assert!(mean.is_infinite());
        }
        assert!(mean([f64::INFINITY, f64::NEG_INFINITY]).is_nan());
        assert!(variance([f64::INFINITY]).abs() < 1e-12);
        assert!((variance([1.0, 3.0]) - 1.0).abs() < 1e-12);
    }
}
