//! Running rule unit tests.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{
    Assertion, ExpectedAlert, ExpectedSample, QueryTest, RuleTest, Settings, TestFile, compare,
};
use crate::alerts::group::{AlertState, GroupOptions, GroupState};
use crate::alerts::rules::{Group, Rule, RuleFile};
use crate::base::{Duration, Labels, Span, closest};
use crate::promql::{self, Options, Selector, SeriesId, Store, Value};

/// What came of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The test's name; empty if it has none.
    pub name: String,
    /// Which test of its file it is, from 1.
    pub number: usize,
    /// Where it stands in the file.
    pub span: Span,
    /// One for each thing that it expects; none of them after an error.
    pub assertions: Vec<Assertion>,
    /// Rules and queries that could not be evaluated.
    pub errors: Vec<String>,
}

impl TestResult {
    /// Whether all is as expected.
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && self.assertions.iter().all(|assertion| assertion.passed)
    }
}

/// Runs all tests of a file over the rules that it names, as Prometheus 3 does.
pub fn run(file: &TestFile, rules: &[Arc<RuleFile>]) -> Vec<TestResult> {
    run_as(file, rules, &Settings::default())
}

/// Runs those tests of a file that are wanted over the rules that it names.
pub fn run_as(file: &TestFile, rules: &[Arc<RuleFile>], settings: &Settings) -> Vec<TestResult> {
    let groups = ordered(file, rules);
    let tests = file.tests.iter().enumerate();
    let tests = tests.filter(|(_, test)| settings.runs(test));
    tests
        .map(|(before, test)| {
            let result = Run::new(file, test, &groups, settings).finish();
            let number = before + 1;
            TestResult { number, ..result }
        })
        .collect()
}

/// Whether one test of a file fails over these rules; it is looked at no further than its first
/// failure.
pub fn fails(
    file: &TestFile,
    test: &RuleTest,
    rules: &[Arc<RuleFile>],
    settings: &Settings,
) -> bool {
    let mut run = Run::new(file, test, &ordered(file, rules), settings);
    run.ends_early = true;
    !run.finish().passed()
}

/// The groups in the order that the file wants, the others as they stand in their files.
pub(super) fn ordered(file: &TestFile, rules: &[Arc<RuleFile>]) -> Vec<Arc<Group>> {
    let mut groups: Vec<Arc<Group>> = rules
        .iter()
        .flat_map(|file| file.groups.iter().cloned())
        .collect();
    groups.sort_by_key(|group| place(file, group));
    groups
}

/// The place that a file gives to a group. One that it does not name has that of the first that it
/// does, as for promtool.
pub(super) fn place(file: &TestFile, group: &Group) -> usize {
    let mut wanted = file.group_eval_order.iter();
    wanted
        .position(|name| **name == *group.name)
        .unwrap_or_default()
}

/// One test under way.
struct Run<'a> {
    file: &'a TestFile,
    test: &'a RuleTest,
    groups: Vec<GroupState>,
    store: Store,
    /// For each series, the first value that is not in the store yet.
    next_values: Vec<usize>,
    /// For each series, its place in the store, once it has a sample.
    ids: Vec<Option<SeriesId>>,
    engine: Options,
    /// Whether it is over with its first failure.
    ends_early: bool,
    result: TestResult,
}

impl<'a> Run<'a> {
    fn new(
        file: &'a TestFile,
        test: &'a RuleTest,
        groups: &[Arc<Group>],
        settings: &Settings,
    ) -> Self {
        let engine = Options {
            major: settings.major,
            subquery_step: file.evaluation_interval,
            ..Options::default()
        };
        let options = Arc::new(GroupOptions {
            external_labels: test.external_labels.clone(),
            external_url: test.external_url.clone(),
            evaluation_interval: file.evaluation_interval,
            engine: engine.clone(),
            ..GroupOptions::default()
        });
        Self {
            file,
            test,
            groups: groups
                .iter()
                .map(|group| GroupState::new(group.clone(), options.clone()))
                .collect(),
            store: Store::default(),
            next_values: vec![0; test.series.len()],
            ids: vec![None; test.series.len()],
            engine,
            ends_early: false,
            result: TestResult {
                name: test.name.clone(),
                number: 0,
                span: test.span,
                assertions: Vec::new(),
                errors: Vec::new(),
            },
        }
    }

    fn finish(mut self) -> TestResult {
        let times = self.test.alert_tests.iter().map(|test| test.eval_time);
        let until = times
            .chain(self.test.query_tests.iter().map(|test| test.eval_time))
            .max()
            .unwrap_or(Duration::ZERO);
        let mut tick = Duration::ZERO;
        while tick <= until {
            self.tick(tick);
            let is_over = self.ends_early && !self.result.passed();
            if is_over || !self.result.errors.is_empty() {
                return self.result;
            }
            tick = tick + self.file.evaluation_interval;
        }
        for query in &self.test.query_tests {
            self.query(query);
        }
        self.result
    }

