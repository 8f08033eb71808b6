//! Groups that remember the evaluation before beside groups that do not: both do the same.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Evaluation, GroupOptions, GroupState};
use crate::alerts::rules::RuleFile;
use crate::base::{Duration, Source};
use crate::promql::{Major, Options, Store, evaluate, parse, parse_series};

/// Rules of every kind: each reads given series, or what others write before or after it.
const RULES: [&str; 20] = [
    "{record: late, expr: 'sum by (x) (early) + 1'}",
    "{record: early, expr: 'a * 2', labels: {unit: n}}",
    "{record: early, expr: 'b', labels: {unit: m}}",
    "{record: filtered, expr: 'a > 1'}",
    "{record: ratio, expr: 'sum by (x) (rate(c[3m])) / on (x) b'}",
    "{record: now, expr: 'time()'}",
    "{record: old, expr: 'a offset 2m'}",
    "{record: highest, expr: 'max_over_time(sum by (x) (a)[4m:1m])'}",
    "{record: single, expr: 'a{x=\"1\"} or b{x=\"1\"}'}",
    "{alert: Plain, expr: 'a == 1'}",
    "{alert: Held, expr: 'a == 1', for: 3m, annotations: {text: '{{ $labels.x }} {{ $value }}'}}",
    "{alert: Kept, expr: 'a == 1', keep_firing_for: 2m}",
    "{alert: Both, expr: 'b > 0', for: 1m, keep_firing_for: 3m, labels: {of: '{{ $value }}'}}",
    "{alert: Timed, expr: 'b >= 0', annotations: {at: '{{ now }}'}}",
    "{alert: Gone, expr: 'absent(c)', for: 1m}",
    "{alert: Empty, expr: 'absent_over_time(b[2m])'}",
    "{alert: Chained, expr: 'ALERTS{alertname=\"Held\", alertstate=\"firing\"}', for: 1m}",
    "{alert: Since, expr: 'ALERTS_FOR_STATE > 200'}",
    "{alert: Twins, expr: 'a > 0', labels: {x: same}}",
    "{alert: Late, expr: 'late > 2 unless on (x) filtered', for: 2m}",
];

/// What a series does for a while.
fn values() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        (0..3_i32, 0..20_usize).prop_map(|(value, times)| format!("{value}x{times}")),
        (0..3_i32, 0..9_usize).prop_map(|(value, times)| format!("{value}+1x{times}")),
        (1..9_usize).prop_map(|times| format!("_x{times}")),
        Just("stale".to_owned()),
        Just("NaN".to_owned()),
    ];
    proptest::collection::vec(part, 1..5).prop_map(|parts| parts.join(" "))
}

/// A run of rules over series.
#[derive(Debug)]
struct Given {
    rules: Vec<usize>,
    series: Vec<String>,
    /// How many samples come between two evaluations, or how many evaluations between two samples.
    interval_s: i64,
    major: Major,
}

fn given() -> impl Strategy<Value = Given> {
    let rules = Just((0..RULES.len()).collect::<Vec<_>>()).prop_shuffle();
    let interval = prop_oneof![Just(60), Just(60), Just(30), Just(90), Just(120)];
    let major = prop_oneof![Just(Major::Two), Just(Major::Three)];
    let series = proptest::collection::vec(values(), 6);
    (rules, 1..9_usize, series, interval, major).prop_map(
        |(mut rules, most, series, interval_s, major)| {
            rules.truncate(most);
            let names = [
                "a{x=\"1\"}",
                "a{x=\"2\"}",
                "b{x=\"1\"}",
                "b{x=\"2\"}",
                "c{x=\"1\"}",
                "c{x=\"3\"}",
            ];
            let series = names.iter().zip(series);
            Given {
                rules,
                series: series
                    .map(|(name, values)| format!("{name} {values}"))
                    .collect(),
                interval_s,
                major,
            }
        },
    )
}

/// What the groups do over time: what changed, what is active, and all samples in the end.
fn told(given: &Given, remembers: bool) -> String {
    let mut text = "groups:\n- name: g\n  rules:\n".to_owned();
    for rule in &given.rules {
        let _ = writeln!(text, "  - {}", RULES[*rule]);
    }
    let file = RuleFile::parse(&Source::new("a.yaml", text)).unwrap();
    let engine = Options {
        major: given.major,
        look_back: Duration::from_secs(150),
        ..Options::default()
    };
    let options = GroupOptions {
        engine: engine.clone(),
        ..GroupOptions::default()
    };
    let mut group = GroupState::new(file.groups[0].clone(), Arc::new(options));
    let mut store = Store::default();
    let series: Vec<_> = (given.series.iter())
        .map(|line| parse_series(line).unwrap())
        .collect();
    let mut told = String::new();
    for at_s in (0..4_500_i64).step_by(30) {
        let sample = usize::try_from(at_s / 60).unwrap();
        for (labels, values) in series.iter().filter(|_| at_s % 60 == 0) {
            if let Some(Some(value)) = values.get(sample) {
                store.append(labels, at_s * 1_000, *value);
            }
        }
        if at_s % given.interval_s != 0 {
            continue;
        }
        if !remembers {
            // A clone has forgotten everything but the alerts.
            group = group.clone();
        }
        let Evaluation { changes, errors } = group.evaluate(at_s * 1_000, &mut store);
        let sent = group.to_send(at_s * 1_000);
        let _ = writeln!(
            told,
            "{at_s}: {changes:?} {errors:?} {:?} {sent:?}",
            group.active()
        );
    }
    let all = parse("{__name__=~\".+\"}[2h]").unwrap();
    let _ = write!(told, "{:#?}", evaluate(&all, &store, 4_500_000, &engine));
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_is_remembered_of_rules_changes_nothing(given in given()) {
        prop_assert_eq!(told(&given, true), told(&given, false));
    }
}
