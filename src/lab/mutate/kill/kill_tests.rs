use std::collections::BTreeSet;

use super::*;
use crate::alerts::rules::{RuleDocument, RuleFile};
use crate::alerts::unit_test::{Settings, TestResult, run};
use crate::lab::mutate::Mutant;

const RULES: &str = r#"
groups:
- name: g
  rules:
  - record: errors:ratio5m
    expr: |
      sum by (provider) (rate(errors_total{code=~"5..|429"}[5m]))
        / sum by (provider) (rate(requests_total[5m]))
  - alert: Errors
    expr: errors:ratio5m > 0.1 and on () up == 1
    for: 2m
    labels: {severity: sev2}
    annotations: {summary: "{{ $labels.provider }} fails"}
  - alert: Gone
    expr: absent(up{job="gateway"}) or up{job="gateway"} == 0
    labels: {severity: sev1}
"#;

/// It looks at nothing, and so every mutant survives it.
const TESTS: &str = "
rule_files: [rules.yaml]
evaluation_interval: 30s
tests:
- name: nothing is looked at
  interval: 30s
  input_series:
  - {series: 'errors_total{provider=\"a\", code=\"500\"}', values: '0+20x40'}
  - {series: 'requests_total{provider=\"a\"}', values: '0+100x40'}
  - {series: 'up{job=\"gateway\"}', values: 1x40}
  promql_expr_test:
  - {expr: ALERTS == 2, eval_time: 20m}
";

fn bench(tests: &str) -> Bench {
    let documents = RuleDocument::all(&Source::new("rules.yaml", RULES)).unwrap();
    let source = Source::new("rules_test.yaml", tests);
    let suite = Suite {
        file: TestFile::parse(&source).unwrap(),
        source,
        documents: vec![0],
    };
    Bench {
        documents,
        suites: vec![suite],
        drills: None,
        settings: Settings::default(),
    }
}

/// Whether all tests of a text pass over some rules.
fn passes(tests: &str, rules: RuleFile) -> bool {
    let file = TestFile::parse(&Source::new("rules_test.yaml", tests)).unwrap();
    let results = run(&file, &[Arc::new(rules)]);
    assert!(!results.is_empty());
    results.iter().all(TestResult::passed)
}

#[test]
fn a_case_that_is_written_passes_with_the_rule_and_fails_with_its_mutant() {
    let bench = bench(TESTS);
    let mut unknown = BTreeSet::new();
    let mut written = 0;
    for subject in bench.subjects() {
        let rule = bench.rule(subject);
        for mutant in Mutant::all(rule, &bench.severities()) {
            let Some(killer) = killer(&bench, subject, &mutant.rule) else {
                unknown.insert(format!("{} {}", rule.name(), mutant.what));
                continue;
            };
            written += 1;
            let pasted = format!("{TESTS}{}", killer.text.replace("\n  ", "\n").trim_start());
            let original = RuleFile::clone(&bench.documents[0].rules);
            assert!(passes(&pasted, original), "{}\n{pasted}", mutant.what);
            let mutated = bench.replaced(subject, &mutant.rule);
            assert!(!passes(&pasted, mutated), "{}\n{pasted}", mutant.what);
        }
    }
    assert!(written > 40, "{written}");
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn without_any_tests_series_are_made_up() {
    let mut bench = bench(TESTS);
    bench.suites.clear();
    let subject = bench.subjects()[1];
    let mutants = Mutant::all(bench.rule(subject), &[]);
    let flipped = mutants.iter().find(|one| one.what == "comparison/flipped");
    let killer = killer(&bench, subject, &flipped.unwrap().rule).unwrap();
    assert_eq!(killer.file, None);
    assert!(killer.text.contains("alertname: Errors"), "{}", killer.text);
}
