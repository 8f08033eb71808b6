//! A rule and its mutant over the same series, until they differ.

use std::sync::Arc;

use super::super::bench::{Bench, Subject, Suite};
use super::input::Input;
use crate::alerts::group::{AlertState, GroupOptions, GroupState};
use crate::alerts::rules::{Group, GroupPlaces, Rule};
use crate::alerts::template::Template;
use crate::alerts::unit_test::{ExpectedAlert, ExpectedSample};
use crate::base::Duration;
use crate::promql::{self, Expr, Options, Selector, SeriesId, Store, Value};

/// By how much values may differ, relative to themselves, and be the same: their last bits depend
/// on the order in which they are added.
const SAME: f64 = 1e-9;

/// A rule and its mutant.
pub(super) struct Pair {
    original: Vec<Arc<Group>>,
    mutant: Vec<Arc<Group>>,
    options: Arc<GroupOptions>,
    asked: Asked,
    /// Whether they say the same of the same value.
    say_the_same: bool,
}

/// What is looked at after each evaluation.
enum Asked {
    /// The alerts of this name that fire.
    Alert(Arc<str>),
    /// The series of this name.
    Record(Expr),
}

/// What a rule comes to at a time.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// The alerts that fire with their values, sorted.
    Alerts(Vec<(ExpectedAlert, f64)>),
    /// The samples that are recorded, sorted by labels.
    Samples(Vec<ExpectedSample>),
}

/// Where a rule and its mutant differ.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    /// When, since the first value.
    pub(super) at: Duration,
    /// What the rule comes to then.
    pub(super) outcome: Outcome,
}

impl Pair {
    pub(super) fn new(bench: &Bench, suite: &Suite, subject: Subject, mutant: &Rule) -> Self {
        let rule = bench.rule(subject);
        let engine = Options {
            major: bench.settings.major,
            subquery_step: suite.file.evaluation_interval,
            ..Options::default()
        };
        let options = GroupOptions {
            evaluation_interval: suite.file.evaluation_interval,
            engine,
            ..GroupOptions::default()
        };
        Self {
            original: alone(bench, suite, rule),
            mutant: alone(bench, suite, mutant),
            options: Arc::new(options),
            say_the_same: annotations(rule) == annotations(mutant),
            asked: match rule {
                Rule::Alert(alert) => Asked::Alert(alert.name.clone()),
                Rule::Record(record) => promql::parse(&record.name)
                    .map_or_else(|_| Asked::Alert(record.name.clone()), Asked::Record),
            },
        }
    }

    /// The first evaluation after which they differ.
    pub(super) fn first_difference(&self, input: &Input) -> Option<Difference> {
        let mut original = Side::new(&self.original, &self.options, input);
        let mut mutant = Side::new(&self.mutant, &self.options, input);
        let mut next = 0;
        let mut at = Duration::ZERO;
        while at <= input.until {
            while let Some(time) = time_of(input, next, at) {
                original.append(input, next, time);
                mutant.append(input, next, time);
                next += 1;
            }
            let expected = original.evaluate(at, &self.asked, &self.options)?;
            let got = mutant.evaluate(at, &self.asked, &self.options);
            if !got.is_some_and(|got| self.are_same(&expected, &got)) {
                return Some(Difference {
                    at,
                    outcome: expected,
                });
            }
            at = at + input.tick;
        }
        None
    }

