//! Evaluating an alerting rule.

use std::collections::BTreeMap;

use super::alerts::{AlertState, Alerts, Found};
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
    alerts: &mut Alerts,
    samples: Vec<Sample>,
    options: &GroupOptions,
    at_ms: i64,
) -> Result<Written, String> {
    let mut found = BTreeMap::new();
    for sample in samples {
        let (labels, annotations) = described(rule, &sample, options, at_ms);
        let value = sample.value;
        if found.insert(labels, Found { annotations, value }).is_some() {
            return Err(
                "vector contains metrics with the same labelset after applying alert labels"
                    .to_owned(),
            );
        }
    }
    let changes = alerts.update(at_ms, found, rule.hold, rule.keep_firing_for);
    let mut series = Vec::new();
    for (labels, tracked, state) in alerts.active() {
        let state = match state {
            AlertState::Pending => "pending",
            AlertState::Firing => "firing",
        };
        series.push((
            labels
                .with(Labels::NAME, "ALERTS")
                .with("alertstate", state),
            1.0,
        ));
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 are exact in 53 bits"
        )]
        let since = tracked.active_at.div_euclid(1_000) as f64;
        series.push((labels.with(Labels::NAME, "ALERTS_FOR_STATE"), since));
    }
    Ok(Written { series, changes })
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
