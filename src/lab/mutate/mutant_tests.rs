use std::collections::BTreeMap;

use super::*;
use crate::alerts::rules::RuleFile;
use crate::base::Source;

/// The mutants of a rule with this expression, as `kind: expression`.
fn mutants(expr: &str) -> Vec<String> {
    let rules = format!("groups: [{{name: g, rules: [{{alert: A, expr: '{expr}'}}]}}]");
    let rules = RuleFile::parse(&Source::new("r.yaml", rules)).unwrap();
    let rule = &rules.groups[0].rules[0];
    let all = Mutant::all(rule, &[]).into_iter();
    all.map(|one| format!("{}: {}", one.what, one.rule.query().text))
        .collect()
}

#[test]
fn every_part_of_an_expression_can_be_wrong() {
    assert_eq!(
        mutants(r#"sum by (a) (rate(m{s=~"x|y"}[5m])) > 2"#),
        [
            r#"aggregation/changed: max by (a) (rate(m{s=~"x|y"}[5m])) > 2"#,
            r#"label/dropped: sum by () (rate(m{s=~"x|y"}[5m])) > 2"#,
            r#"label/renamed: sum by (instance) (rate(m{s=~"x|y"}[5m])) > 2"#,
            r#"label/added: sum by (a, instance) (rate(m{s=~"x|y"}[5m])) > 2"#,
            r#"function/changed: sum by (a) (increase(m{s=~"x|y"}[5m])) > 2"#,
            r#"metric/renamed: sum by (a) (rate(m_renamed{s=~"x|y"}[5m])) > 2"#,
            "matcher/dropped: sum by (a) (rate(m{}[5m])) > 2",
            r#"matcher/negated: sum by (a) (rate(m{s!~"x|y"}[5m])) > 2"#,
            r#"matcher/shortened: sum by (a) (rate(m{s=~"y"}[5m])) > 2"#,
            r#"matcher/shortened: sum by (a) (rate(m{s=~"x"}[5m])) > 2"#,
            r#"window/doubled: sum by (a) (rate(m{s=~"x|y"}[10m])) > 2"#,
            r#"window/halved: sum by (a) (rate(m{s=~"x|y"}[2m30s])) > 2"#,
            r#"comparison/flipped: sum by (a) (rate(m{s=~"x|y"}[5m])) < 2"#,
            r#"comparison/edge: sum by (a) (rate(m{s=~"x|y"}[5m])) >= 2"#,
            r#"threshold/doubled: sum by (a) (rate(m{s=~"x|y"}[5m])) > 4"#,
            r#"threshold/halved: sum by (a) (rate(m{s=~"x|y"}[5m])) > 1"#,
            r#"threshold/tenfold: sum by (a) (rate(m{s=~"x|y"}[5m])) > 20"#,
        ]
    );
}

#[test]
fn sides_are_dropped_whole() {
    let all = mutants("a > 0.5 unless (b or c offset 5m) * 60");
    for wanted in [
        "side/dropped: a > 0.5",
        "side/dropped: a > 0.5 unless (b) * 60",
        "side/dropped: a > 0.5 unless (c offset 5m) * 60",
        "offset/dropped: a > 0.5 unless (b or c) * 60",
        "arithmetic/changed: a > 0.5 unless (b or c offset 5m) / 60",
        "number/doubled: a > 0.5 unless (b or c offset 5m) * 120",
    ] {
        assert!(all.iter().any(|one| one == wanted), "{wanted}: {all:#?}");
    }
}

#[test]
fn what_stands_around_the_expression_can_be_wrong_too() {
    let rules = "groups: [{name: g, rules: [{alert: A, expr: up, for: 3m, keep_firing_for: 5m, \
                 labels: {severity: sev1, team: ai}, annotations: {summary: s}}]}]";
    let rules = RuleFile::parse(&Source::new("r.yaml", rules)).unwrap();
    let severities = ["sev1".to_owned(), "sev3".to_owned()];
    let mutants = Mutant::all(&rules.groups[0].rules[0], &severities);
    let changes: BTreeMap<String, &str> = mutants
        .iter()
        .map(|one| (format!("{} → {}", one.before, one.after), one.what))
        .collect();
    for (change, what) in [
        ("for: 3m → for: 6m", "for/doubled"),
        ("for: 3m → for: 0s", "for/removed"),
        ("keep_firing_for: 5m → ", "for/removed"),
        ("severity: sev1 → severity: sev3", "severity/changed"),
        ("severity: sev1 → ", "alert-label/dropped"),
        ("team: ai → ", "alert-label/dropped"),
        ("summary: s → ", "annotation/dropped"),
        ("up → up_renamed", "metric/renamed"),
    ] {
        assert_eq!(changes.get(change), Some(&what), "{changes:#?}");
    }
}
