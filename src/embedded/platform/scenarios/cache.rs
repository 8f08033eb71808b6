//! The semantic cache: what it saves, what its store's faults cost, and its return.

use super::*;

fn cached(platform: &Platform, result: &str) -> f64 {
    let result = format!(r#"result="{result}""#);
    total(platform, "llm_cache_requests_total", &[&result])
}

/// The share of hits among all requests between two moments.
fn hit_ratio(platform: &mut Platform, from: At, to: At) -> f64 {
    platform.advance(from);
    let before = (
        cached(platform, "hit"),
        total(platform, "llm_cache_requests_total", &[]),
    );
    platform.advance(to);
    let hits = cached(platform, "hit") - before.0;
    hits / (total(platform, "llm_cache_requests_total", &[]) - before.1)
}

/// Without anybody else's load.
const fn quiet(policy: &Policy) -> Policy {
    Policy {
        background: crate::base::Rate::per_second(0),
        ..*policy
    }
}

/// One of twenty hot questions.
fn hot(request: SyntheticRequest) -> SyntheticRequest {
    SyntheticRequest {
        prompt: Prompt::Repeated(u32::try_from(request.id % 20).unwrap()),
        ..request
    }
}

fn known(request: SyntheticRequest) -> SyntheticRequest {
    SyntheticRequest {
        prompt: Prompt::Known(u32::try_from(request.id % 24).unwrap()),
        ..request
    }
}

#[test]
fn two_in_five_requests_are_answered_by_the_cache_on_every_seed() {
    for seed in 0..20 {
        let mut platform = warm(seed, Policy::default());
        let ratio = hit_ratio(&mut platform, at(300), at(900));
        assert!((0.35..0.45).contains(&ratio), "seed {seed}: {ratio}");
    }
}

#[test]
fn a_hit_is_fast_and_free() {
    let mut platform = warm(1, Policy::default());
    let finished = drive_with(&mut platform, at(60), at(120), 100, hot);
    let hits: Vec<Finished> = finished
        .into_iter()
        .filter(|one| one.cached == Some(true))
        .collect();
    assert!(hits.len() > 500, "{}", hits.len());
    // Some have waited for whoever fetched the answer again.
    assert!(share(&hits, |one| one.latency() <= Duration::from_ms(50)) > 0.95);
    for hit in hits {
        assert_eq!((hit.usage, hit.cost.micros()), (Usage::default(), 0));
        assert_eq!((hit.served_by, hit.attempts), (None, 0));
        assert_eq!(hit.version, Some(Version::Stable));
    }
}

#[test]
fn without_the_cache_everybody_is_served_at_a_higher_price() {
    let spent = |platform: &Platform| total(platform, "llm_token_cost_dollars", &["acme"]);
    let mut platform = warm(1, Policy::default());
    let before = spent(&platform);
    platform.advance(at(300));
    let with = spent(&platform) - before;
    platform.set_cache_enabled(at(300), false);
    let finished = drive_with(&mut platform, at(300), at(600), 100, hot);
    let without = spent(&platform) - before - with;
    assert!(share(&finished, |one| one.outcome == Outcome::Ok) > 0.999);
    assert!(finished.iter().all(|one| one.cached.is_none()));
    assert!((1.4..2.1).contains(&(without / with)), "{without} {with}");
    assert!(cached(&platform, "bypass") > 5_000.0);
}

#[test]
fn a_store_that_refuses_or_hangs_is_passed_by_after_a_moment() {
    for link in [Link::Refuse, Link::Hang, Link::Slow(Duration::from_secs(1))] {
        let mut platform = warm(1, Policy::default());
        platform.set_store_link(At::START, link);
        let finished = drive_with(&mut platform, At::START, at(60), 100, hot);
        assert!(share(&finished, |one| one.outcome == Outcome::Ok) > 0.999);
        assert!(p95(&finished) < Duration::from_secs(2), "{link:?}");
        assert!(finished.iter().all(|one| one.cached == Some(false)));
        assert!(cached(&platform, "error") > 1_000.0, "{link:?}");
    }
}

#[test]
fn a_slow_store_slows_hits_and_nothing_else() {
    let mut platform = warm(1, Policy::default());
    platform.set_store_link(At::START, Link::Slow(Duration::from_ms(30)));
    let finished = drive_with(&mut platform, at(1), at(60), 100, hot);
    let hits = finished.iter().filter(|one| one.cached == Some(true));
    assert!(hits.clone().count() > 300);
    assert!(
        hits.clone()
            .all(|one| one.latency() >= Duration::from_ms(60))
    );
    assert!(cached(&platform, "error") < 1.0);
}

#[test]
fn a_cache_that_was_away_for_long_is_warm_again_after_minutes() {
    let mut platform = warm(1, Policy::default());
    platform.set_store_link(At::START, Link::Refuse);
    platform.advance(at(600));
    platform.set_store_link(at(600), Link::Healthy);
    let cold = hit_ratio(&mut platform, at(600), at(602));
    let warm = hit_ratio(&mut platform, at(720), at(900));
    assert!(cold < 0.25, "{cold}");
    assert!((0.35..0.48).contains(&warm), "{warm}");
}

#[test]
fn of_many_that_miss_the_same_answer_one_fetches_it() {
    let attempts = |policy| {
        let mut platform = warm(1, quiet(&policy));
        let before = total(&platform, "llm_provider_requests_total", &[]);
        for id in 0..100 {
            let request = SyntheticRequest {
                prompt: Prompt::Known(1),
                ..one(id, false)
            };
            platform.send(At::START, request);
        }
        platform.advance(at(40));
        assert!(
            platform
                .finished()
                .iter()
                .all(|one| one.outcome == Outcome::Ok)
        );
        total(&platform, "llm_provider_requests_total", &[]) - before
    };
    let (one, everybody) = (
        attempts(Policy::default()),
        attempts(weak(Weakness::Stampede)),
    );
    assert!(
        (98.0..=100.0).contains(&(everybody - one)),
        "{one} {everybody}"
    );
}

#[test]
fn when_an_answer_cannot_be_fetched_those_who_wait_for_it_are_told_so_at_once() {
    let mut platform = warm(1, quiet(&weak(Weakness::NoFallback)));
    platform.set_link(At::START, "primary", Link::Hang).unwrap();
    let ask = |id| SyntheticRequest {
        prompt: Prompt::Known(1),
        ..one(id, false)
    };
    platform.send(At::START, ask(1));
    platform.send(at(2), ask(2));
    platform.advance(at(6));
    let finished = platform.finished();
    let ends: Vec<_> = finished
        .iter()
        .map(|one| (one.id, one.outcome, one.attempts))
        .collect();
    let status = Outcome::Status(504);
    assert_eq!(ends, [(1, status, 1), (2, status, 0)]);
    assert!(finished[1].latency() < Duration::from_ms(3_100));
    platform.set_link(at(6), "primary", Link::Healthy).unwrap();
    platform.send(at(7), ask(3));
    platform.advance(at(15));
    assert_eq!(
        platform.finished()[0].outcome,
        Outcome::Ok,
        "whoever comes later fetches"
    );
}

#[test]
fn without_a_store_timeout_everybody_waits_for_a_store_that_hangs() {
    let mut platform = warm(1, weak(Weakness::CacheStoreHangs));
    platform.set_store_link(At::START, Link::Hang);
    let finished = drive(&mut platform, At::START, at(120));
    assert!(share(&finished, |one| one.outcome == Outcome::Timeout) > 0.99);
    assert!(success(&platform) < 0.8);
    platform.set_store_link(at(120), Link::Healthy);
    platform.advance(at(125));
    let released = platform.finished();
    assert!(released.len() > 150, "{}", released.len());
    // Those whose patience was nearly at its end have left before they had an answer.
    assert!(share(&released, |one| one.outcome == Outcome::Ok) > 0.9);
}

#[test]
fn a_stampede_makes_everybody_wait_when_the_cache_is_back() {
    let worst = |policy| {
        let mut platform = warm(1, policy);
        platform.set_store_link(At::START, Link::Refuse);
        let during = drive(&mut platform, At::START, at(400));
        platform.set_store_link(at(400), Link::Healthy);
        let after = drive(&mut platform, at(400), at(440));
        (p95(&during), p95(&after))
    };
    let (during, after) = worst(Policy::default());
    assert!(during < Duration::from_secs(2) && after < Duration::from_secs(2));
    let (_, after) = worst(weak(Weakness::Stampede));
    assert!(after > Duration::from_secs(5), "{after}");
}

#[test]
fn places_that_are_few_are_enough_as_long_as_the_cache_is_warm() {
    let mut platform = warm(1, weak(Weakness::Stampede));
    let finished = drive(&mut platform, at(60), at(360));
    assert!(
        p95(&finished) < Duration::from_secs(2),
        "{}",
        p95(&finished)
    );
}

#[test]
fn a_careless_cache_answers_another_question() {
    let wrong = |policy| {
        let mut platform = warm(1, policy);
        drive_with(&mut platform, At::START, at(30), 100, known);
        let finished = drive_with(&mut platform, at(30), at(90), 100, known);
        assert!(share(&finished, |one| one.cached == Some(true)) > 0.9);
        share(&finished, |one| one.correct == Some(false))
    };
    assert!(wrong(Policy::default()) < 0.2);
    assert!(wrong(weak(Weakness::CacheWrongAnswers)) > 0.7);
}
