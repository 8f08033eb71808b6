//! Series that are made one in another way.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::{Aggregator, ExprKind};

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in written.parts() {
        if let ExprKind::Aggregate(aggregate) = &part.kind
            && let Some(other) = other(aggregate.aggregator)
            && let Some(name) = written.first_of(part)
        {
            edits.push(Edit::new("aggregation/changed", name, other.name()));
        }
    }
    edits
}

const fn other(aggregator: Aggregator) -> Option<Aggregator> {
    match aggregator {
        Aggregator::Sum | Aggregator::Avg | Aggregator::Min => Some(Aggregator::Max),
        Aggregator::Max => Some(Aggregator::Min),
        Aggregator::Count => Some(Aggregator::Sum),
        Aggregator::Topk => Some(Aggregator::Bottomk),
        Aggregator::Bottomk => Some(Aggregator::Topk),
        Aggregator::Group
        | Aggregator::Stddev
        | Aggregator::Stdvar
        | Aggregator::CountValues
        | Aggregator::Quantile => None,
    }
}
