//! A rule and its mutant over the same series, until they differ.

use std::sync::Arc;

use super::super::bench::{Bench, Subject, Suite};
use super::behind::behind;
use super::input::{Input, milliseconds};
use super::quick::Quick;
use crate::alerts::group::{AlertState, GroupOptions, GroupState};
use crate::alerts::rules::{Group, GroupPlaces, Rule};
use crate::alerts::template::Template;
use crate::alerts::unit_test::{ExpectedAlert, ExpectedSample};
use crate::base::Duration;
use crate::promql::{self, Expr, Options, SeriesId, Store, Value};

/// By how much values may differ, relative to themselves, and be the same: their last bits depend
/// on the order in which they are added.
const SAME: f64 = 1e-9;

/// A rule and its mutant.
pub(super) struct Pair {
    original: Vec<Arc<Group>>,
    mutant: Vec<Arc<Group>>,
    options: Arc<GroupOptions>,
    asked: Asked,
    /// A quick look at both; none where it does not tell.
    quick: Option<Quick>,
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

/// What a rule and its mutant came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    /// Where they differ; none if they do not.
    pub(super) difference: Option<Difference>,
    /// Whether the rule came to something at all.
    pub(super) is_lively: bool,
}

impl Outcome {
    const fn is_empty(&self) -> bool {
        match self {
            Self::Alerts(alerts) => alerts.is_empty(),
            Self::Samples(samples) => samples.is_empty(),
        }
    }
}

impl Pair {
    pub(super) fn new(bench: &Bench, suite: &Suite, subject: Subject, mutant: &Rule) -> Self {
        let rule = bench.rule(subject);
        let engine = Options {
            major: bench.settings.major,
            subquery_step: suite.file.evaluation_interval,
            ..Options::default()
        };
        let options = Arc::new(GroupOptions {
            evaluation_interval: suite.file.evaluation_interval,
            engine,
            ..GroupOptions::default()
        });
        let (original, other) = (alone(bench, suite, rule), alone(bench, suite, mutant));
        let quick = Quick::new(
            [&original, &other].map(|groups| &groups[..groups.len() - 1]),
            [rule, mutant],
            &options,
        );
        Self {
            original,
            mutant: other,
            options,
            quick,
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
        self.compare(input).difference
    }

    /// Both over an input, up to the first difference.
    pub(super) fn compare(&self, input: &Input) -> Compared {
        let seen = self.quick.as_ref().and_then(|quick| quick.look(input));
        match seen {
            Some(seen) if !seen.may_differ => Compared {
                difference: None,
                is_lively: seen.is_lively,
            },
            Some(_) | None => self.compare_slowly(input),
        }
    }

    /// The same, evaluation by evaluation.
    fn compare_slowly(&self, input: &Input) -> Compared {
        let mut original = Side::new(&self.original, &self.options, input);
        let mut mutant = Side::new(&self.mutant, &self.options, input);
        let mut compared = Compared::default();
        for at in input.times() {
            original.append_until(input, at);
            mutant.append_until(input, at);
            let Some(expected) = original.evaluate(at, &self.asked, &self.options) else {
                break;
            };
            let got = mutant.evaluate(at, &self.asked, &self.options);
            compared.is_lively |= !expected.is_empty();
            if !got.is_some_and(|got| self.are_same(&expected, &got)) {
                compared.difference = Some(Difference {
                    at,
                    outcome: expected,
                });
                break;
            }
        }
        compared
    }

    /// Which values some expressions have over an input, in the middle and at the end.
    pub(super) fn values(&self, input: &Input, exprs: &[&Expr]) -> Vec<Vec<f64>> {
        let mut side = Side::new(&self.original, &self.options, input);
        let mut values = vec![Vec::new(); exprs.len()];
        let middle = input.ticks() / 2;
        for (tick, at) in input.times().enumerate() {
            side.append_until(input, at);
            if side.evaluate(at, &self.asked, &self.options).is_none() {
                break;
            }
            if tick != middle && tick + 1 != input.ticks() {
                continue;
            }
            for (expr, values) in exprs.iter().zip(&mut values) {
                values.extend(side.first_value(expr, at, &self.options));
            }
        }
        values
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

/// A rule behind those that record what it reads.
fn alone(bench: &Bench, suite: &Suite, rule: &Rule) -> Vec<Arc<Group>> {
    let rules = behind(bench, suite, rule).into_iter();
    // What is read comes first.
    let groups = rules.rev().map(|rule| {
        Arc::new(Group {
            name: rule.name().clone(),
            interval: None,
            query_offset: None,
            rules: vec![rule.clone()],
            places: GroupPlaces::default(),
        })
    });
    groups.collect()
}

/// One of the two, under way.
struct Side {
    groups: Vec<GroupState>,
    store: Store,
    /// The series of the input, in its order.
    series: Vec<SeriesId>,
    /// The values of each that are in the store.
    appended: usize,
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
            appended: 0,
        }
    }

    /// Takes in the values up to a time.
    fn append_until(&mut self, input: &Input, at: Duration) {
        while let Some(time) = input.time_of(self.appended).filter(|time| *time <= at) {
            for ((_, given), id) in input.series.iter().zip(&self.series) {
                if let Some(Some(value)) = given.get(self.appended) {
                    self.store.append_to(*id, milliseconds(time), *value);
                }
            }
            self.appended += 1;
        }
    }

    /// One of the values of an expression.
    fn first_value(&self, expr: &Expr, at: Duration, options: &GroupOptions) -> Option<f64> {
        match promql::evaluate(expr, &self.store, milliseconds(at), &options.engine).ok()? {
            Value::Scalar(value) => Some(value),
            Value::Vector(samples) => Some(samples.first()?.value),
            Value::String(_) | Value::Matrix(_) => None,
        }
    }

    /// What is there after an evaluation; nothing if it fails.
    fn evaluate(&mut self, at: Duration, asked: &Asked, options: &GroupOptions) -> Option<Outcome> {
        let at = milliseconds(at);
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

/// Whether two values are the same, but for their last bits.
pub(super) fn near(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan())
        || a.to_bits() == b.to_bits()
        || (a - b).abs() <= SAME * a.abs().max(b.abs())
}
