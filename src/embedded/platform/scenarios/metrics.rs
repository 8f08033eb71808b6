//! Metrics that do not say what happens.

use super::*;

fn after_an_outage(weakness: Option<Weakness>) -> Platform {
    let policy = weakness.map_or_else(Policy::default, weak);
    let mut platform = warm(1, policy);
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    drive(&mut platform, At::START, at(120));
    platform
        .set_link(at(120), "primary", Link::Healthy)
        .unwrap();
    drive(&mut platform, at(120), at(240));
    platform
}

#[test]
fn failures_of_the_primary_are_counted_as_the_fallbacks() {
    let errors = |weakness, provider| {
        let platform = after_an_outage(weakness);
        total(&platform, "llm_provider_errors_total", &[provider])
    };
    assert!(errors(None, "secondary") < 3.0);
    assert!(errors(None, "primary") > 50.0);
    let blamed = Some(Weakness::HealthyFallbackBlamed);
    assert!(errors(blamed, "secondary") > 50.0);
    assert!(errors(blamed, "primary") < 1.0);
}

#[test]
fn the_gauge_of_a_breaker_that_closed_stays_open() {
    let open = |weakness| total(&after_an_outage(weakness), "llm_circuit_breaker_open", &[]);
    assert!(open(None) < 0.5);
    assert!(open(Some(Weakness::StuckGauge)) > 0.5);
}

#[test]
fn a_counter_is_born_with_its_first_failure() {
    let quiet = Policy {
        errors_per_million: 0,
        ..weak(Weakness::CounterBornLate)
    };
    let platform = warm(1, quiet);
    let errors = total(&platform, "llm_provider_errors_total", &["timeout"]);
    assert!(errors.is_nan(), "there is no such series yet");
    let timeouts = snapshot(&after_an_outage(Some(Weakness::CounterBornLate)))
        .into_iter()
        .filter(|(series, _)| series.starts_with("llm_provider_errors_total"))
        .filter(|(series, _)| series.contains("timeout") && series.contains("primary"))
        .map(|(_, value)| value);
    assert!(timeouts.sum::<f64>() > 10.0);
}

#[test]
fn the_fallbacks_answers_are_counted_under_another_name() {
    let platform = after_an_outage(Some(Weakness::MetricRenamed));
    assert!(total(&platform, "llm_fallback_requests_total", &[]) < 1.0);
    assert!(total(&platform, "llm_fallback_responses_total", &[]) > 1_000.0);
}

#[test]
fn tokens_and_money_are_counted_for_the_tenant_whose_requests_used_them() {
    let mut platform = warm(1, Policy::default());
    let finished = drive(&mut platform, At::START, at(60));
    platform.advance(at(70));
    let mine = [r#"tenant="firedrill""#];
    let used: u64 = finished.iter().map(|one| one.usage.total().count()).sum();
    let counted = total(&platform, "llm_tokens_total", &mine);
    let used = f64::from(u32::try_from(used).unwrap());
    assert!(
        (0.98..1.001).contains(&(used / counted)),
        "{used} {counted}"
    );
    assert!(total(&platform, "llm_token_cost_dollars", &mine) > 0.01);
}

#[test]
fn stages_add_up_to_what_answers_take() {
    let platform = warm(1, Policy::default());
    let sum = |stage: &str| total(&platform, &format!("llm_{stage}_duration_seconds_sum"), &[]);
    let stages = sum("queue") + sum("retrieval") + sum("generation") + sum("tool_execution");
    let answers = sum("request");
    assert!(
        (0.85..1.0).contains(&(stages / answers)),
        "{stages} {answers}"
    );
    assert!(sum("queue") < 1.0, "nobody waits");
}
