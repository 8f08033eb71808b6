use super::super::Rule;
use super::*;

fn parse(text: &str) -> Result<RuleFile, Vec<Problem>> {
    RuleFile::parse(&Source::new("alerts.yaml", text))
}

fn codes(text: &str) -> Vec<&'static str> {
    let problems = parse(text).unwrap_err();
    problems.iter().map(|problem| problem.code).collect()
}

/// The text under the carets of the only problem.
fn pointed(text: &str) -> String {
    let problems = parse(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (_, span, _) = problems[0].place.clone().expect("a place");
    text[span.start..span.end].to_owned()
}

#[test]
fn rules_are_read_with_what_they_inherit() {
    let file = parse(
        r#"
groups:
  - name: gateway
    interval: 15s
    labels: {team: ai, severity: sev3}
    rules:
      - alert: FallbackServing
        expr: fallback_share > 0.95
        for: 1m
        keep_firing_for: 5m
        labels: {severity: sev2}
        annotations: {summary: "{{ $labels.provider }} is out"}
      - record: job:up:sum
        expr: |
          sum by (job) (up)
        labels: {unit: count}
"#,
    )
    .unwrap();
    let group = &file.groups[0];
    assert_eq!(group.interval, Some(Duration::from_secs(15)));
    let (_, alert) = file.alerts().next().unwrap();
    assert_eq!(alert.hold, Duration::from_mins(1));
    assert_eq!(alert.keep_firing_for, Duration::from_mins(5));
    let labels: Vec<(&str, &str)> = alert
        .labels
        .iter()
        .map(|(name, text)| (&**name, text.text()))
        .collect();
    assert_eq!(labels, [("severity", "sev2"), ("team", "ai")]);
    let Rule::Record(record) = &group.rules[1] else {
        panic!("the second rule records");
    };
    assert_eq!(
        record.labels.to_string(),
        r#"{severity="sev3", team="ai", unit="count"}"#
    );
    assert_eq!(record.query.text, "sum by (job) (up)\n");
}

#[test]
fn a_mistake_in_an_expression_is_pointed_at_inside_the_yaml() {
    let rule =
        |expr: &str| format!("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: {expr}\n");
    assert_eq!(pointed(&rule("sum(rat(x[5m])) > 1")), "rat");
    assert_eq!(pointed(&rule("'sum(rat(x{a=\"''\"}[5m])) > 1'")), "rat");
    assert_eq!(
        pointed(&rule("\"sum(rat(x{a=\\\"b\\\"}[5m])) > 1\"")),
        "rat"
    );
    assert_eq!(
        pointed(&rule("|\n      sum(x)\n      /\n      sum(rat(y[5m]))")),
        "rat"
    );
}

#[test]
fn a_mistake_in_a_template_is_pointed_at_inside_the_yaml() {
    let text = "groups:
- name: g
  rules:
  - alert: A
    expr: up == 0
    annotations:
      summary: |
        it's {{ $labels.job }}
        at {{ $value | humanise }}
";
    assert_eq!(pointed(text), "humanise");
}

#[test]
fn all_problems_of_meaning_are_told_at_once() {
    let text = "
groups:
- name: g
  interval: often
  limit: 3
  rules:
  - {alert: A, record: b, expr: up}
  - {expr: up}
  - {alert: A}
  - {record: 'a b', expr: up, for: 5m, annotations: {x: y}}
  - {alert: A, expr: 'up[5m]', labels: {__name__: x, 'a-b': y}}
- name: g
";
    assert_eq!(
        codes(text),
        [
            "rules/unsupported",
            "rules/kind",
            "rules/kind",
            "rules/no-expression",
            "rules/name",
            "rules/kind",
            "rules/kind",
            "rules/expression",
            "rules/label",
            "rules/label",
            "rules/duration",
            "rules/duplicate-group",
        ]
    );
    assert_eq!(
        codes("groups: [{name: g, rulez: []}]"),
        ["yaml/unknown-key"]
    );
}

#[test]
fn an_empty_file_has_no_rules() {
    assert!(parse("\n").unwrap().groups.is_empty());
    assert!(parse("groups: []\n").unwrap().groups.is_empty());
}
