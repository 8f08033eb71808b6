//! Each mistake in the setup does what it says.

use super::*;

#[test]
fn without_a_fallback_callers_feel_the_hang() {
    let mut platform = warm(1, weak(Weakness::NoFallback));
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    let during = drive(&mut platform, At::START, at(120));
    assert!(share(&during, |one| one.outcome == Outcome::Ok) < 0.01);
    assert!(during.iter().any(|one| one.outcome == Outcome::Status(504)));
    assert!(during.iter().any(|one| one.outcome == Outcome::Status(503)));
    assert!(total(&platform, "llm_fallback_requests_total", &[]) < 1.0);
}

#[test]
fn a_slow_fallback_answers_too_late() {
    let mut platform = warm(1, weak(Weakness::SlowFallback));
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    drive(&mut platform, At::START, at(60));
    let during = drive(&mut platform, at(60), at(180));
    assert!(share(&during, |one| one.outcome == Outcome::Ok) > 0.95);
    assert!(share(&during, |one| one.latency() > Duration::from_secs(3)) > 0.95);
}

#[test]
fn without_a_timeout_nobody_falls_back_and_no_provider_error_is_counted() {
    let mut platform = warm(1, weak(Weakness::NoTimeout));
    let errors = total(&platform, "llm_provider_errors_total", &[]);
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    let during = drive(&mut platform, At::START, at(120));
    assert!(share(&during, |one| one.outcome == Outcome::Timeout) > 0.95);
    let after = total(&platform, "llm_provider_errors_total", &[]);
    assert!(after - errors < 1.0, "{errors} {after}");
    assert!(!platform.breaker_is_open(Provider::Primary));
    assert!(success(&platform) < 0.8);
}

#[test]
fn a_retry_storm_multiplies_the_load_and_never_lets_go() {
    let attempts = |policy| {
        let mut platform = warm(1, policy);
        platform
            .set_link(At::START, "primary", Link::Status(500))
            .unwrap();
        let before = total(&platform, "llm_provider_requests_total", &["primary"]);
        let finished = drive(&mut platform, At::START, at(60));
        let after = total(&platform, "llm_provider_requests_total", &["primary"]);
        (after - before, finished)
    };
    let (stormy, finished) = attempts(weak(Weakness::RetryStorm));
    let (calm, _) = attempts(Policy::default());
    // Besides the drill's own, half of twenty requests a second; the cache answers the rest.
    assert!(stormy > 20.0 * 60.0 * 7.0, "{stormy}");
    assert!(calm < 100.0, "{calm}");
    let short = finished.iter().find(|one| one.attempts != 10);
    assert_eq!(
        short, None,
        "everybody has nine attempts before the fallback"
    );
    let mut hung = warm(1, weak(Weakness::RetryStorm));
    hung.set_link(At::START, "primary", Link::Hang).unwrap();
    let during = drive(&mut hung, At::START, at(120));
    assert!(share(&during, |one| one.outcome == Outcome::Timeout) > 0.95);
}
