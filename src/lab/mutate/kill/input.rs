//! Series from which the search begins.

use super::super::bench::{Bench, Subject, Suite};
use super::super::reads::sees;
use super::super::unit_tests::looks_at;
use super::behind::behind;
use super::invented;
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::RuleTest;
use crate::base::{Duration, Labels};
use crate::promql::{Expr, ExprKind, Given};

/// Tests of a rule whose series are tried.
const TESTS_MOST: usize = 8;
/// Evaluations in one test; longer ones are cut off.
const TICKS_MOST: u64 = 200;

/// Values of each series that is made up, at least and at most.
const VALUES_LEAST: usize = 80;
const VALUES_MOST: usize = 800;

/// Series with their values, and how they are looked at.
#[derive(Clone, Debug, PartialEq)]
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
    /// How often it is looked at.
    pub(super) fn ticks(&self) -> usize {
        let ticks = self.until.ms() / self.tick.ms().max(1) + 1;
        usize::try_from(ticks).unwrap_or(usize::MAX)
    }

    /// When it is looked at.
    pub(super) fn times(&self) -> impl Iterator<Item = Duration> {
        let next = |at: &Duration| Some(*at + self.tick).filter(|at| *at <= self.until);
        std::iter::successors(Some(Duration::ZERO), next)
    }

    /// When the values of this number are there.
    pub(super) fn time_of(&self, number: usize) -> Option<Duration> {
        let number = u64::try_from(number).ok()?;
        self.interval
            .ms()
            .checked_mul(number)
            .map(Duration::from_ms)
    }
}

/// The series of the tests that look at a rule, then those of the other tests over it, then some
/// that are made up from what the rule and its mutant select.
pub(super) fn all(bench: &Bench, suite: &Suite, subject: Subject, mutant: &Rule) -> Vec<Input> {
    let rule = bench.rule(subject);
    let chain = behind(bench, suite, rule);
    let chain: Vec<&Expr> = chain.iter().map(|rule| &*rule.query().expr).collect();
    let (own, other) = (&*rule.query().expr, &*mutant.query().expr);
    let seen = [&chain[..], &[other]].concat();
    let mut tests: Vec<&RuleTest> = suite.file.tests.iter().collect();
    tests.sort_by_key(|test| !looks_at(test, rule.name()));
    let tick = suite.file.evaluation_interval;
    let of_tests = tests
        .into_iter()
        .filter_map(|test| of_test(test, tick, &seen));
    let mut inputs: Vec<Input> = of_tests.take(TESTS_MOST).collect();
    // What only the rule sees, then what its mutant sees as well, then what the rules see that
    // record it.
    for exprs in [&[own][..], &[own, other], &chain] {
        for invented in invented::inputs(exprs, tick, length(own, other, tick)) {
            if !inputs.contains(&invented) {
                inputs.push(invented);
            }
        }
    }
    inputs
}

/// Values of each series that is made up. Where a window is another, it must be passed.
fn length(rule: &Expr, mutant: &Expr, tick: Duration) -> usize {
    let (ours, theirs) = (windows(rule), windows(mutant));
    let longest = ours.iter().chain(&theirs).max().filter(|_| ours != theirs);
    let ticks = longest.map_or(0, |window| window.ms() * 3 / 2 / tick.ms().max(1));
    let ticks = usize::try_from(ticks).unwrap_or(usize::MAX);
    ticks.clamp(VALUES_LEAST, VALUES_MOST)
}

/// How far back an expression looks in each of its parts.
fn windows(expr: &Expr) -> Vec<Duration> {
    let mut found = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Range(_, window) = &part.kind {
            found.push(*window);
        }
        let selector = part.selector();
        found.extend(selector.map(|one| Duration::from_ms(one.timing.offset_ms.unsigned_abs())));
    });
    found
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

/// A time as it stands in a store.
pub(super) fn milliseconds(at: Duration) -> i64 {
    i64::try_from(at.ms()).unwrap_or(i64::MAX)
}
