//! Evaluating a recording rule.

use std::collections::BTreeSet;

use super::known::{Known, Made};
use crate::alerts::rules::RecordRule;
use crate::base::Labels;
use crate::promql::Sample;

/// The series that the rule writes.
pub(super) fn evaluate(
    rule: &RecordRule,
    known: &mut Known,
    samples: Vec<Sample>,
) -> Result<Vec<(Labels, f64)>, String> {
    let mut is_known = true;
    let mut made = Vec::with_capacity(samples.len());
    for (place, sample) in samples.into_iter().enumerate() {
        let labels = known
            .of(place, &sample.labels)
            .map(|made| made.labels.clone());
        is_known &= labels.is_some();
        made.push(Made {
            labels: labels.unwrap_or_else(|| recorded(rule, &sample.labels)),
            from: sample,
            annotations: Labels::default(),
        });
    }
    // What is known has no twins.
    let mut seen = BTreeSet::new();
    if !is_known && !made.iter().all(|made| seen.insert(&made.labels)) {
        return Err(
            "vector contains metrics with the same labelset after applying rule labels".to_owned(),
        );
    }
    known.0 = made;
    let series = known.0.iter();
    Ok(series
        .map(|made| (made.labels.clone(), made.from.value))
        .collect())
}

fn recorded(rule: &RecordRule, labels: &Labels) -> Labels {
    let mut labels = labels.with(Labels::NAME, &rule.name);
    for (name, value) in rule.labels.iter() {
        labels = labels.with(name, value);
    }
    labels
}
