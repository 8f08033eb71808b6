//! Whether unit tests notice a mistake.

use super::bench::{Bench, Subject, called};
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::{RuleTest, fails};
use crate::base::Labels;
use crate::promql::Selector;

/// The first test that fails with the rule in the subject's place.
pub(super) fn notice(bench: &Bench, subject: Subject, rule: &Rule) -> Option<String> {
    let name = bench.rule(subject).name();
    for suite in bench.suites_of(subject.document) {
        let rules = bench.rules(suite, Some((subject, rule)));
        let mut tests: Vec<(usize, &RuleTest)> = suite.file.tests.iter().enumerate().collect();
        // Those that look at the rule are the likeliest to notice.
        tests.sort_by_key(|(number, test)| (!looks_at(test, name), *number));
        for (number, test) in tests {
            if fails(&suite.file, test, &rules, &bench.settings) {
                return Some(called(test, number));
            }
        }
    }
    None
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
