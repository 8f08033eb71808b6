//! Series from which the search begins.

use super::super::bench::{Bench, Subject, Suite};
use super::super::unit_tests::looks_at;
use super::invented;
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::RuleTest;
use crate::base::{Duration, Labels};
use crate::promql::{Expr, Given};

/// Tests of a rule whose series are tried.
const TESTS_MOST: usize = 8;
/// Evaluations in one test; longer ones are cut off.
const TICKS_MOST: u64 = 200;

/// Series with their values, and how they are looked at.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// The time between two values of a series.
    pub(super) interval: Duration,
    /// The time between two evaluations.
    pub(super) tick: Duration,
    /// The last evaluation.
    pub(super) until: Duration,
    pub(super) series: Vec<(Labels, Given)>,
}

impl Input {
    pub(super) fn ticks(&self) -> usize {
        let ticks = self.until.ms() / self.tick.ms().max(1) + 1;
        usize::try_from(ticks).unwrap_or(usize::MAX)
    }
}

/// The series of the tests that look at a rule, then those of the other tests over it, then some
/// that are made up from its selectors.
pub(super) fn all(bench: &Bench, suite: &Suite, subject: Subject, mutant: &Rule) -> Vec<Input> {
    let rule = bench.rule(subject);
    let exprs = [&*rule.query().expr, &*mutant.query().expr];
    let mut tests: Vec<&RuleTest> = suite.file.tests.iter().collect();
    tests.sort_by_key(|test| !looks_at(test, rule.name()));
    let tick = suite.file.evaluation_interval;
    let of_tests = tests
        .into_iter()
        .filter_map(|test| of_test(test, tick, &exprs));
    let mut inputs: Vec<Input> = of_tests.take(TESTS_MOST).collect();
    inputs.extend(invented::inputs(&exprs, tick));
    inputs
}

/// The series of a test that a rule can see.
fn of_test(test: &RuleTest, tick: Duration, exprs: &[&Expr]) -> Option<Input> {
    // Its external labels and its time would have to stand in the case as well.
    if !test.external_labels.is_empty() || test.start_ms != 0 {
        return None;
    }
    let times = test.alert_tests.iter().map(|test| test.eval_time);
    let times = times.chain(test.query_tests.iter().map(|test| test.eval_time));
    let until = times.max()?.min(tick * TICKS_MOST);
    let series = test.series.iter();
    let seen = series.filter(|(labels, _)| exprs.iter().any(|expr| sees(expr, labels.metric())));
    let series: Vec<(Labels, Given)> = seen.cloned().collect();
    (!series.is_empty()).then_some(Input {
        interval: test.interval,
        tick,
        until,
        series,
    })
}

/// Whether an expression may select series of a metric.
fn sees(expr: &Expr, metric: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        let selector = part.selector();
        found |= selector.is_some_and(|one| one.metric().is_none_or(|name| name == metric));
    });
    found
}
