//! Histograms of lengths of time.

use super::series::{Family, See, Series, number};
use crate::base::Duration;

/// Upper bounds of buckets, in milliseconds and as the `le` label has them.
pub(super) type Bounds = [(u64, &'static str)];

/// Lengths of time by bucket; `N` is one more than there are bounds, for what is beyond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Histogram<const N: usize> {
    buckets: [u64; N],
    sum_ms: u64,
    count: u64,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Self {
            buckets: [0; N],
            sum_ms: 0,
            count: 0,
        }
    }
}

impl<const N: usize> Histogram<N> {
    /// `count` times this length; a length on a bound belongs to its bucket.
    pub(super) fn observe(&mut self, bounds: &Bounds, length: Duration, count: u32) {
        let count = u64::from(count);
        let bucket = bounds.partition_point(|(bound, _)| *bound < length.ms());
        self.buckets[bucket.min(N - 1)] += count;
        self.sum_ms += length.ms() * count;
        self.count += count;
    }

    /// Its series, with these labels.
    pub(super) fn visit<const L: usize>(
        &self,
        family: &Family,
        bounds: &Bounds,
        common: [(&'static str, &'static str); L],
        see: See<'_>,
    ) {
        let mut below = 0;
        let bounds = bounds.iter().map(|(_, le)| *le).chain(["+Inf"]);
        for (le, count) in bounds.zip(self.buckets) {
            below += count;
            let mut labels = [("le", le); 4];
            labels[..L].copy_from_slice(&common);
            let bucket = Series {
                family,
                suffix: "_bucket",
                labels: &labels[..=L],
            };
            see(&bucket, number(below));
        }
        let sum = number(self.sum_ms) / 1_000.0;
        for (suffix, value) in [("_sum", sum), ("_count", number(self.count))] {
            let series = Series {
                family,
                suffix,
                labels: &common,
            };
            see(&series, value);
        }
    }
}
