//! Aggregations turned around.

use super::Wishing;
use super::names;
use crate::lab::fire::goal::Goal;
use crate::lab::fire::scope::Scope;
use crate::promql::{Aggregate, Aggregator, Expr, ExprKind, Grouping};

/// The most series that one count asks for.
const COUNT_MOST: f64 = 256.0;

impl Wishing<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate, goal: Goal, scope: &Scope) {
        let inner = scope.within(aggregate.grouping.as_ref());
        let part = &aggregate.inner;
        match (aggregate.aggregator, goal) {
            (_, Goal::Nothing | Goal::Anything)
            | (
                Aggregator::Avg
                | Aggregator::Min
                | Aggregator::Max
                | Aggregator::Topk
                | Aggregator::Bottomk
                | Aggregator::Quantile,
                Goal::Value(_),
            ) => self.want(part, goal, &inner),
            (Aggregator::Sum, Goal::Value(value)) => self.sum(aggregate, value, &inner),
            (Aggregator::Count | Aggregator::CountValues, Goal::Value(value)) => {
                let inner = several(aggregate, value, &inner);
                let nothing = value < 1.0 && self.choose(&[true, false]) == Some(true);
                let part_goal = if nothing {
                    Goal::Nothing
                } else {
                    Goal::Anything
                };
                self.want(part, part_goal, &inner);
            }
            (Aggregator::Group, Goal::Value(_)) => self.want(part, Goal::Anything, &inner),
            (Aggregator::Stddev, Goal::Value(value)) => {
                let inner = inner.copied(2, &differing(aggregate), true);
                self.want(part, Goal::Value(value), &inner);
            }
            (Aggregator::Stdvar, Goal::Value(value)) => {
                let inner = inner.copied(2, &differing(aggregate), true);
                self.want(part, Goal::Value(value.max(0.0).sqrt()), &inner);
            }
        }
    }

    /// One series that has it all, or as many that are one.
    fn sum(&mut self, aggregate: &Aggregate, value: f64, inner: &Scope) {
        let one_by_one = [true, false];
        let of_ones = is_yes_or_no(&aggregate.inner);
        let ways = if of_ones { one_by_one } else { [false, true] };
        let whole = value > 1.0 && value <= COUNT_MOST && value.fract() == 0.0;
        if whole && self.choose(&ways) == Some(true) {
            let inner = several(aggregate, value, inner);
            self.want(&aggregate.inner, Goal::Value(1.0), &inner);
        } else {
            self.want(&aggregate.inner, Goal::Value(value), inner);
        }
    }
}

/// With as many series as are to be counted.
fn several(aggregate: &Aggregate, count: f64, inner: &Scope) -> Scope {
    let count = count.ceil().clamp(1.0, COUNT_MOST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a whole number between 1 and some hundreds"
    )]
    let count = count as u32;
    if count == 1 {
        return inner.clone();
    }
    inner.copied(count, &differing(aggregate), false)
}

/// The label by which the series differ that are made one: one that an aggregation within keeps.
fn differing(aggregate: &Aggregate) -> String {
    let kept = match &aggregate.grouping {
        Some(Grouping::Only(labels)) => labels.as_slice(),
        Some(Grouping::AllBut(_)) | None => &[],
    };
    if aggregate.aggregator == Aggregator::Count
        && let Some(Grouping::AllBut(dropped)) = &aggregate.grouping
        && let Some(label) = dropped.first()
    {
        return label.clone();
    }
    let within = names::given(&aggregate.inner);
    let mut own = within.into_iter().filter(|name| !kept.contains(name));
    let own = if is_aggregated(&aggregate.inner) {
        own.next()
    } else {
        None
    };
    own.unwrap_or_else(|| "instance".to_owned())
}

/// Whether the series that are made one come from an aggregation themselves.
fn is_aggregated(expr: &Expr) -> bool {
    let mut aggregated = false;
    expr.walk(&mut |part| aggregated |= matches!(part.kind, ExprKind::Aggregate(_)));
    aggregated
}

/// Whether an expression says yes or no with one and zero.
fn is_yes_or_no(expr: &Expr) -> bool {
    match &expr.bare().kind {
        ExprKind::Selector(selector) => selector.metric() == Some("up"),
        ExprKind::Binary(binary) => binary.returns_bool || is_yes_or_no(&binary.left),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => false,
    }
}
