use super::*;
use crate::alerts::rules::RuleDocument;
use crate::alerts::unit_test::{Settings, TestFile};
use crate::base::Source;
use crate::lab::mutate::Mutant;

const RULES: &str = r#"
groups:
- name: g
  rules:
  - {record: errors, expr: sum by (job) (failed)}
  - {record: busy, expr: sum by (job) (requests)}
  - {alert: Errors, expr: errors > 2, for: 1m, labels: {severity: sev2}}
  - {alert: Many, expr: 'count(ALERTS{alertname="Errors", alertstate="firing"}) > 1'}
  - alert: Busy
    expr: busy > 10
    annotations: {summary: '{{ $value }}'}
  - {record: joined, expr: 'requests * on (job) group_left failed'}
"#;

const TESTS: &str = "
rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series:
  - {series: 'failed{job=\"a\"}', values: 1 2 3 4 5}
  - {series: 'requests{job=\"a\", x=\"1\"}', values: 20x4}
  promql_expr_test:
  - {expr: errors, eval_time: 2m, exp_samples: [{labels: 'errors{job=\"a\"}', value: 3}]}
  alert_rule_test:
  - {eval_time: 4m, alertname: Many}
- interval: 1m
  input_series:
  - {series: 'failed{job=\"a\"}', values: 3x4}
  - {series: 'failed{job=\"b\"}', values: 3x4}
  - {series: 'requests{job=\"a\", x=\"1\"}', values: 20x4}
  alert_rule_test:
  - eval_time: 3m
    alertname: Busy
    exp_alerts: [{exp_labels: {job: a}, exp_annotations: {summary: '20'}}]
  - {eval_time: 3m, alertname: Many, exp_alerts: [{}]}
";

#[test]
fn a_narrow_look_notices_what_a_look_at_everything_does() {
    let documents = RuleDocument::all(&Source::new("rules.yaml", RULES)).unwrap();
    let source = Source::new("rules_test.yaml", TESTS);
    let suite = Suite {
        file: TestFile::parse(&source).unwrap(),
        source,
        documents: vec![0],
    };
    let bench = Bench {
        documents,
        suites: vec![suite],
        drills: None,
        settings: Settings::default(),
    };
    assert_eq!(bench.failing(), []);
    let suite = &bench.suites[0];
    let (mut noticed, mut narrowed) = (0, 0);
    for subject in bench.subjects() {
        let narrow = Narrow::new(&bench, suite, subject);
        narrowed += usize::from(narrow.rules.len() < 6);
        for mutant in Mutant::all(bench.rule(subject), &bench.severities()) {
            let rules = bench.rules(suite, Some((subject, &mutant.rule)));
            for (number, test) in suite.file.tests.iter().enumerate() {
                let fails = fails(&suite.file, test, &rules, &bench.settings);
                noticed += usize::from(fails);
                let told = narrow.first_failing(&mutant.rule, [number]);
                assert_eq!(told.is_some(), fails, "{} {}", mutant.what, mutant.after);
            }
        }
    }
    assert!(noticed > 20, "{noticed}");
    assert!(narrowed > 0);
}
