//! What callers get while the platform is healthy, breaks, and heals.

use super::*;

#[test]
fn a_healthy_platform_serves_everybody_fast_on_every_seed() {
    for seed in 0..50 {
        let mut platform = warm(seed, Policy::default());
        let finished = drive(&mut platform, At::START, at(600));
        assert!(share(&finished, |one| one.outcome == Outcome::Ok) >= 0.999);
        assert!(success(&platform) >= 0.999, "seed {seed}");
        assert!(p95(&finished) <= Duration::from_secs(2), "seed {seed}");
        assert!(!platform.breaker_is_open(Provider::Primary), "seed {seed}");
    }
}

#[test]
fn a_healthy_providers_own_errors_are_rare_and_masked() {
    let mut platform = Platform::new(1, Policy::default(), At::START);
    platform.advance(at(3 * 3_600));
    let attempts = total(&platform, "llm_provider_requests_total", &[]);
    let errors = total(&platform, "llm_provider_errors_total", &[]);
    assert!(
        (0.000_1..0.000_4).contains(&(errors / attempts)),
        "{errors} of {attempts}"
    );
    let answered = total(&platform, "llm_fallback_requests_total", &[]);
    assert!((answered - errors).abs() < 2.0, "{answered} {errors}");
    assert!(success(&platform) > 0.999_99);
}

#[test]
fn tenants_spend_less_than_half_a_dollar_a_minute() {
    let mut platform = Platform::new(1, Policy::default(), At::START);
    platform.advance(at(3_600));
    let acme = total(&platform, "llm_token_cost_dollars", &[r#"tenant="acme""#]) / 60.0;
    assert!((0.05..0.25).contains(&acme), "{acme} dollars a minute");
}

#[test]
fn when_the_primary_hangs_the_secondary_answers_from_the_sixth_second_on() {
    for seed in 0..50 {
        let mut platform = warm(seed, Policy::default());
        drive(&mut platform, At::START, at(60));
        platform.set_link(at(60), "primary", Link::Hang).unwrap();
        let during = drive(&mut platform, at(60), at(360));
        assert!(
            share(&during, |one| one.outcome == Outcome::Ok) >= 0.99,
            "seed {seed}"
        );
        assert!(success(&platform) >= 0.99, "seed {seed}");
        let late: Vec<Finished> = during
            .into_iter()
            .filter(|one| one.sent >= at(66))
            .collect();
        let by_secondary = share(&late, |one| one.served_by == Some(Provider::Secondary));
        assert!(by_secondary >= 0.99, "seed {seed}: {by_secondary}");
        assert!(p95(&late) <= Duration::from_secs(3), "seed {seed}");
        assert!(platform.breaker_is_open(Provider::Primary));
        let gauge = total(&platform, "llm_circuit_breaker_open", &["primary"]);
        assert!((gauge - 1.0).abs() < f64::EPSILON);
    }
}

#[test]
fn when_the_hang_is_over_the_primary_is_back_within_a_minute() {
    for seed in 0..50 {
        let mut platform = warm(seed, Policy::default());
        platform.set_link(at(1), "primary", Link::Hang).unwrap();
        drive(&mut platform, at(1), at(120));
        platform
            .set_link(at(120), "primary", Link::Healthy)
            .unwrap();
        drive(&mut platform, at(120), at(160));
        let after = drive(&mut platform, at(160), at(200));
        let by_primary = share(&after, |one| one.served_by == Some(Provider::Primary));
        assert!(by_primary >= 0.95, "seed {seed}: {by_primary}");
        assert!(!platform.breaker_is_open(Provider::Primary), "seed {seed}");
    }
}

#[test]
fn an_open_breaker_lets_one_request_look_every_half_minute_and_no_more() {
    let mut platform = warm(1, Policy::default());
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    platform.advance(at(30));
    let before = total(&platform, "llm_provider_requests_total", &["primary"]);
    platform.advance(at(330));
    let asked = total(&platform, "llm_provider_requests_total", &["primary"]) - before;
    // One look is 30 s of waiting and 5 s of hanging.
    assert!((8.0..=9.0).contains(&asked), "{asked}");
}

#[test]
fn when_the_caller_of_the_looking_request_leaves_the_next_one_looks() {
    let quiet = Policy {
        background: crate::base::Rate::per_second(0),
        ..Policy::default()
    };
    let mut platform = warm(1, quiet);
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    for id in 0..5 {
        platform.send(At::START, one(id, false));
    }
    platform.advance(at(20));
    assert!(platform.breaker_is_open(Provider::Primary));
    let looking = SyntheticRequest {
        timeout: Duration::from_secs(1),
        ..one(5, false)
    };
    platform.finished();
    platform.send(at(40), looking);
    platform.advance(at(42));
    assert_eq!(platform.finished()[0].outcome, Outcome::Timeout);
    platform.set_link(at(42), "primary", Link::Healthy).unwrap();
    platform.send(at(43), one(6, false));
    platform.advance(at(50));
    assert_eq!(platform.finished()[0].served_by, Some(Provider::Primary));
    assert!(!platform.breaker_is_open(Provider::Primary));
}

#[test]
fn with_both_providers_gone_callers_are_told_so_at_once() {
    let mut platform = warm(1, Policy::default());
    platform
        .set_link(At::START, "primary", Link::Refuse)
        .unwrap();
    platform
        .set_link(At::START, "secondary", Link::Refuse)
        .unwrap();
    drive(&mut platform, At::START, at(5));
    let during = drive(&mut platform, at(5), at(20));
    assert!(during.iter().all(|one| one.outcome == Outcome::Status(503)));
}