    fn are_same(&self, one: &Outcome, other: &Outcome) -> bool {
        match (one, other) {
            (Outcome::Alerts(one), Outcome::Alerts(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len()
                    && pairs.all(|((one, value), (other, near_it))| {
                        let is_near = self.say_the_same && near(*value, *near_it);
                        one.labels == other.labels
                            && (is_near || one.annotations == other.annotations)
                    })
            }
            (Outcome::Samples(one), Outcome::Samples(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len()
                    && pairs.all(|(a, b)| a.labels == b.labels && near(a.value, b.value))
            }
            (Outcome::Alerts(_), Outcome::Samples(_))
            | (Outcome::Samples(_), Outcome::Alerts(_)) => false,
        }
    }
}

/// When the value of this number is there, if that is not after a time.
fn time_of(input: &Input, index: usize, at: Duration) -> Option<i64> {
    let index = u64::try_from(index).ok()?;
    let time = input.interval.ms().checked_mul(index)?;
    (time <= at.ms()).then(|| i64::try_from(time).unwrap_or(i64::MAX))
}

/// A rule behind those of its documents that record what it reads.
fn alone(bench: &Bench, suite: &Suite, rule: &Rule) -> Vec<Arc<Group>> {
    let mut groups = Vec::new();
    let mut wanted = vec![rule];
    let documents = || suite.documents.iter().map(|at| &bench.documents[*at]);
    let mut number = 0;
    while let Some(rule) = wanted.get(number).copied() {
        number += 1;
        for (_, other) in documents().flat_map(|document| document.rules.rules()) {
            let is_new = !wanted.iter().any(|known| known.name() == other.name());
            if is_new && matches!(other, Rule::Record(_)) && reads(rule, other.name()) {
                wanted.push(other);
            }
        }
    }
    // What is read comes first.
    for rule in wanted.into_iter().rev() {
        groups.push(Arc::new(Group {
            name: rule.name().clone(),
            interval: None,
            query_offset: None,
            rules: vec![rule.clone()],
            places: GroupPlaces::default(),
        }));
    }
    groups
}

fn reads(rule: &Rule, metric: &str) -> bool {
    let mut found = false;
    rule.query().expr.walk(&mut |part| {
        found |= part.selector().and_then(Selector::metric) == Some(metric);
    });
    found
}

/// One of the two, under way.
struct Side {
    groups: Vec<GroupState>,
    store: Store,
    /// The series of the input, in its order.
    series: Vec<SeriesId>,
}

impl Side {
    fn new(groups: &[Arc<Group>], options: &Arc<GroupOptions>, input: &Input) -> Self {
        let groups = groups.iter();
        let mut store = Store::default();
        let series = input.series.iter();
        Self {
            groups: groups
                .map(|group| GroupState::new(group.clone(), options.clone()))
                .collect(),
            series: series.map(|(labels, _)| store.series(labels)).collect(),
            store,
        }
    }

    /// Takes in the values of this number.
    fn append(&mut self, input: &Input, number: usize, time: i64) {
        for ((_, given), id) in input.series.iter().zip(&self.series) {
            if let Some(Some(value)) = given.get(number) {
                self.store.append_to(*id, time, *value);
            }
        }
    }

    /// What is there after an evaluation; nothing if it fails.
    fn evaluate(&mut self, at: Duration, asked: &Asked, options: &GroupOptions) -> Option<Outcome> {
        let at = i64::try_from(at.ms()).unwrap_or(i64::MAX);
        for group in &mut self.groups {
            if !group.evaluate(at, &mut self.store).errors.is_empty() {
                return None;
            }
        }
        match asked {
            Asked::Alert(name) => {
                let active = self.groups.iter().flat_map(GroupState::active);
                let firing = active
                    .filter(|alert| alert.rule == *name && alert.state == AlertState::Firing)
                    .map(|alert| {
                        let expected = ExpectedAlert {
                            labels: alert.labels,
                            annotations: alert.annotations,
                        };
                        (expected, alert.value)
                    });
                let mut alerts: Vec<(ExpectedAlert, f64)> = firing.collect();
                alerts.sort_by(|one, other| one.0.cmp(&other.0));
                Some(Outcome::Alerts(alerts))
            }
            Asked::Record(expr) => {
                let Ok(Value::Vector(samples)) =
                    promql::evaluate(expr, &self.store, at, &options.engine)
                else {
                    return None;
                };
                let samples = samples.into_iter().map(|sample| ExpectedSample {
                    labels: sample.labels,
                    value: sample.value,
                });
                let mut samples: Vec<ExpectedSample> = samples.collect();
                samples.sort_by(|a, b| a.labels.cmp(&b.labels));
                Some(Outcome::Samples(samples))
            }
        }
    }
}

/// What people read; nothing of a recording rule.
fn annotations(rule: &Rule) -> &[(String, Template)] {
    match rule {
        Rule::Alert(alert) => &alert.annotations,
        Rule::Record(_) => &[],
    }
}

fn near(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan())
        || a.to_bits() == b.to_bits()
        || (a - b).abs() <= SAME * a.abs().max(b.abs())
}
