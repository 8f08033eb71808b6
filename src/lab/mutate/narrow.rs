//! What a mistake in one rule can change of a file of unit tests, and no more: with every rule as it
//! is all tests pass, and what does not read the rule goes on passing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bench::{Bench, Subject, Suite};
use super::reads::{may_select, reads, sees};
use crate::alerts::rules::{Rule, RuleFile};
use crate::alerts::unit_test::{AlertTest, RuleTest, fails};
use crate::base::{Duration, Span};
use crate::promql::{Expr, Selector};

/// A file of unit tests, as far as it is about one rule.
#[derive(Clone, Debug)]
pub(super) struct Narrow<'a> {
    bench: &'a Bench,
    pub(super) suite: &'a Suite,
    subject: Subject,
    /// The rule, those that it can change, and those that these read.
    rules: BTreeSet<Subject>,
    /// What looks at them, in the order of the file.
    tests: Vec<RuleTest>,
}

impl<'a> Narrow<'a> {
    pub(super) fn new(bench: &'a Bench, suite: &'a Suite, subject: Subject) -> Self {
        let mut places = bench.subjects();
        places.retain(|one| suite.documents.contains(&one.document));
        let changed = closed(&places, BTreeSet::from([subject]), |known, new| {
            let (known, new) = (bench.rule(known), bench.rule(new));
            reads(new, known) || known.name() == new.name()
        });
        let changed: Vec<&Rule> = changed.into_iter().map(|one| bench.rule(one)).collect();
        let tests = suite.file.tests.iter().map(|test| looking(test, &changed));
        let mut tests: Vec<RuleTest> = tests.collect();
        let queries = tests.iter().flat_map(|test| &test.query_tests);
        let queries: Vec<&Expr> = queries.map(|query| &query.expr).collect();
        let is_asked = |rule: &Rule| {
            let mut queries = queries.iter();
            queries.any(|query| may_select(query, rule))
                || changed.iter().any(|one| one.name() == rule.name())
        };
        let asked = places.iter().copied();
        let asked = asked.filter(|one| is_asked(bench.rule(*one))).collect();
        let rules = closed(&places, asked, |known, new| {
            reads(bench.rule(known), bench.rule(new))
        });
        let kept = rules.iter().map(|one| &*bench.rule(*one).query().expr);
        let exprs: Vec<Expr> = kept.chain(queries).cloned().collect();
        let is_seen = |metric: &str| exprs.iter().any(|expr| sees(expr, metric));
        for test in &mut tests {
            test.series.retain(|(labels, _)| is_seen(labels.metric()));
        }
        Self {
            bench,
            suite,
            subject,
            rules,
            tests,
        }
    }

    /// The first of some tests that fails with another rule in the subject's place.
    pub(super) fn first_failing(
        &self,
        rule: &Rule,
        numbers: impl IntoIterator<Item = usize>,
    ) -> Option<usize> {
        let replaced = Some((self.subject, rule));
        let is_narrow = self.reads_the_same(rule);
        let mut rules = self.bench.rules(self.suite, replaced);
        if is_narrow {
            self.keep(&mut rules);
        }
        let tests = if is_narrow {
            &self.tests
        } else {
            &self.suite.file.tests
        };
        let mut numbers = numbers.into_iter();
        numbers.find(|number| {
            let test = tests.get(*number);
            let settings = &self.bench.settings;
            test.is_some_and(|test| fails(&self.suite.file, test, &rules, settings))
        })
    }

    /// Whether a rule reads no metric that the subject does not.
    fn reads_the_same(&self, rule: &Rule) -> bool {
        let known = metrics(&self.bench.rule(self.subject).query().expr);
        metrics(&rule.query().expr).is_subset(&known)
    }

    /// Leaves out the rules that do not matter.
    fn keep(&self, files: &mut [Arc<RuleFile>]) {
        for (document, file) in self.suite.documents.iter().zip(files) {
            for (group, rules) in Arc::make_mut(file).groups.iter_mut().enumerate() {
                let mut number = 0;
                Arc::make_mut(rules).rules.retain(|_| {
                    let place = Subject {
                        document: *document,
                        group,
                        rule: number,
                    };
                    number += 1;
                    self.rules.contains(&place)
                });
            }
        }
    }
}

/// Some rules and those that are found by one of them, and by these in turn.
fn closed(
    places: &[Subject],
    mut known: BTreeSet<Subject>,
    finds: impl Fn(Subject, Subject) -> bool,
) -> BTreeSet<Subject> {
    let mut ahead: Vec<Subject> = known.iter().copied().collect();
    while let Some(one) = ahead.pop() {
        for new in places.iter().filter(|new| finds(one, **new)) {
            if known.insert(*new) {
                ahead.push(*new);
            }
        }
    }
    known
}

/// A test with only what looks at some rules. It is as long as it was, since rules can also fail.
fn looking(test: &RuleTest, rules: &[&Rule]) -> RuleTest {
    let mut narrow = test.clone();
    let times = test.alert_tests.iter().map(|one| one.eval_time);
    let times = times.chain(test.query_tests.iter().map(|one| one.eval_time));
    narrow.alert_tests.retain(|one| {
        let mut names = rules.iter().map(|rule| rule.name());
        names.any(|name| **name == *one.alertname)
    });
    narrow
        .query_tests
        .retain(|one| rules.iter().any(|rule| may_select(&one.expr, rule)));
    narrow.alert_tests.push(AlertTest {
        span: Span::new(0, 0),
        eval_time: times.max().unwrap_or(Duration::ZERO),
        alertname: String::new(),
        expected: Vec::new(),
    });
    narrow
}

/// The metrics that an expression selects; none stands for all of them.
fn metrics(expr: &Expr) -> BTreeSet<Option<String>> {
    let mut found = BTreeSet::new();
    expr.walk(&mut |part| {
        let metric = part.selector().map(Selector::metric);
        found.extend(metric.map(|metric| metric.map(str::to_owned)));
    });
    found
}

#[cfg(test)]
#[path = "narrow_tests.rs"]
mod tests;
