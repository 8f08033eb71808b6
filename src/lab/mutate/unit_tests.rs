//! Whether unit tests notice a mistake.

use super::bench::{Bench, Subject, called};
use super::narrow::Narrow;
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::RuleTest;
use crate::base::Labels;
use crate::promql::Selector;

/// The unit tests as far as they are about a rule.
pub(super) fn about(bench: &Bench, subject: Subject) -> Vec<Narrow<'_>> {
    let suites = bench.suites_of(subject.document);
    suites
        .map(|suite| Narrow::new(bench, suite, subject))
        .collect()
}

/// The first test that fails with another rule in the place of the one of this name.
pub(super) fn notice(suites: &[Narrow<'_>], rule: &Rule) -> Option<String> {
    suites.iter().find_map(|narrow| {
        let tests = &narrow.suite.file.tests;
        let mut numbers: Vec<usize> = (0..tests.len()).collect();
        // Those that look at the rule are the likeliest to notice.
        numbers.sort_by_key(|number| (!looks_at(&tests[*number], rule.name()), *number));
        let number = narrow.first_failing(rule, numbers)?;
        Some(called(&tests[number], number))
    })
}

/// Whether a test names a rule.
pub(super) fn looks_at(test: &RuleTest, rule: &str) -> bool {
    let mut alerts = test.alert_tests.iter();
    let mut queries = test.query_tests.iter();
    alerts.any(|test| test.alertname == rule)
        || queries.any(|test| {
            let mut found = false;
            test.expr.walk(&mut |part| {
                let matchers = part
                    .selector()
                    .map_or(&[][..], |one: &Selector| &one.matchers);
                found |= matchers.iter().any(|matcher| {
                    matches!(&*matcher.name, Labels::NAME | "alertname") && matcher.value == rule
                });
            });
            found || (test.expected.iter()).any(|sample| sample.labels.get("alertname") == rule)
        })
}