    /// Evaluates all groups, and compares what fires for the tests up to the next evaluation.
    fn tick(&mut self, tick: Duration) {
        let at = self.at(tick);
        self.append_until(at);
        for group in &mut self.groups {
            for error in group.evaluate(at, &mut self.store).errors {
                let message = format!("rule `{}` at {tick}: {}", error.rule, error.message);
                self.result.errors.push(message);
            }
        }
        let next = tick + self.file.evaluation_interval;
        let due = self.test.alert_tests.iter();
        let due = due.filter(|test| tick <= test.eval_time && test.eval_time < next);
        for test in due {
            let got = self.alerts(&test.alertname, AlertState::Firing);
            let pending = self.alerts(&test.alertname, AlertState::Pending);
            let mut assertion = compare::alerts(test, got, &pending);
            if !assertion.passed {
                assertion.note = self.no_such_alert(&test.alertname);
            }
            self.result.assertions.push(assertion);
        }
    }

    fn at(&self, since_start: Duration) -> i64 {
        let since = i64::try_from(since_start.ms()).unwrap_or(i64::MAX);
        self.test.start_ms.saturating_add(since)
    }

    fn append_until(&mut self, at: i64) {
        let step = i64::try_from(self.test.interval.ms()).unwrap_or(i64::MAX);
        let known = self.next_values.iter_mut().zip(&mut self.ids);
        for ((labels, given), (next, id)) in self.test.series.iter().zip(known) {
            while let Some(value) = given.get(*next) {
                let index = i64::try_from(*next).unwrap_or(i64::MAX);
                let time = self
                    .test
                    .start_ms
                    .saturating_add(step.saturating_mul(index));
                if time > at {
                    break;
                }
                if let Some(value) = value {
                    let id = *id.get_or_insert_with(|| self.store.series(labels));
                    self.store.append_to(id, time, *value);
                }
                *next += 1;
            }
        }
    }

    /// That no rule has this name, where that is so.
    fn no_such_alert(&self, alertname: &str) -> Option<String> {
        let rules = self.groups.iter().flat_map(|group| &group.group().rules);
        let names: Vec<&str> = rules
            .filter(|rule| matches!(rule, Rule::Alert(_)))
            .map(|rule| &**rule.name())
            .collect();
        if names.contains(&alertname) {
            return None;
        }
        let mut note = format!("no alert that is loaded is called `{alertname}`");
        if let Some(name) = closest(alertname, names) {
            let _ = write!(note, "; did you mean `{name}`?");
        }
        Some(note)
    }

    /// The alerts of all rules of this name that are in this state.
    fn alerts(&self, alertname: &str, state: AlertState) -> Vec<ExpectedAlert> {
        self.groups
            .iter()
            .flat_map(GroupState::active)
            .filter(|alert| alert.state == state && *alert.rule == *alertname)
            .map(|alert| ExpectedAlert {
                labels: alert.labels,
                annotations: alert.annotations,
            })
            .collect()
    }

    fn query(&mut self, test: &QueryTest) {
        let at = self.at(test.eval_time);
        let got = match promql::evaluate(&test.expr, &self.store, at, &self.engine) {
            Ok(Value::Vector(samples)) => samples
                .into_iter()
                .map(|sample| ExpectedSample {
                    labels: sample.labels,
                    value: sample.value,
                })
                .collect(),
            Ok(Value::Scalar(value)) => vec![ExpectedSample {
                labels: Labels::empty(),
                value,
            }],
            Ok(Value::String(_) | Value::Matrix(_)) => {
                let message = format!(
                    "query `{}`: the result is not a vector or scalar",
                    test.text
                );
                self.result.errors.push(message);
                return;
            }
            Err(error) => {
                let message = format!("query `{}`: {error}", test.text);
                self.result.errors.push(message);
                return;
            }
        };
        let fuzzy = self.file.fuzzy_compare;
        let assertion = compare::samples(test, got, fuzzy, || self.given(test, at));
        self.result.assertions.push(assertion);
    }

    /// The series that there are of the metrics that a test expects or asks for.
    fn given(&self, test: &QueryTest, at: i64) -> Vec<ExpectedSample> {
        let expected = test.expected.iter();
        let expected = expected.map(|sample| sample.labels.metric().to_owned());
        let mut metrics: BTreeSet<String> = expected.collect();
        test.expr.walk(&mut |part| {
            let metric = part.selector().and_then(Selector::metric);
            metrics.extend(metric.map(str::to_owned));
        });
        let mut given = Vec::new();
        for metric in metrics {
            let expr = promql::parse(&metric).ok();
            let value = expr.map(|expr| promql::evaluate(&expr, &self.store, at, &self.engine));
            if let Some(Ok(Value::Vector(samples))) = value {
                given.extend(samples.into_iter().map(|sample| ExpectedSample {
                    labels: sample.labels,
                    value: sample.value,
                }));
            }
        }
        given
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
