//! Sums that do not lose small values among large ones.

/// A sum with its rounding error (Kahan's algorithm with Neumaier's improvement).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KahanSum {
    sum: f64,
    error: f64,
}

impl KahanSum {
    pub(super) fn add(&mut self, value: f64) {
        let total = self.sum + value;
        if total.is_infinite() {
            self.error = 0.0;
        } else if self.sum.abs() >= value.abs() {
            self.error += (self.sum - total) + value;
        } else {
            self.error += (value - total) + self.sum;
        }
        self.sum = total;
    }

    /// The sum without its rounding error.
    pub(super) const fn sum(self) -> f64 {
        self.sum
    }

    pub(super) fn total(self) -> f64 {
        self.sum + self.error
    }

    fn scaled(self, by: f64) -> Self {
        Self {
            sum: self.sum * by,
            error: self.error * by,
        }
    }
}

pub(super) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = KahanSum::default();
    values.into_iter().for_each(|value| sum.add(value));
    sum.total()
}

/// A mean that also survives sums beyond the largest number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mean {
    /// The sum, or the mean itself once the sum would overflow.
    running: KahanSum,
    count: f64,
    is_incremental: bool,
}

impl Mean {
    pub(super) fn add(&mut self, value: f64) {
        self.count += 1.0;
        if !self.is_incremental {
            let mut next = self.running;
            next.add(value);
            if self.count < 2.0 || !next.sum.is_infinite() {
                self.running = next;
                return;
            }
            self.is_incremental = true;
            let before = self.count - 1.0;
            self.running.sum /= before;
            self.running.error /= before;
        }
        self.running = self.running.scaled((self.count - 1.0) / self.count);
        self.running.add(value / self.count);
    }

    pub(super) fn value(self) -> f64 {
        if self.is_incremental {
            self.running.total()
        } else {
            self.running.sum / self.count + self.running.error / self.count
        }
    }
}

pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut mean = Mean::default();
    values.into_iter().for_each(|value| mean.add(value));
    mean.value()
}

/// The variance, by Welford's algorithm.
pub(super) fn variance(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut count = 0.0;
    let mut mean = KahanSum::default();
    let mut squares = KahanSum::default();
    for value in values {
        count += 1.0;
        let delta = value - mean.total();
        mean.add(delta / count);
        squares.add(delta * (value - mean.total()));
    }
    squares.total() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_survive_large_ones() {
        assert!((sum([1.0, 1e100, 1.0, -1e100]) - 2.0).abs() < 1e-12);
        assert!((mean([1.0, 1e100, 1.0, -1e100]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_mean_does_not_overflow() {
        let large = 9.9e307;
        assert!((mean([large, large, large]) / large - 1.0).abs() < 1e-12);
        assert!(mean([f64::INFINITY, 0.0]).is_infinite());
        assert!(mean([f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    }
}
