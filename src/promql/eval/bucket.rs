//! Classic histograms: one series for each bucket.

use std::collections::BTreeMap;

use super::element::{Computed, Element};
use super::evaluator::Evaluator;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::Call;

/// The label that holds a bucket's upper bound.
const BOUND: &str = "le";

/// Differences between buckets that are smaller than this, relatively, come from rounding.
const ROUNDING: f64 = 1e-12;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    upper: f64,
    count: f64,
}

pub(super) fn histogram_quantile(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let q = evaluator.scalar(&call.arguments[0], at_ms)?;
    let vector = evaluator.vector(&call.arguments[1], at_ms)?;
    each_histogram(evaluator, call, &vector, |buckets| quantile(q, buckets))
}

pub(super) fn histogram_fraction(
    evaluator: &Evaluator<'_>,
    call: &Call,
    at_ms: i64,
) -> Result<Computed, EvalError> {
    let lower = evaluator.scalar(&call.arguments[0], at_ms)?;
    let upper = evaluator.scalar(&call.arguments[1], at_ms)?;
    let vector = evaluator.vector(&call.arguments[2], at_ms)?;
    each_histogram(evaluator, call, &vector, |buckets| {
        fraction(lower, upper, &buckets)
    })
}

/// One histogram among the series.
#[derive(Debug)]
pub(super) struct Histogram {
    /// Its labels, without its buckets' bounds.
    labels: Labels,
    /// The buckets' upper bounds, ascending, and where they stand in their vector.
    buckets: Vec<(f64, usize)>,
}

/// Which series are buckets of one histogram; those without a bound that is a number are none.
fn histograms(vector: &[Element]) -> Vec<Histogram> {
    let mut histograms: BTreeMap<Labels, Vec<(f64, usize)>> = BTreeMap::new();
    for (place, element) in vector.iter().enumerate() {
        if let Some(upper) = bound(element.labels.get(BOUND)) {
            let buckets = histograms.entry(element.labels.without(BOUND)).or_default();
            buckets.push((upper, place));
        }
    }
    let histograms = histograms.into_iter().map(|(labels, mut buckets)| {
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        Histogram { labels, buckets }
    });
    histograms.collect()
}

/// Makes a value of the buckets of each histogram.
fn each_histogram(
    evaluator: &Evaluator<'_>,
    call: &Call,
    vector: &[Element],
    value_of: impl Fn(Vec<Bucket>) -> f64,
) -> Result<Computed, EvalError> {
    let histograms =
        evaluator
            .memo
            .borrow_mut()
            .histograms
            .of(call.name_span, [vector, &[]], || Ok(histograms(vector)))?;
    let elements = histograms.iter().map(|histogram| {
        let buckets = histogram.buckets.iter();
        let is_whole = matches!(histogram.buckets.last(), Some((f64::INFINITY, _)));
        Element {
            labels: histogram.labels.clone(),
            value: if is_whole {
                value_of(coalesced(buckets.map(|(upper, place)| Bucket {
                    upper: *upper,
                    count: vector[*place].value,
                })))
            } else {
                value_of(Vec::new())
            },
            drops_name: false,
        }
    });
    let mut elements: Vec<Element> = elements.collect();
    evaluator.drop_names(&mut elements, call.name_span)?;
    Ok(Computed::Vector(elements))
}

fn bound(text: &str) -> Option<f64> {
    match text {
        "+Inf" | "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        _ => text.parse().ok(),
    }
}

/// Buckets with the same bound made one.
fn coalesced(buckets: impl ExactSizeIterator<Item = Bucket>) -> Vec<Bucket> {
    let mut merged: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        match merged.last_mut() {
            Some(last) if last.upper.total_cmp(&bucket.upper).is_eq() => last.count += bucket.count,
            _ => merged.push(bucket),
        }
    }
    merged
}

/// Counts that decrease are raised: buckets are scraped and added up at different times.
fn make_monotonic(buckets: &mut [Bucket]) {
    let mut before = f64::NEG_INFINITY;
    for bucket in buckets {
        let sum = before.abs() + bucket.count.abs();
        let is_rounding = before.is_finite() && (bucket.count - before).abs() < sum * ROUNDING;
        if bucket.count < before || is_rounding {
            bucket.count = before;
        } else {
            before = bucket.count;
        }
    }
}

/// The `q`-quantile, with linear interpolation in its bucket.
fn quantile(q: f64, mut buckets: Vec<Bucket>) -> f64 {
    if q.is_nan() {
        return f64::NAN;
    }
    if q < 0.0 {
        return f64::NEG_INFINITY;
    }
    if q > 1.0 {
        return f64::INFINITY;
    }
    make_monotonic(&mut buckets);
    let [finite @ .., all] = &buckets[..] else {
        return f64::NAN;
    };
    let Some(last) = finite.last() else {
        return f64::NAN;
    };
    // No observations, or a count that is no number.
    if all.count.is_nan() || all.count <= 0.0 {
        return f64::NAN;
    }
    let rank = q * all.count;
    let Some(index) = finite.iter().position(|bucket| bucket.count >= rank) else {
        return last.upper;
    };
    let Bucket { upper, count } = finite[index];
    if index == 0 {
        return if upper <= 0.0 {
            upper
        } else {
            upper * (rank / count)
        };
    }
    let below = finite[index - 1];
    let share = (rank - below.count) / (count - below.count);
    below.upper + (upper - below.upper) * share
}

/// The share of observations between two values.
fn fraction(lower: f64, upper: f64, buckets: &[Bucket]) -> f64 {
    let Some(all) = buckets.last().map(|last| last.count) else {
        return f64::NAN;
    };
    if all.is_nan() || all <= 0.0 || lower.is_nan() || upper.is_nan() {
        return f64::NAN;
    }
    if lower >= upper {
        return 0.0;
    }
    (rank(upper, buckets, all) - rank(lower, buckets, all)) / all
}

/// How many observations are at or below a value.
fn rank(value: f64, buckets: &[Bucket], all: f64) -> f64 {
    let mut below = Bucket {
        upper: if buckets.first().is_some_and(|first| first.upper > 0.0) {
            0.0
        } else {
            f64::NEG_INFINITY
        },
        count: 0.0,
    };
    for bucket in buckets {
        if value <= below.upper {
            return below.count;
        }
        if value < bucket.upper {
            // A bucket without a finite end counts as lying at its other end.
            let share = if below.upper.is_infinite() {
                1.0
            } else if bucket.upper.is_infinite() {
                0.0
            } else {
                (value - below.upper) / (bucket.upper - below.upper)
            };
            return below.count + (bucket.count - below.count) * share;
        }
        below = *bucket;
    }
    all
}
