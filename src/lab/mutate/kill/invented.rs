//! Series that are made up from what an expression selects.

use std::collections::BTreeMap;

use super::compared;
use super::input::Input;
use crate::base::{Duration, Labels};
use crate::promql::{Aggregate, Expr, ExprKind, Given, MatchOperator, Selector};

/// By how much a counter grows from one value to the next, and where a gauge stands at first.
const STEP: f64 = 10.0;
/// Levels of gauges that are tried.
const LEVELS_MOST: usize = 16;

/// Where gauges stand, as a multiple of a limit: on it and on both sides.
const AROUND: [f64; 3] = [1.5, 0.75, 1.0];

/// Inputs with a counter or a gauge for each selector of the expressions, in two instances, with so
/// many values each: with gauges of which the comparisons hold, anywhere, and around each number in
/// the expressions.
pub(super) fn inputs(exprs: &[&Expr], tick: Duration, values: usize) -> Vec<Input> {
    let holding = holding(exprs);
    let mut levels: Vec<f64> = vec![STEP];
    for expr in exprs {
        expr.walk(&mut |part| {
            if let ExprKind::Number(limit) = part.kind {
                levels.extend(AROUND.map(|factor| limit * factor));
            }
        });
    }
    let level = |metric: &str| holding.get(metric).copied().unwrap_or(STEP);
    let mut inputs = vec![input(exprs, tick, values, &level)];
    let levels = levels.into_iter().take(LEVELS_MOST);
    inputs.extend(levels.map(|level| input(exprs, tick, values, &|_| level)));
    inputs
}

/// For each metric that is compared with a number, a level of which the comparison holds.
fn holding(exprs: &[&Expr]) -> BTreeMap<String, f64> {
    let mut levels = BTreeMap::new();
    for comparison in exprs.iter().copied().flat_map(compared::all) {
        comparison.value.walk(&mut |part| {
            if let Some(metric) = part.selector().and_then(Selector::metric) {
                let known = levels.entry(metric.to_owned());
                known.or_insert_with(|| compared::holding(&comparison));
            }
        });
    }
    levels
}

/// Gauges stand at the level of their metric in one instance, and at three times as much in the
/// other.
fn input(exprs: &[&Expr], tick: Duration, count: usize, level: &dyn Fn(&str) -> f64) -> Input {
    let mut series: BTreeMap<Labels, Given> = BTreeMap::new();
    for expr in exprs {
        let mut names = Vec::new();
        expr.walk(&mut |part| {
            if let ExprKind::Aggregate(aggregate) = &part.kind {
                names.extend(labels_of(aggregate));
            }
        });
        expr.walk(&mut |part| {
            let counts = matches!(part.kind, ExprKind::Range(..));
            if let Some(selector) = part.selector() {
                for (instance, factor) in [("a", 1.0), ("b", 3.0)] {
                    let labels = labels(selector, &names).with("instance", instance);
                    let step = if counts { STEP } else { level(labels.metric()) };
                    let values = || values(counts, step * factor, count);
                    series.entry(labels).or_insert_with(values);
                }
            }
        });
    }
    let last = u64::try_from(count).unwrap_or(u64::MAX).saturating_sub(1);
    Input {
        interval: tick,
        tick,
        until: tick * last,
        series: series.into_iter().collect(),
    }
}

fn labels_of(aggregate: &Aggregate) -> Vec<String> {
    let grouping = aggregate.grouping.as_ref();
    grouping.map_or_else(Vec::new, |grouping| grouping.labels().to_vec())
}

/// Labels of a series that a selector selects.
fn labels(selector: &Selector, names: &[String]) -> Labels {
    let mut labels = Labels::new([("job", "job")]);
    for name in names {
        let value = if name == "le" { "1" } else { name };
        labels = labels.with(name, value);
    }
    for matcher in &selector.matchers {
        let first = matcher.value.split('|').next().unwrap_or_default();
        match matcher.operator {
            MatchOperator::Equal => labels = labels.with(&matcher.name, &matcher.value),
            MatchOperator::Like if matcher.matches(first) => {
                labels = labels.with(&matcher.name, first);
            }
            MatchOperator::Like | MatchOperator::NotEqual | MatchOperator::NotLike => {}
        }
    }
    labels
}

/// Something that goes on growing, or stays what it is.
fn values(counts: bool, step: f64, count: usize) -> Given {
    let mut value = if counts { 0.0 } else { step };
    let next = || {
        let now = value;
        value += if counts { step } else { 0.0 };
        Some(now)
    };
    std::iter::repeat_with(next).take(count).collect()
}
