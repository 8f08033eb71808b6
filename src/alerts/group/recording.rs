//! Evaluating a recording rule.

use std::collections::BTreeSet;

use crate::alerts::rules::RecordRule;
use crate::base::Labels;
use crate::promql::Sample;

/// The series that the rule writes.
pub(super) fn evaluate(
    rule: &RecordRule,
    samples: Vec<Sample>,
) -> Result<Vec<(Labels, f64)>, String> {
    let mut seen = BTreeSet::new();
    let mut series = Vec::with_capacity(samples.len());
    for sample in samples {
        let mut labels = sample.labels.with(Labels::NAME, &rule.name);
        for (name, value) in rule.labels.iter() {
            labels = labels.with(name, value);
        }
        if !seen.insert(labels.clone()) {
            return Err(
                "vector contains metrics with the same labelset after applying rule labels"
                    .to_owned(),
            );
        }
        series.push((labels, sample.value));
    }
    Ok(series)
}
