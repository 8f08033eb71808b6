//! Evaluating an alerting rule.

use std::collections::BTreeMap;

use super::alerts::Found;
use super::known::{Known, Made};
use super::state::RuleState;
use super::{Change, GroupOptions};
use crate::alerts::rules::AlertRule;
use crate::alerts::template::{Data, Template};
use crate::base::Labels;
use crate::promql::Sample;

/// What a rule wrote, and what changed.
pub(super) struct Written {
    pub(super) series: Vec<(Labels, f64)>,
    pub(super) changes: Vec<(Labels, Change)>,
}

/// Takes in what the rule's query gave at this time.
pub(super) fn evaluate(
    rule: &AlertRule,
    state: &mut RuleState,
    samples: Vec<Sample>,
    options: &GroupOptions,
    at_ms: i64,
) -> Result<Written, String> {
    let reads_time = reads_time(rule);
    let mut made = Vec::with_capacity(samples.len());
    let mut found = BTreeMap::new();
    for (place, sample) in samples.into_iter().enumerate() {
        let known = state
            .known
            .of(place, &sample.labels)
            .filter(|known| !reads_time && known.from.value.to_bits() == sample.value.to_bits());
        let (labels, annotations) = match known {
            Some(known) => (known.labels.clone(), known.annotations.clone()),
            None => described(rule, &sample, options, at_ms),
        };
        let now = Found {
            annotations: annotations.clone(),
            value: sample.value,
        };
        if found.insert(labels.clone(), now).is_some() {
            return Err(
                "vector contains metrics with the same labelset after applying alert labels"
                    .to_owned(),
            );
        }
        made.push(Made {
            from: sample,
            labels,
            annotations,
        });
    }
    state.known = Known(made);
    let alerts = &mut state.alerts;
    let changes = alerts.update(at_ms, found, rule.hold, rule.keep_firing_for);
    let mut series = Vec::new();
    for (labels, tracked) in &mut alerts.0 {
        let Some(now) = tracked.state() else {
            continue;
        };
        let [alerts, for_state] = tracked.series(labels, now);
        series.push((alerts, 1.0));
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 are exact in 53 bits"
        )]
        let since = tracked.active_at.div_euclid(1_000) as f64;
        series.push((for_state, since));
    }
    Ok(Written { series, changes })
}

/// Whether an alert's texts may change with the time alone.
pub(super) fn reads_time(rule: &AlertRule) -> bool {
    let mut templates = rule.labels.iter().chain(&rule.annotations);
    templates.any(|(_, template)| template.may_read_time())
}

/// An alert's labels and annotations.
fn described(
    rule: &AlertRule,
    sample: &Sample,
    options: &GroupOptions,
    at_ms: i64,
) -> (Labels, Labels) {
    let templates = || rule.labels.iter().chain(&rule.annotations);
    // Most rules have templates; those that have none need no data.
    let data = templates()
        .any(|(_, template)| !template.is_literal())
        .then(|| {
            Data::new(
                &sample.labels,
                sample.value,
                &options.external_labels,
                &options.external_url,
                at_ms,
            )
        });
    let expand = |template: &Template| match &data {
        None => template.text().to_owned(),
        Some(data) => template.render(data).unwrap_or_else(|error| {
            let name = &rule.name;
            format!("<error expanding template: error executing template __alert_{name}: {error}>")
        }),
    };
    let expanded = |(name, template): &(String, Template)| (name.clone(), expand(template));
    let own = sample
        .labels
        .iter()
        .filter(|(name, _)| *name != Labels::NAME)
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let labels = own
        .chain(rule.labels.iter().map(expanded))
        .chain([("alertname".to_owned(), rule.name.to_string())]);
    (
        Labels::new(labels),
        Labels::new(rule.annotations.iter().map(expanded)),
    )
}
