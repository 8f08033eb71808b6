//! What a drill says of platforms and of paging that have one mistake each.

use crate::support::{Setup, Stage, drilled};

#[test]
fn without_a_fallback_the_mitigation_is_missing() {
    let setup = Setup {
        weakness: Some("no-fallback"),
        ..Setup::healthy("no-fallback")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("mitigation/missing");
    }
}

#[test]
fn a_fallback_that_is_too_slow_breaks_the_promise_about_latency() {
    let setup = Setup {
        weakness: Some("slow-fallback"),
        ..Setup::healthy("slow-fallback")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("service/latency");
    }
}

#[test]
fn a_silence_that_keeps_the_page_back_is_found_and_named() {
    let setup = Setup::healthy("silenced");
    let silence = |stage: &Stage| stage.silence("FallbackServing");
    if let Some(finished) = drilled(&setup, silence) {
        finished.fails_with("page/silenced");
        assert!(finished.said.contains("a colleague"), "{}", finished.said);
    }
}

#[test]
fn a_page_that_goes_to_somebody_else_is_misrouted() {
    let setup = Setup {
        misrouted: true,
        ..Setup::healthy("misrouted")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("page/misrouted");
        assert!(finished.said.contains("team-chat"), "{}", finished.said);
    }
}
