use super::*;

fn problems(text: &str) -> Vec<Problem> {
    TestFile::parse(&Source::new("test.yaml", text)).unwrap_err()
}

#[test]
fn what_is_left_out_has_promtools_default() {
    let text = "
rule_files: [a.yaml, 'sub/*.yaml']
tests:
- interval: 15s
- start_timestamp: 1609459200
- start_timestamp: 2024-01-01T00:00:00Z
";
    let file = TestFile::parse(&Source::new("test.yaml", text)).unwrap();
    assert_eq!(file.evaluation_interval, Duration::from_mins(1));
    assert_eq!(file.rule_files[1].value, "sub/*.yaml");
    let [first, second, third] = &file.tests[..] else {
        panic!("three tests");
    };
    assert_eq!(first.interval, Duration::from_secs(15));
    assert_eq!(second.interval, Duration::from_mins(1));
    assert_eq!(second.start_ms, 1_609_459_200_000);
    assert_eq!(third.start_ms, 1_704_067_200_000);
}

#[test]
fn all_problems_of_meaning_are_told_at_once_and_in_place() {
    let text = "
group_eval_order: [a, a]
tests:
- input_series:
  - {series: 'up{job=\"a\"', values: '1'}
  - {series: up, values: '1 2y 3'}
  - {series: up, values: '{{count:1}}'}
  alert_rule_test:
  - {eval_time: 5}
  promql_expr_test:
  - {expr: 'sum(rat(x[5m]))'}
  - {expr: up, exp_samples: [{value: many}, {labels: 'a b'}]}
";
    let problems = problems(text);
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "tests/group-order",
            "tests/series",
            "tests/series",
            "tests/unsupported",
            "tests/alertname",
            "tests/duration",
            "tests/expression",
            "tests/value",
            "tests/series",
        ]
    );
    let pointed = |index: usize| {
        let (_, span, _) = problems[index].place.clone().unwrap();
        &text[span.start..span.end]
    };
    assert_eq!(pointed(2), "2y");
    assert_eq!(pointed(6), "rat");
}

#[test]
fn unknown_keys_are_refused() {
    assert_eq!(
        problems("tests: [{intervall: 1m}]")[0].code,
        "yaml/unknown-key"
    );
}
