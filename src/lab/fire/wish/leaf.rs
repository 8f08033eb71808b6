//! What is asked of the series of a selector, or of the rules that record them.

use std::collections::BTreeMap;

use super::{Wishing, ago, names};
use crate::alerts::rules::{RecordRule, Rule};
use crate::base::Labels;
use crate::lab::fire::demand::{Demand, Motion};
use crate::lab::fire::goal::Goal;
use crate::lab::fire::rule_set::Place;
use crate::lab::fire::scope::{Measure, Scope};
use crate::promql::{ExprKind, MatchOperator, Selector};

/// Rules that are entered one from another.
const RULES_DEEP: usize = 8;
/// What a series is worth of which only is asked that it be there.
const ANY_RATE: f64 = 0.1;

impl Wishing<'_> {
    pub(super) fn selector(&mut self, selector: &Selector, goal: Goal, scope: &Scope) {
        let scope = scope.back(ago(selector.timing.offset_ms));
        let metric = selector.metric().unwrap_or_default();
        if scope.depth < RULES_DEEP {
            if metric == "ALERTS" {
                return self.alerts(selector, goal, &scope);
            }
            let set = self.set;
            let records: Vec<Place> = set
                .recording(metric)
                .iter()
                .copied()
                .filter(|place| may_give(set.rule(*place), selector))
                .collect();
            if !records.is_empty() {
                return self.recorded(&records, selector, goal, &scope);
            }
        }
        self.demand(selector, goal, &scope);
    }

    /// One of the rules that record the metric, or the metric as it is.
    fn recorded(&mut self, records: &[Place], selector: &Selector, goal: Goal, scope: &Scope) {
        let mut ways: Vec<Option<Place>> = records.iter().copied().map(Some).collect();
        // A metric is recorded or given: a series that is both has two values at once.
        let metric = selector.metric().unwrap_or_default();
        if self.wish.given.contains(metric) {
            ways.clear();
        }
        if !records.iter().any(|place| self.wish.used.contains(place)) {
            ways.push(None);
        }
        let set = self.set;
        let Some(place) = self.choose(&ways).flatten() else {
            self.wish.given.insert(metric.to_owned());
            return self.demand(selector, goal, scope);
        };
        let Some(Rule::Record(record)) = set.rule(place) else {
            return;
        };
        self.wish.used.insert(place);
        let mut inner = scope.clone();
        inner.depth += 1;
        inner.fixed.extend(equalities(selector));
        inner.names.extend(names::given(&record.query.expr));
        let is_open = |name: &str| record.labels.get(name).is_empty();
        inner.fixed.retain(|name, _| is_open(name));
        inner.names.retain(|name| is_open(name));
        self.want(&record.query.expr, goal, &inner);
    }

    /// What other alerts are waited for, they must be made to fire too.
    fn alerts(&mut self, selector: &Selector, goal: Goal, scope: &Scope) {
        let set = self.set;
        let name = equalities(selector).remove("alertname").unwrap_or_default();
        let Some(place) = set.alerting(&name).first().copied() else {
            return self.demand(selector, goal, scope);
        };
        let Some(alert) = set.alert(place) else {
            return;
        };
        if goal == Goal::Nothing {
            return;
        }
        self.wish.used.insert(place);
        let mut inner = scope.back(alert.hold);
        inner.depth += 1;
        inner.fixed.clear();
        self.want(&alert.query.expr, Goal::Anything, &inner);
    }

    fn demand(&mut self, selector: &Selector, goal: Goal, scope: &Scope) {
        let motion = match (goal, scope.measure) {
            (Goal::Nothing, _) => Motion::Missing,
            (Goal::Anything, Measure::Level | Measure::Ahead(_)) => Motion::Any,
            (Goal::Anything, Measure::Rate) => Motion::Rate(ANY_RATE),
            (Goal::Value(value), Measure::Level) => Motion::Level(value),
            (Goal::Value(value), Measure::Rate) => Motion::Rate(value),
            (Goal::Value(value), Measure::Changes | Measure::Resets) if value < 1.0 => {
                Motion::Level(1.0)
            }
            (Goal::Anything, Measure::Deviation) | (_, Measure::Changes) => Motion::Wobble(1.0),
            (_, Measure::Resets) => Motion::Saw,
            (Goal::Value(value), Measure::Deviation) => Motion::Wobble(value),
            (Goal::Value(value), Measure::Ahead(seconds)) => Motion::Heading(value, seconds),
        };
        self.push(selector, motion, scope);
    }

    /// Asks for series that move so.
    pub(super) fn push(&mut self, selector: &Selector, motion: Motion, scope: &Scope) {
        self.wish.demands.push(Demand {
            matchers: selector.matchers.clone(),
            motion,
            reach: scope.reach,
            names: scope.names.clone(),
            fixed: scope.fixed.clone(),
            copies: scope.copies.clone(),
            bucket: scope.bucket,
        });
    }
}

/// The labels that a selector wants to have exactly these values.
fn equalities(selector: &Selector) -> BTreeMap<String, String> {
    let matchers = selector.matchers.iter();
    let equal = matchers.filter(|matcher| {
        matcher.operator == MatchOperator::Equal
            && matcher.name != Labels::NAME
            && !matcher.value.is_empty()
    });
    equal
        .map(|matcher| (matcher.name.clone(), matcher.value.clone()))
        .collect()
}

/// Whether a rule may record series that a selector selects, by the labels that are written in it.
fn may_give(rule: Option<&Rule>, selector: &Selector) -> bool {
    let Some(Rule::Record(record)) = rule else {
        return false;
    };
    let written = written(record);
    let mut matchers = selector.matchers.iter();
    matchers.all(|matcher| {
        let value = written.get(&matcher.name);
        value.is_none_or(|value| matcher.matches(value))
    })
}

/// The labels that all series of a record have, as far as they are written there.
fn written(record: &RecordRule) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = record
        .labels
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut expr = record.query.expr.bare();
    while let ExprKind::Call(call) = &expr.kind {
        let (Some(name), Some(value), Some(source)) = (
            names::text(call, 1),
            names::text(call, 2),
            names::text(call, 3),
        ) else {
            break;
        };
        if call.function.name != "label_replace" {
            break;
        }
        // What is made of another label may be anything.
        let value = if source.is_empty() { value } else { "" };
        known
            .entry(name.to_owned())
            .or_insert_with(|| value.to_owned());
        match call.arguments.first() {
            Some(inner) => expr = inner.bare(),
            None => break,
        }
    }
    if let Some(selector) = expr.selector() {
        for (name, value) in equalities(selector) {
            known.entry(name).or_insert(value);
        }
    }
    known.retain(|_, value| !value.is_empty());
    known
}
