//! What a rule reads of what other rules write.

use crate::alerts::rules::Rule;
use crate::promql::{Expr, Selector};

/// What Prometheus writes about alerts.
const OF_ALERTS: [&str; 2] = ["ALERTS", "ALERTS_FOR_STATE"];

/// Whether a rule may read what another writes; templates read nothing.
pub(super) fn reads(rule: &Rule, other: &Rule) -> bool {
    may_select(&rule.query().expr, other)
}

/// Whether an expression may select what a rule writes.
pub(super) fn may_select(expr: &Expr, rule: &Rule) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= match (part.selector().map(Selector::metric), rule) {
            (None, _) => false,
            (Some(None), _) => true,
            (Some(Some(metric)), Rule::Alert(_)) => OF_ALERTS.contains(&metric),
            (Some(Some(metric)), Rule::Record(record)) => metric == &*record.name,
        };
    });
    found
}

/// Whether an expression may select series of a metric.
pub(super) fn sees(expr: &Expr, metric: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        let selector = part.selector();
        found |= selector.is_some_and(|one| one.metric().is_none_or(|name| name == metric));
    });
    found
}
