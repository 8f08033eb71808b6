//! What each fault of a link does, to what comes after it and to what is under way.

use super::*;

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
