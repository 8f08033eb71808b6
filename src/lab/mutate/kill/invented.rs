//! Series that are made up from what an expression selects.

use std::collections::BTreeMap;

use super::input::Input;
use crate::base::{Duration, Labels};
use crate::promql::{Aggregate, Expr, ExprKind, Given, MatchOperator, Selector};

/// Values of each series, one for each tick.
const VALUES: usize = 80;

/// A counter or a gauge for each selector of the expressions, in two instances.
pub(super) fn input(exprs: &[&Expr], tick: Duration) -> Input {
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
                for (instance, step) in [("a", 10.0), ("b", 30.0)] {
                    let labels = labels(selector, &names).with("instance", instance);
                    series.entry(labels).or_insert_with(|| values(counts, step));
                }
            }
        });
    }
    let last = u64::try_from(VALUES).unwrap_or(u64::MAX) - 1;
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
fn values(counts: bool, step: f64) -> Given {
    let mut value = if counts { 0.0 } else { step };
    let next = || {
        let now = value;
        value += if counts { step } else { 0.0 };
        Some(now)
    };
    std::iter::repeat_with(next).take(VALUES).collect()
}
