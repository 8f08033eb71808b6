use super::*;
use crate::alerts::rules::RuleFile;
use crate::base::{Duration, Source};
use crate::promql::parse_series;

fn rule(text: &str) -> Rule {
    let rules = format!("groups: [{{name: g, rules: [{text}]}}]");
    let rules = RuleFile::parse(&Source::new("r.yaml", rules)).unwrap();
    rules.groups[0].rules[0].clone()
}

fn quick(one: &str, other: &str) -> Option<Quick> {
    Quick::new([&[], &[]], [&rule(one), &rule(other)], &Arc::default())
}

fn input() -> Input {
    let series = ["a{x=\"1\"} 0 1 2 3 4 5", "a{x=\"2\"} 5 5 5 _ _ _"];
    let series = series.map(|text| parse_series(text).unwrap());
    let minute = Duration::from_mins(1);
    Input {
        interval: minute,
        tick: minute,
        until: minute * 5,
        series: series.into_iter().collect(),
    }
}

#[test]
fn what_fires_otherwise_at_any_time_may_differ() {
    for (mutant, may_differ) in [
        ("{alert: A, expr: a > 3}", true),
        ("{alert: A, expr: 'a{x=\"1\"} > 2'}", true),
        ("{alert: A, expr: a * 2 > 4}", false),
        ("{alert: A, expr: a >= 2.5}", false),
    ] {
        let seen = quick("{alert: A, expr: a > 2}", mutant)
            .unwrap()
            .look(&input());
        let told = seen.map(|seen| (seen.may_differ, seen.is_lively));
        assert_eq!(told, Some((may_differ, true)), "{mutant}");
    }
}

#[test]
fn values_count_where_they_are_recorded_or_written() {
    let said = "annotations: {summary: '{{ $value }}'}";
    for (rule, mutant) in [
        (
            "{record: b, expr: a}".to_owned(),
            "{record: b, expr: a * 2}".to_owned(),
        ),
        (
            format!("{{alert: A, expr: a > 2, {said}}}"),
            format!("{{alert: A, expr: a * 2 > 4, {said}}}"),
        ),
    ] {
        let seen = quick(&rule, &mutant).unwrap().look(&input()).unwrap();
        assert!(seen.may_differ, "{mutant}");
    }
}

#[test]
fn what_a_quick_look_cannot_tell_is_left_to_a_slow_one() {
    let plain = "{alert: A, expr: a > 2}";
    for other in [
        "{alert: A, expr: a > 2, for: 1m}",
        "{alert: A, expr: a > 2, labels: {severity: sev1}}",
        "{alert: A, expr: a > 2, annotations: {summary: s}}",
        "{alert: A, expr: a offset -5m > 2}",
        "{alert: A, expr: a @ 60 > 2}",
    ] {
        assert!(quick(plain, other).is_none(), "{other}");
    }
    let twins = "{record: b, expr: 'sum by (y) (a) + ignoring (x) a'}";
    let same = quick("{record: b, expr: a}", twins).unwrap();
    assert_eq!(same.look(&input()), None, "it fails");
}
