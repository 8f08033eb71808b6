//! What the platform as a whole does in fair weather and foul.

use std::collections::BTreeMap;

use super::*;
use crate::base::{At, Duration};

const WARM_UP: At = At::from_ms(-120_000);

fn at(seconds: i64) -> At {
    At::from_ms(seconds * 1_000)
}

fn weak(weakness: Weakness) -> Policy {
    Policy::default().weakened(weakness)
}

fn warm(seed: u64, policy: Policy) -> Platform {
    let mut platform = Platform::new(seed, policy, WARM_UP);
    platform.advance(At::START);
    platform
}

/// Ten requests a second between two moments; every other one is streamed.
fn drive(platform: &mut Platform, from: At, to: At) -> Vec<Finished> {
    let mut finished = Vec::new();
    let mut ms = from.ms();
    while ms < to.ms() {
        let id = u64::try_from(ms / 100).unwrap();
        let request = SyntheticRequest {
            id,
            model: Model::Chat,
            stream: id.is_multiple_of(2),
            timeout: Duration::from_secs(20),
        };
        platform.send(At::from_ms(ms), request);
        finished.extend(platform.finished());
        ms += 100;
    }
    platform.advance(to);
    finished.extend(platform.finished());
    finished
}

fn snapshot(platform: &Platform) -> BTreeMap<String, f64> {
    let mut values = BTreeMap::new();
    platform.scrape(&mut |labels, value| {
        values.insert(labels.to_string(), value);
    });
    values
}

/// The sum of all series of a metric whose labels have all these parts.
fn total(platform: &Platform, metric: &str, parts: &[&str]) -> f64 {
    snapshot(platform)
        .into_iter()
        .filter(|(series, _)| series.starts_with(&format!("{metric}{{")))
        .filter(|(series, _)| parts.iter().all(|part| series.contains(part)))
        .map(|(_, value)| value)
        .sum()
}

