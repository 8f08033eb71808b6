//! A group of rules as Prometheus' API shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alerts::group::{GroupOptions, GroupState, SentAlert};
use crate::alerts::rules::{Group, Rule};
use crate::base::{Labels, ServerTime};
use crate::promql::Store;
use crate::world::LoadedRule;

/// A group of rules, and how its last evaluation went.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) state: GroupState,
    last_evaluation: Option<ServerTime>,
    /// By rule, why it could not be evaluated.
    errors: BTreeMap<Arc<str>, String>,
}

impl Watched {
    pub(super) fn new(group: Arc<Group>, options: Arc<GroupOptions>) -> Self {
        Self {
            state: GroupState::new(group, options),
            last_evaluation: None,
            errors: BTreeMap::new(),
        }
    }

    /// Evaluates all rules; what is sent to Alertmanager.
    pub(super) fn evaluate(&mut self, at_ms: i64, store: &mut Store) -> Vec<SentAlert> {
        let evaluation = self.state.evaluate(at_ms, store);
        self.last_evaluation = Some(ServerTime::from_unix_ms(at_ms));
        self.errors = evaluation
            .errors
            .into_iter()
            .map(|error| (error.rule, error.message))
            .collect();
        self.state.to_send(at_ms)
    }

    /// The alerting rules, as they are loaded.
    pub(super) fn rules(&self) -> Vec<LoadedRule> {
        let group = self.state.group();
        let alerts = group.rules.iter().filter_map(|rule| match rule {
            Rule::Alert(alert) => Some(alert),
            Rule::Record(_) => None,
        });
        alerts
            .map(|alert| LoadedRule {
                alert: alert.name.to_string(),
                group: group.name.to_string(),
                interval: self.state.interval(),
                expr: alert.query.expr.to_string(),
                hold: alert.hold,
                keep_firing: alert.keep_firing_for,
                labels: Labels::new(
                    alert
                        .labels
                        .iter()
                        .map(|(name, template)| (name.as_str(), template.text())),
                ),
                last_evaluation: self.last_evaluation,
                error: self.errors.get(&alert.name).cloned(),
            })
            .collect()
    }
}
