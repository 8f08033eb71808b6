//! What a drill says of platforms and of paging that have one mistake each.

use std::time::Duration;

use crate::support::{Finished, Setup, Stage, among_others};

/// A run at ten times the shipped pace.
const RUN: Duration = Duration::from_secs(150);

#[track_caller]
fn fails_with(finished: &Finished, code: &str) {
    let codes = finished.codes();
    assert_eq!(finished.code, Some(1), "{codes:?}\n{}", finished.said);
    assert!(codes.iter().any(|found| found == code), "{codes:?}");
}

/// Drills a stage, with something done to it beforehand.
fn drilled(setup: &Setup, seat: usize, before: impl FnOnce(&Stage)) -> Option<Finished> {
    let _turn = among_others(seat);
    let mut stage = Stage::start(setup)?;
    before(&stage);
    let finished = stage.drill().finish(RUN);
    stage.nothing_is_left("after the run");
    Some(finished)
}

#[test]
fn without_a_fallback_the_mitigation_is_missing() {
    let setup = Setup {
        weakness: Some("no-fallback"),
        ..Setup::healthy("no-fallback")
    };
    if let Some(finished) = drilled(&setup, 0, |_| ()) {
        fails_with(&finished, "mitigation/missing");
    }
}

#[test]
fn a_fallback_that_is_too_slow_breaks_the_promise_about_latency() {
    let setup = Setup {
        weakness: Some("slow-fallback"),
        ..Setup::healthy("slow-fallback")
    };
    if let Some(finished) = drilled(&setup, 0, |_| ()) {
        fails_with(&finished, "service/latency");
    }
}

#[test]
fn a_silence_that_keeps_the_page_back_is_found_and_named() {
    let setup = Setup::healthy("silenced");
    let silence = |stage: &Stage| {
        stage.silence("FallbackServing");
    };
    if let Some(finished) = drilled(&setup, 0, silence) {
        fails_with(&finished, "page/silenced");
        assert!(finished.said.contains("a colleague"), "{}", finished.said);
    }
}

#[test]
fn a_page_that_goes_to_somebody_else_is_misrouted() {
    let setup = Setup {
        misrouted: true,
        ..Setup::healthy("misrouted")
    };
    if let Some(finished) = drilled(&setup, 0, |_| ()) {
        fails_with(&finished, "page/misrouted");
        assert!(finished.said.contains("team-chat"), "{}", finished.said);
    }
}
