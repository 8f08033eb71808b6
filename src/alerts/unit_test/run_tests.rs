use super::*;
use crate::base::Source;

const RULES: &str = "
groups:
- name: late
  rules:
  - {record: 'chain:second', expr: 'chain:first + 1'}
- name: early
  interval: 1h
  rules:
  - {record: 'chain:first', expr: up + 1}
  - alert: Down
    expr: up == 0
    for: 2m
    labels: {severity: sev2}
    annotations: {summary: '{{ $labels.job }} in {{ $externalLabels.cluster }}'}
";

fn results(tests: &str) -> Vec<TestResult> {
    let rules = RuleFile::parse(&Source::new("rules.yaml", RULES)).unwrap();
    let file = TestFile::parse(&Source::new("test.yaml", tests))
        .unwrap_or_else(|problems| panic!("{}", problems[0]));
    run(&file, &[Arc::new(rules)])
}

fn verdicts(tests: &str) -> Vec<bool> {
    let results = results(tests);
    assert!(results.iter().all(|result| result.errors.is_empty()));
    let assertions = results.iter().flat_map(|result| &result.assertions);
    assertions.map(|assertion| assertion.passed).collect()
}

#[test]
fn alerts_are_compared_at_the_last_evaluation_before_their_time() {
    let text = "
tests:
- interval: 30s
  external_labels: {cluster: eu}
  input_series:
  - {series: 'up{job=\"a\"}', values: '1 1 0x10'}
  alert_rule_test:
  - {eval_time: 2m59s, alertname: Down, exp_alerts: []}
  - eval_time: 3m
    alertname: Down
    exp_alerts:
    - exp_labels: {job: a, severity: sev2}
      exp_annotations: {summary: a in eu}
  - eval_time: 3m
    alertname: Down
    exp_alerts:
    - exp_labels: {job: a, severity: sev2}
  - {eval_time: 3m, alertname: Other, exp_alerts: []}
";
    assert_eq!(verdicts(text), [true, true, false, true]);
}

#[test]
fn a_failed_assertion_says_what_was_expected_and_what_came() {
    let text = "
tests:
- input_series:
  - {series: 'up{job=\"a\"}', values: '0x10'}
  alert_rule_test:
  - {eval_time: 5m, alertname: Down}
";
    let results = results(text);
    let assertion = &results[0].assertions[0];
    assert!(!assertion.passed);
    assert_eq!(assertion.expected, [""; 0]);
    assert_eq!(
        assertion.got,
        [r#"{alertname="Down", job="a", severity="sev2"} {summary="a in "}"#]
    );
}

#[test]
fn groups_are_evaluated_in_the_order_that_the_file_wants() {
    let test = "
tests:
- input_series:
  - {series: up, values: '1'}
  promql_expr_test:
  - {expr: 'chain:second', eval_time: 0, exp_samples: [{labels: 'chain:second', value: 3}]}
";
    assert_eq!(verdicts(test), [false], "the late group comes first");
    let ordered = format!("group_eval_order: [early, late]\n{test}");
    assert_eq!(verdicts(&ordered), [true]);
}

#[test]
fn queries_see_samples_up_to_the_last_evaluation_only() {
    let text = "
tests:
- interval: 15s
  input_series:
  - {series: up, values: '0+1x20'}
  promql_expr_test:
  - {expr: up, eval_time: 90s, exp_samples: [{labels: up, value: 4}]}
  - {expr: time(), eval_time: 90s, exp_samples: [{value: 90}]}
";
    assert_eq!(verdicts(text), [true, true]);
}

#[test]
fn a_rule_that_cannot_be_evaluated_ends_its_test() {
    let text = "
tests:
- input_series:
  - {series: 'up{job=\"a\"}', values: '1'}
  promql_expr_test:
  - {expr: 'up[5m]', eval_time: 0}
";
    let results = results(text);
    assert_eq!(results[0].errors.len(), 1);
    assert!(!results[0].passed());
}
