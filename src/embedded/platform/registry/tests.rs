//! The metrics page as a whole, and what a badly instrumented gateway makes of it.

use std::collections::BTreeMap;

use super::*;
use crate::base::Duration;
use crate::promql::is_stale;

fn values(registry: &Registry) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    registry.scrape(&mut |labels, value| {
        let before = found.insert(labels.to_string(), value);
        assert_eq!(before, None, "{labels} is there twice");
    });
    found
}

fn timed_out(quirks: Quirks) -> BTreeMap<String, f64> {
    let mut registry = Registry::new(quirks);
    let failure = Some(Failure::Timeout);
    registry.attempt_ended(Provider::Primary, Model::Chat, failure, 3);
    registry.fallback_answered(Model::Chat, 3);
    registry.breaker_is(Provider::Primary, true);
    registry.breaker_is(Provider::Primary, false);
    values(&registry)
}

fn sum(values: &BTreeMap<String, f64>, parts: &[&str]) -> f64 {
    values
        .iter()
        .filter(|(series, _)| parts.iter().all(|part| series.contains(part)))
        .map(|(_, value)| value)
        .sum()
}

#[track_caller]
fn same(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one} is not {other}");
}

#[test]
fn every_series_is_there_from_the_start_once_and_zero() {
    let registry = Registry::new(Quirks::default());
    let values = values(&registry);
    for (series, value) in &values {
        let unknown = series.starts_with("llm_eval_score") && value.is_nan();
        let unlimited = series.starts_with("llm_budget_limit") && value.is_infinite();
        assert!(
            value.abs() < f64::EPSILON || unknown || unlimited,
            "{series}"
        );
    }
    let service = 30 + 2 * 22 + 4 * 11;
    let providers = 4 + 20 + 2 + 2;
    let costs = 10 + 20 + 15 + 5 + 5;
    let answers = 8 + 5 * 4 + 1 + 4;
    assert_eq!(values.len(), service + providers + costs + answers);
    assert!(values.len() < 350, "scraping has its price");
}

#[test]
fn a_latency_on_a_bound_belongs_to_that_buckets_and_all_above() {
    let mut registry = Registry::new(Quirks::default());
    let second = Duration::from_secs(1);
    registry.request_ended(Model::Chat, Tenant::Acme, Status::Success, second, 3);
    let values = values(&registry);
    let bucket = |le: &str| {
        let series = format!(
            r#"llm_request_duration_seconds_bucket{{le="{le}", model="chat", service="llm-gateway"}}"#
        );
        values[&series]
    };
    same(bucket("0.75"), 0.0);
    same(bucket("1"), 3.0);
    same(bucket("+Inf"), 3.0);
}

#[test]
fn what_a_limit_blocks_is_a_request_without_a_latency() {
    let mut registry = Registry::new(Quirks::default());
    registry.request_ended(
        Model::Chat,
        Tenant::Acme,
        Status::Blocked,
        Duration::ZERO,
        3,
    );
    let values = values(&registry);
    same(sum(&values, &["llm_requests_total", "blocked"]), 3.0);
    same(sum(&values, &["llm_request_duration_seconds_count"]), 0.0);
}

#[test]
fn a_restart_begins_all_counters_anew_under_the_same_names() {
    let mut registry = Registry::new(Quirks::default());
    registry.fallback_answered(Model::Chat, 3);
    registry.restart();
    let values = values(&registry);
    same(sum(&values, &["llm_fallback_requests_total"]), 0.0);
}

#[test]
fn a_healthy_fallback_is_blamed_for_the_primarys_failures() {
    let blamed = ["llm_provider_errors_total", "secondary"];
    same(sum(&timed_out(Quirks::default()), &blamed), 0.0);
    let quirks = Quirks {
        blames_fallback: true,
        ..Quirks::default()
    };
    same(sum(&timed_out(quirks), &blamed), 3.0);
}

#[test]
fn a_stuck_gauge_shows_an_open_breaker_for_ever() {
    let open = ["llm_circuit_breaker_open", "primary"];
    same(sum(&timed_out(Quirks::default()), &open), 0.0);
    let quirks = Quirks {
        open_for_ever: true,
        ..Quirks::default()
    };
    same(sum(&timed_out(quirks), &open), 1.0);
}

#[test]
fn a_counter_born_late_is_absent_until_its_first_failure() {
    let quirks = Quirks {
        born_late: true,
        ..Quirks::default()
    };
    let absent =
        |values: &BTreeMap<String, f64>| values.values().filter(|value| is_stale(**value)).count();
    assert_eq!(absent(&values(&Registry::new(quirks))), 20);
    assert_eq!(absent(&timed_out(quirks)), 19);
    assert_eq!(absent(&timed_out(Quirks::default())), 0);
}

#[test]
fn a_renamed_metric_is_not_where_the_rules_look_for_it() {
    let quirks = Quirks {
        renamed: true,
        ..Quirks::default()
    };
    let values = timed_out(quirks);
    same(sum(&values, &["llm_fallback_requests_total"]), 0.0);
    same(sum(&values, &["llm_fallback_responses_total"]), 3.0);
}