fn success(platform: &Platform) -> f64 {
    let good = total(platform, "llm_requests_total", &[r#"status="success""#]);
    good / total(platform, "llm_requests_total", &[])
}

fn share(finished: &[Finished], good: impl Fn(&Finished) -> bool) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    count(finished.iter().filter(|one| good(one)).count()) / count(finished.len())
}

fn p95(finished: &[Finished]) -> Duration {
    let mut latencies: Vec<Duration> = finished.iter().map(Finished::latency).collect();
    latencies.sort();
    latencies[latencies.len() * 95 / 100]
}

fn one(id: u64, stream: bool) -> SyntheticRequest {
    SyntheticRequest {
        id,
        model: Model::Chat,
        stream,
        timeout: Duration::from_secs(60),
    }
}

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
    assert!(stormy > 30.0 * 60.0 * 7.0, "{stormy}");
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

#[test]
fn a_request_under_way_feels_a_hang_and_is_answered_by_the_fallback() {
    let mut platform = warm(1, Policy::default());
    platform.send(At::START, one(1, false));
    platform
        .set_link(At::from_ms(50), "primary", Link::Hang)
        .unwrap();
    platform.advance(at(20));
    let finished = platform.finished();
    assert_eq!(finished[0].outcome, Outcome::Ok);
    assert_eq!(finished[0].served_by, Some(Provider::Secondary));
    assert_eq!(finished[0].attempts, 2);
    assert!(finished[0].latency() > Duration::from_secs(5));
}

#[test]
fn a_stream_under_way_that_hangs_is_cut_since_nobody_can_take_over() {
    let mut platform = warm(1, Policy::default());
    // Of many streams some have their first chunk after 300 ms, and not yet their last.
    for id in 0..50 {
        platform.send(At::START, one(id, true));
    }
    platform
        .set_link(At::from_ms(300), "primary", Link::Hang)
        .unwrap();
    platform.advance(at(60));
    let finished = platform.finished();
    assert_eq!(finished.len(), 50);
    let cut: Vec<&Finished> = finished
        .iter()
        .filter(|one| one.outcome == Outcome::Cut)
        .collect();
    assert!(cut.len() > 10, "{}", cut.len());
    assert!(cut.iter().all(|one| one.finished == At::from_ms(5_300)));
    assert!(cut.iter().all(|one| one.cost.micros() > 0));
    let other = finished.iter().filter(|one| one.outcome != Outcome::Cut);
    assert!(other.clone().all(|one| one.outcome == Outcome::Ok));
}

#[test]
fn a_reset_fails_what_is_under_way_at_once() {
    let mut platform = warm(1, Policy::default());
    platform
        .probe(At::START, 1, "primary", Duration::from_secs(10))
        .unwrap();
    platform
        .set_link(At::from_ms(40), "primary", Link::Reset)
        .unwrap();
    let finished = platform.finished();
    assert_eq!(finished[0].outcome, Outcome::Reset);
    assert_eq!(finished[0].finished, At::from_ms(40));
}

#[test]
fn connections_that_hung_are_closed_when_the_hang_is_lifted() {
    let mut platform = warm(1, Policy::default());
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    platform
        .probe(At::START, 1, "primary", Duration::from_secs(10))
        .unwrap();
    platform.send(At::START, one(2, false));
    platform.advance(at(2));
    assert!(platform.finished().is_empty());
    let resets =
        |platform: &Platform| total(platform, "llm_provider_errors_total", &["primary", "reset"]);
    let before = resets(&platform);
    platform.set_link(at(2), "primary", Link::Healthy).unwrap();
    assert_eq!(platform.finished()[0].outcome, Outcome::Reset);
    assert!(resets(&platform) - before > 20.0);
    platform.advance(at(10));
    let finished = platform.finished();
    assert_eq!(finished[0].served_by, Some(Provider::Secondary));
}

#[test]
fn a_cut_breaks_streams_and_spares_answers_in_one_piece() {
    let mut platform = warm(
        1,
        Policy {
            breaker: None,
            ..Policy::default()
        },
    );
    let after = Duration::from_ms(50);
    platform
        .set_link(At::START, "primary", Link::CutStream { after })
        .unwrap();
    let during = drive(&mut platform, At::START, at(60));
    for one in &during {
        let expected = if one.id.is_multiple_of(2) {
            Outcome::Cut
        } else {
            Outcome::Ok
        };
        assert!(one.outcome == expected || one.attempts == 2, "{one:?}");
    }
    platform
        .set_link(
            at(60),
            "primary",
            Link::CutStream {
                after: Duration::ZERO,
            },
        )
        .unwrap();
    drive(&mut platform, at(60), at(70));
    let during = drive(&mut platform, at(70), at(90));
    assert!(
        during.iter().all(|one| one.outcome == Outcome::Ok),
        "nothing was sent yet"
    );
    assert!(share(&during, |one| one.served_by == Some(Provider::Secondary)) > 0.4);
}

#[test]
fn a_slow_link_delays_and_a_status_is_passed_or_masked() {
    let mut platform = warm(1, Policy::default());
    let delay = Duration::from_secs(2);
    platform
        .set_link(At::START, "primary", Link::Slow(delay))
        .unwrap();
    drive(&mut platform, At::START, at(10));
    let during = drive(&mut platform, at(10), at(30));
    assert!(during.iter().all(|one| one.latency() > delay));
    platform
        .set_link(at(30), "primary", Link::Status(404))
        .unwrap();
    drive(&mut platform, at(30), at(40));
    let during = drive(&mut platform, at(40), at(50));
    assert!(during.iter().all(|one| one.outcome == Outcome::Status(404)));
    platform
        .set_link(at(50), "primary", Link::Status(503))
        .unwrap();
    drive(&mut platform, at(50), at(60));
    let during = drive(&mut platform, at(60), at(70));
    assert!(during.iter().all(|one| one.outcome == Outcome::Ok));
}

#[test]
fn a_probe_sees_the_broken_place_itself() {
    for (link, outcome) in [
        (Link::Healthy, Outcome::Ok),
        (Link::Hang, Outcome::Timeout),
        (Link::Refuse, Outcome::Refused),
        (Link::Reset, Outcome::Reset),
        (Link::Status(502), Outcome::Status(502)),
    ] {
        let mut platform = warm(1, Policy::default());
        platform.set_link(At::START, "primary", link).unwrap();
        let before = total(&platform, "llm_requests_total", &["firedrill"]);
        platform
            .probe(at(1), 7, "primary", Duration::from_secs(8))
            .unwrap();
        platform.advance(at(20));
        let finished = platform.finished();
        assert_eq!((finished[0].id, finished[0].outcome), (7, outcome));
        let after = total(&platform, "llm_requests_total", &["firedrill"]);
        assert!(
            (after - before).abs() < f64::EPSILON,
            "it passes the gateway by"
        );
    }
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

#[test]
fn a_clone_continues_as_the_original_does() {
    let mut original = warm(9, Policy::default());
    drive(&mut original, At::START, at(30));
    original.set_link(at(30), "primary", Link::Hang).unwrap();
    drive(&mut original, at(30), At::from_ms(33_300));
    let mut clone = original.clone();
    let one = drive(&mut original, At::from_ms(33_300), at(120));
    let other = drive(&mut clone, At::from_ms(33_300), at(120));
    assert_eq!(one, other);
    assert_eq!(
        format!("{:?}", snapshot(&original)),
        format!("{:?}", snapshot(&clone))
    );
    let mut another_seed = warm(10, Policy::default());
    drive(&mut another_seed, At::START, at(120));
    assert_ne!(snapshot(&original), snapshot(&another_seed));
}

#[test]
fn the_steps_in_which_time_passes_do_not_matter() {
    let mut fine = warm(4, Policy::default());
    let mut coarse = warm(4, Policy::default());
    for ms in (0..60_000).step_by(37) {
        fine.advance(At::from_ms(ms));
    }
    fine.advance(at(60));
    coarse.advance(at(60));
    assert_eq!(snapshot(&fine), snapshot(&coarse));
}

#[test]
fn a_name_that_no_provider_has_is_refused() {
    let mut platform = warm(1, Policy::default());
    assert!(platform.set_link(At::START, "primery", Link::Hang).is_err());
    assert!(platform.link("tertiary").is_err());
    assert_eq!(platform.link("primary"), Ok(Link::Healthy));
}

/// To be timed in release: `cargo test --release -- --ignored a_hundred_runs`.
#[test]
#[ignore = "a measurement"]
fn a_hundred_runs_of_forty_five_minutes() {
    for seed in 0..100 {
        let mut platform = warm(seed, Policy::default());
        drive(&mut platform, At::START, at(600));
        platform.set_link(at(600), "primary", Link::Hang).unwrap();
        drive(&mut platform, at(600), at(1_200));
        platform
            .set_link(at(1_200), "primary", Link::Healthy)
            .unwrap();
        let finished = drive(&mut platform, at(1_200), at(2_700));
        assert!(finished.len() > 14_000);
    }
}

/// The same with a scrape every fifteen seconds left out of account: what a scrape costs.
#[test]
#[ignore = "a measurement"]
fn a_hundred_thousand_scrapes() {
    let platform = warm(1, Policy::default());
    let mut sum = 0.0;
    for _ in 0..100_000 {
        platform.scrape(&mut |_, value| sum += value);
    }
    assert!(sum > 0.0);
}
