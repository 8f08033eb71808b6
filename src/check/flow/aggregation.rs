//! Aggregations: which labels their grouping leaves.

use super::labels::{Fact, Presence};
use super::reason::{Reason, Why};
use super::result::{Always, Branch, Cause, Flow, Outcome};
use super::values::Values;
use crate::base::Labels;
use crate::promql::{Aggregate, Aggregator, Expr, ExprKind, Grouping};

/// What an aggregation makes of its part.
pub(super) fn aggregated<'e>(
    expr: &'e Expr,
    aggregate: &'e Aggregate,
    parts: &[Flow<'e>],
) -> Outcome<'e> {
    let Some((inner, parameter)) = parts.split_last() else {
        return Outcome::default();
    };
    let inner = &inner.result;
    let values = match aggregate.aggregator {
        Aggregator::Topk | Aggregator::Bottomk => return best(inner, parameter),
        Aggregator::Count | Aggregator::CountValues => Values::from(1.0),
        Aggregator::Group => Values::only(1.0),
        Aggregator::Min | Aggregator::Max => inner.values(),
        Aggregator::Sum => inner.values().summed(),
        // A sum of equal values, divided, may differ from them in its last bit.
        Aggregator::Avg => inner.values().or(Values::only(0.0)).summed(),
        Aggregator::Stddev | Aggregator::Stdvar => Values::from(0.0).or_nan(),
        Aggregator::Quantile => Values::ANYTHING,
    };
    let lone = lone(aggregate.aggregator, &inner.branches);
    let mut branches: Vec<Branch<'e>> = Vec::new();
    for (at, branch) in inner.branches.iter().enumerate() {
        let mut grouped = Branch {
            of: expr,
            labels: branch.labels.clone(),
            values: if lone == Some(at) {
                branch.values
            } else {
                values
            },
        };
        group(&mut grouped, aggregate);
        let mut known = branches.iter_mut();
        match known.find(|known| known.labels.says_the_same(&grouped.labels)) {
            Some(known) => known.values = known.values.or(grouped.values),
            None => branches.push(grouped),
        }
    }
    let is_counted = aggregate.aggregator == Aggregator::CountValues;
    let always = if inner.always == Always::No {
        Always::No
    } else if is_counted {
        Always::Something
    } else if aggregate.grouping.is_none() {
        Always::Unlabelled
    } else {
        inner.always
    };
    Outcome::new(expr, branches, always)
}

/// The only alternative that is one series without labels, as `vector(0)` in `x or vector(0)`: alone
/// in its group it keeps its value, and with others the result is as they say.
fn lone(aggregator: Aggregator, branches: &[Branch<'_>]) -> Option<usize> {
    let keeps = matches!(
        aggregator,
        Aggregator::Sum | Aggregator::Avg | Aggregator::Min | Aggregator::Max
    );
    let is_bare = |branch: &Branch<'_>| {
        let name = branch.labels.get(Labels::NAME);
        branch.labels.is_empty_by(None) && name.presence == Presence::Impossible
    };
    let mut bare = branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| is_bare(branch));
    let (first, _) = bare.next().filter(|_| keeps)?;
    bare.next().is_none().then_some(first)
}

/// Leaves the labels that the grouping keeps.
fn group<'e>(branch: &mut Branch<'e>, aggregate: &'e Aggregate) {
    let labels = &mut branch.labels;
    let value_label = value_label(aggregate);
    match &aggregate.grouping {
        None => labels.keep(&[], Reason::new(aggregate.name_span, Why::Aggregation)),
        Some(grouping) => {
            let span = aggregate.grouping_span.unwrap_or(aggregate.name_span);
            let reason = Reason::new(span, Why::Grouping);
            match grouping {
                Grouping::Only(names) => labels.keep(names, reason),
                Grouping::AllBut(names) => {
                    let names = names.iter().map(String::as_str);
                    for name in names.chain([Labels::NAME]) {
                        labels.remove(name, reason);
                    }
                }
            }
        }
    }
    let Some((name, span)) = value_label else {
        return;
    };
    let is_removed = matches!(&aggregate.grouping, Some(Grouping::AllBut(names))
        if name == Labels::NAME || names.iter().any(|removed| removed == name));
    if !is_removed {
        let reason = Reason::new(span, Why::CountValues);
        labels.set(name, Fact::new(Presence::Guaranteed, reason));
    }
}

/// The label into which `count_values` puts the value.
fn value_label(aggregate: &Aggregate) -> Option<(&str, crate::base::Span)> {
    let parameter = aggregate.parameter.as_ref()?;
    let ExprKind::Text(name) = &parameter.bare().kind else {
        return None;
    };
    (aggregate.aggregator == Aggregator::CountValues).then_some((name, parameter.span))
}

/// `topk` and `bottomk`, which keep some series as they are.
fn best<'e>(inner: &Outcome<'e>, parameter: &[Flow<'e>]) -> Outcome<'e> {
    let mut result = inner.alive();
    let wanted = parameter
        .first()
        .map_or(Values::ANYTHING, |parameter| parameter.result.values());
    let Some([fewest, most]) = wanted.ends() else {
        return result;
    };
    if most < 1.0 {
        result.retain(|_| Some(Cause::NoneWanted));
    }
    if fewest < 1.0 {
        result.always = Always::No;
    } else {
        // One without labels may not be among the best.
        result.always = result.always.min(Always::Something);
    }
    result
}
