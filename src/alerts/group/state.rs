//! A group of rules over time.

use std::sync::Arc;

use super::alerts::{Alerts, ms};
use super::known::Known;
use super::wrote::Wrote;
use super::{
    ActiveAlert, AlertChange, Evaluation, GroupOptions, RuleError, SentAlert, alerting, recording,
    send,
};
use crate::alerts::rules::{Group, Rule};
use crate::base::{Duration, Labels};
use crate::promql::{Repeated, Sample, Store, Value};

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
pub(super) struct RuleState {
    query: Repeated,
    pub(super) known: Known,
    pub(super) alerts: Alerts,
    wrote: Wrote,
}

impl RuleState {
    fn new(rule: &Rule) -> Self {
        Self {
            query: Repeated::new(rule.query().expr.clone()),
            known: Known::default(),
            alerts: Alerts::default(),
            wrote: Wrote::default(),
        }
    }

    /// Whether nothing changes at this time if the query gives what it gave last.
    fn stays(&self, rule: &Rule, at_ms: i64) -> bool {
        match rule {
            Rule::Record(_) => true,
            Rule::Alert(alert) => {
                let is_empty = self.known.0.is_empty();
                (is_empty || !alerting::reads_time(alert)) && self.alerts.stay(at_ms, alert.hold)
            }
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
            let times = (at_ms, sample_at);
            let changes = &mut evaluation.changes;
            let evaluated = evaluate_rule(rule, state, store, &self.options, times, changes);
            if let Err(message) = evaluated {
                state.query.forget();
                let rule = rule.name().clone();
                evaluation.errors.push(RuleError { rule, message });
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

/// Evaluates a rule; what changed is added to the changes.
fn evaluate_rule(
    rule: &Rule,
    state: &mut RuleState,
    store: &mut Store,
    options: &GroupOptions,
    (at_ms, sample_at): (i64, i64),
    all_changes: &mut Vec<AlertChange>,
) -> Result<(), String> {
    let value = state.query.evaluate(store, sample_at, &options.engine);
    let samples = match value.map_err(|error| error.to_string())? {
        None if state.stays(rule, at_ms) => return state.wrote.again(store, sample_at),
        None => state.known.samples(),
        Some(value) => samples(value)?,
    };
    let series = match rule {
        Rule::Record(record) => recording::evaluate(record, &mut state.known, samples)?,
        Rule::Alert(alert) => {
            let written = alerting::evaluate(alert, state, samples, options, at_ms)?;
            let changes = written.changes.into_iter();
            all_changes.extend(changes.map(|(labels, change)| AlertChange {
                rule: alert.name.clone(),
                labels,
                change,
            }));
            written.series
        }
    };
    state.wrote.write(store, sample_at, series)
}

/// The series that a query gave.
fn samples(value: Value) -> Result<Vec<Sample>, String> {
    match value {
        Value::Vector(samples) => Ok(samples),
        Value::Scalar(value) => Ok(vec![Sample {
            labels: Labels::empty(),
            value,
        }]),
        Value::String(_) | Value::Matrix(_) => {
            Err("rule result is not a vector or scalar".to_owned())
        }
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
