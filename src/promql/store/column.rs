//! One series: its labels, and its samples in two columns.

use std::ops::Range;
use std::sync::Arc;

use crate::base::Labels;
use crate::promql::value::is_stale;

/// One series. Cloning shares the samples until either copy is written to.
#[derive(Clone, Debug)]
pub(in crate::promql) struct Column {
    pub(in crate::promql) labels: Labels,
    /// The labels without the metric's name, which most functions answer with.
    pub(in crate::promql) nameless: Labels,
    samples: Arc<Samples>,
}

#[derive(Clone, Debug, Default)]
struct Samples {
    times: Vec<i64>,
    values: Vec<f64>,
    /// Samples before this one are forgotten; they are removed once they are the larger part.
    first: usize,
    /// Whether any value marks an end of the series.
    has_stale: bool,
    /// The samples from this one on are alike: they have one value, and one time between two.
    alike: usize,
}

impl Samples {
    /// From which sample on they are alike with one more at their end.
    fn alike_with(&self, at_ms: i64, value: f64) -> usize {
        let end = self.times.len();
        match (self.times.last(), self.values.last()) {
            (Some(last), Some(same)) if same.to_bits() == value.to_bits() => {
                let before = end.checked_sub(2).filter(|before| *before >= self.alike);
                let step = before.map(|before| last - self.times[before]);
                if step.is_none_or(|step| at_ms - last == step) {
                    self.alike
                } else {
                    end - 1
                }
            }
            _ => end,
        }
    }
}

/// Times in Unix milliseconds and the values at them.
pub(in crate::promql) type Points<'a> = (&'a [i64], &'a [f64]);

impl Column {
    pub(super) fn new(labels: Labels) -> Self {
        Self {
            nameless: labels.without(Labels::NAME),
            labels,
            samples: Arc::default(),
        }
    }

    /// Adds a sample; one at the same time is replaced.
    pub(super) fn append(&mut self, at_ms: i64, value: f64) {
        let samples = Arc::make_mut(&mut self.samples);
        samples.has_stale |= is_stale(value);
        if samples.times.last().is_none_or(|last| *last < at_ms) {
            samples.alike = samples.alike_with(at_ms, value);
            samples.times.push(at_ms);
            samples.values.push(value);
            return;
        }
        match samples.times.binary_search(&at_ms) {
            Ok(index) if samples.values[index].to_bits() == value.to_bits() => return,
            Ok(index) => samples.values[index] = value,
            Err(index) => {
                let index = index.max(samples.first);
                samples.times.insert(index, at_ms);
                samples.values.insert(index, value);
            }
        }
        // What is changed afterwards is rare and not looked at; the last sample alone is always alike.
        samples.alike = samples.times.len() - 1;
    }

    /// The value at exactly this time.
    pub(super) fn value_at(&self, at_ms: i64) -> Option<f64> {
        let (times, values) = self.points();
        // A question before a sample is written is about the newest time, or later.
        if times.last().is_none_or(|last| *last < at_ms) {
            return None;
        }
        let index = times.binary_search(&at_ms).ok()?;
        Some(values[index])
    }

    /// Forgets the samples before this time.
    pub(super) fn forget_before(&mut self, at_ms: i64) {
        let first = self.samples.times.partition_point(|time| *time < at_ms);
        if first <= self.samples.first {
            return;
        }
        let samples = Arc::make_mut(&mut self.samples);
        samples.first = first;
        if first * 2 > samples.times.len() {
            samples.times.drain(..first);
            samples.values.drain(..first);
            samples.alike = samples.alike.saturating_sub(first);
            samples.first = 0;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.samples.times.len() - self.samples.first
    }

    /// Whether a value may mark an end of the series.
    pub(in crate::promql) fn has_stale(&self) -> bool {
        self.samples.has_stale
    }

    /// Since when all samples are alike: one value, and one time between two.
    pub(in crate::promql) fn alike_since(&self) -> Option<i64> {
        let first = self.samples.alike.max(self.samples.first);
        self.samples.times.get(first).copied()
    }

    fn points(&self) -> Points<'_> {
        let first = self.samples.first;
        (&self.samples.times[first..], &self.samples.values[first..])
    }

    /// The samples after `after_ms`, up to and with `until_ms`. They are looked for at the place of
    /// the window before first: series that are scraped together have their samples together.
    pub(in crate::promql) fn window(
        &self,
        (after_ms, until_ms): (i64, i64),
        place: &mut Range<usize>,
    ) -> Points<'_> {
        let (times, values) = self.points();
        if !is_window(times, (after_ms, until_ms), place) {
            let end = newest_first(times, until_ms);
            let start = times[..end].partition_point(|time| *time <= after_ms);
            *place = start..end;
        }
        (&times[place.clone()], &values[place.clone()])
    }

    /// When the newest sample at or before `at_ms` was taken, whatever its value.
    pub(in crate::promql) fn newest_time(&self, at_ms: i64) -> Option<i64> {
        let (times, _) = self.points();
        let index = newest_first(times, at_ms).checked_sub(1)?;
        times.get(index).copied()
    }

    /// The newest sample at or before `at_ms` that is younger than `look_back_ms`, unless it
    /// marks the end of the series.
    pub(in crate::promql) fn newest(&self, at_ms: i64, look_back_ms: i64) -> Option<(i64, f64)> {
        let (times, values) = self.points();
        let index = newest_first(times, at_ms).checked_sub(1)?;
        let (time, value) = (times[index], values[index]);
        (time > at_ms.saturating_sub(look_back_ms) && !is_stale(value)).then_some((time, value))
    }
}

/// Whether exactly the times at this place are after the one and not after the other.
fn is_window(times: &[i64], (after_ms, until_ms): (i64, i64), place: &Range<usize>) -> bool {
    let is_after = |at: usize, ms| times.get(at).is_none_or(|time| *time > ms);
    let is_before = |at: usize, ms| at == 0 || times.get(at - 1).is_some_and(|time| *time <= ms);
    place.start <= place.end
        && is_before(place.start, after_ms)
        && is_after(place.start, after_ms)
        && is_before(place.end, until_ms)
        && is_after(place.end, until_ms)
}

/// How many times are at or before `until_ms`; most questions are about the newest.
fn newest_first(times: &[i64], until_ms: i64) -> usize {
    match times.last() {
        Some(last) if *last > until_ms => times.partition_point(|time| *time <= until_ms),
        _ => times.len(),
    }
}
