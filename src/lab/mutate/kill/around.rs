//! The same series scaled so that what is compared stands on a limit and on both sides of it.

use std::collections::BTreeSet;

use super::apart::Pair;
use super::compared;
use super::input::Input;
use super::varied::times;
use crate::promql::Expr;

/// Where the value stands, as a multiple of a limit: exactly on it, and on both sides.
const AROUND: [f64; 3] = [1.0, 0.75, 1.5];

/// The input with the series of one metric, or all of them, scaled for each limit of the rule and
/// of its mutant.
pub(super) fn inputs(pair: &Pair, base: &Input, rule: &Expr, mutant: &Expr) -> Vec<Input> {
    let comparisons = [rule, mutant].into_iter().flat_map(compared::all);
    let comparisons: Vec<_> = comparisons.collect();
    let sides: Vec<&Expr> = comparisons.iter().map(|one| one.value).collect();
    let mut factors: Vec<f64> = Vec::new();
    for (comparison, values) in comparisons.iter().zip(pair.values(base, &sides)) {
        for value in values {
            let wanted = AROUND.map(|around| around * comparison.limit / value);
            for factor in wanted {
                let is_new = !factors
                    .iter()
                    .any(|known| known.to_bits() == factor.to_bits());
                if factor.is_finite() && is_new {
                    factors.push(factor);
                }
            }
        }
    }
    let metrics = base.series.iter().map(|(labels, _)| labels.metric());
    let metrics: BTreeSet<&str> = metrics.collect();
    let all = (metrics.len() > 1).then_some(None);
    let which: Vec<Option<&str>> = metrics.into_iter().map(Some).chain(all).collect();
    let scaled = factors.into_iter().flat_map(|factor| {
        which.iter().map(move |metric| {
            let mut scaled = base.clone();
            for (labels, given) in &mut scaled.series {
                if metric.is_none_or(|metric| labels.metric() == metric) {
                    *given = times(given, factor);
                }
            }
            scaled
        })
    });
    scaled.collect()
}
