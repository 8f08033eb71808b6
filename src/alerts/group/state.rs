//! A group of rules over time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::alerts::{Alerts, ms};
use super::{
    ActiveAlert, AlertChange, Evaluation, GroupOptions, RuleError, SentAlert, alerting, recording,
    send,
};
use crate::alerts::rules::{Group, Rule};
use crate::base::{Duration, Labels};
use crate::promql::{Repeated, STALE_NAN, Sample, Store, Value};

/// A group of rules, and what it knows of its alerts.
///
/// The caller decides when it is evaluated; Prometheus does so every [`GroupState::interval`].
#[derive(Clone, Debug)]
pub struct GroupState {
    group: Arc<Group>,
    options: Arc<GroupOptions>,
    /// One for each rule.
    rules: Vec<RuleState>,
}

#[derive(Clone, Debug)]
struct RuleState {
    query: Repeated,
    alerts: Alerts,
    /// The series that it wrote last; those that it does not write again end.
    wrote: BTreeSet<Labels>,
}

impl RuleState {
    fn new(rule: &Rule) -> Self {
        Self {
            query: Repeated::new(rule.query().expr.clone()),
            alerts: Alerts::default(),
            wrote: BTreeSet::new(),
        }
    }
}

impl GroupState {
    /// A group that was never evaluated.
    pub fn new(group: Arc<Group>, options: Arc<GroupOptions>) -> Self {
        Self {
            rules: group.rules.iter().map(RuleState::new).collect(),
            group,
            options,
        }
    }

    /// Its rules.
    pub const fn group(&self) -> &Arc<Group> {
        &self.group
    }

    /// How often it is evaluated.
    pub fn interval(&self) -> Duration {
        self.group
            .interval
            .unwrap_or(self.options.evaluation_interval)
    }

    /// Evaluates all rules, one after the other, at this time; what they give is written to the
    /// store, where the rules after them see it.
    pub fn evaluate(&mut self, at_ms: i64, store: &mut Store) -> Evaluation {
        let mut evaluation = Evaluation::default();
        let offset = self.group.query_offset.unwrap_or(self.options.query_offset);
        let sample_at = at_ms.saturating_sub(ms(offset));
        for (rule, state) in self.group.rules.iter().zip(&mut self.rules) {
            match evaluate_rule(rule, state, store, &self.options, at_ms, sample_at) {
                Ok(changes) => evaluation.changes.extend(changes),
                Err(message) => evaluation.errors.push(RuleError {
                    rule: rule.name().clone(),
                    message,
                }),
            }
        }
        evaluation
    }

    /// The alerts that are pending or fire, in the order of the rules, then by labels.
    pub fn active(&self) -> Vec<ActiveAlert> {
        let mut active = Vec::new();
        for (rule, state) in self.group.rules.iter().zip(&self.rules) {
            active.extend(
                state
                    .alerts
                    .active()
                    .map(|(labels, tracked, now)| ActiveAlert {
                        rule: rule.name().clone(),
                        labels: labels.clone(),
                        annotations: tracked.annotations.clone(),
                        state: now,
                        active_at_ms: tracked.active_at,
                        fired_at_ms: tracked.fired_at,
                        value: tracked.value,
                    }),
            );
        }
        active
    }

    /// What Prometheus posts to Alertmanager after the evaluation at this time; it is noted as
    /// sent.
    pub fn to_send(&mut self, at_ms: i64) -> Vec<SentAlert> {
        let interval = self.interval();
        self.rules
            .iter_mut()
            .flat_map(|state| send::due(&mut state.alerts, at_ms, interval, &self.options))
            .collect()
    }
}

fn evaluate_rule(
    rule: &Rule,
    state: &mut RuleState,
    store: &mut Store,
    options: &GroupOptions,
    at_ms: i64,
    sample_at: i64,
) -> Result<Vec<AlertChange>, String> {
    let value = state
        .query
        .evaluate(store, sample_at, &options.engine)
        .map_err(|error| error.to_string())?;
    let samples = match value {
        Value::Vector(samples) => samples,
        Value::Scalar(value) => vec![Sample {
            labels: Labels::empty(),
            value,
        }],
        Value::String(_) | Value::Matrix(_) => {
            return Err("rule result is not a vector or scalar".to_owned());
        }
    };
    let (series, changes) = match rule {
        Rule::Record(record) => (recording::evaluate(record, samples)?, Vec::new()),
        Rule::Alert(alert) => {
            let written = alerting::evaluate(alert, &mut state.alerts, samples, options, at_ms)?;
            (written.series, written.changes)
        }
    };
    write(state, store, sample_at, series);
    let named = changes.into_iter().map(|(labels, change)| AlertChange {
        rule: rule.name().clone(),
        labels,
        change,
    });
    Ok(named.collect())
}

/// Writes the series, and ends those that were written before and are not now.
fn write(state: &mut RuleState, store: &mut Store, at_ms: i64, series: Vec<(Labels, f64)>) {
    let mut wrote = BTreeSet::new();
    for (labels, value) in series {
        store.append(&labels, at_ms, value);
        wrote.insert(labels);
    }
    for ended in state.wrote.difference(&wrote) {
        store.append(ended, at_ms, STALE_NAN);
    }
    state.wrote = wrote;
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
