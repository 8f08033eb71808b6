//! The other kinds of drill: what each says of a healthy platform, and of one that has a mistake.

use std::time::Duration;

use crate::support::{Finished, Setup, Stage, among_others};

/// A run at ten times the shipped pace.
const RUN: Duration = Duration::from_secs(200);

/// Drills a stage with this mistake, or none.
fn drilled(drill: &'static str, weakness: Option<&'static str>) -> Option<Finished> {
    let _turn = among_others(usize::from(drill == "bad-model-rollout"));
    let mut stage = Stage::start(&Setup {
        drill,
        weakness,
        hold: None,
        ..Setup::healthy(drill)
    })?;
    let finished = stage.drill().finish(RUN);
    stage.nothing_is_left("after the run");
    Some(finished)
}

#[track_caller]
fn passes(finished: &Finished) {
    assert_eq!(finished.code, Some(0), "{}", finished.said);
}

#[track_caller]
fn fails_with(finished: &Finished, code: &str) {
    let codes = finished.codes();
    assert_eq!(finished.code, Some(1), "{codes:?}\n{}", finished.said);
    assert!(
        codes.iter().any(|found| found == code),
        "{codes:?}\n{}",
        finished.said
    );
}

#[test]
fn a_quota_stops_the_runaway_caller_and_nobody_else() {
    if let Some(finished) = drilled("runaway-tokens", None) {
        passes(&finished);
    }
}

#[test]
fn a_store_that_hangs_is_passed_by() {
    if let Some(finished) = drilled("cache-outage", None) {
        passes(&finished);
    }
}

/// Toxiproxy does not keep who changed it. That nobody can say whether it was the gate leaves the
/// verdict open; everything else is kept.
#[test]
fn a_bad_version_is_taken_back_and_only_by_whom_stays_open() {
    if let Some(finished) = drilled("bad-model-rollout", None) {
        assert_eq!(finished.code, Some(3), "{}", finished.said);
        assert_eq!(
            finished.codes(),
            ["verdict/too-little-seen"],
            "{}",
            finished.said
        );
        assert!(
            finished.said.contains("it is not kept who"),
            "{}",
            finished.said
        );
        assert!(
            finished.said.contains("10 kept, 3 unknown"),
            "{}",
            finished.said
        );
    }
}

#[test]
fn without_a_gate_nobody_takes_a_bad_version_back() {
    if let Some(finished) = drilled("bad-model-rollout", Some("no-gate")) {
        fails_with(&finished, "quality/not-restored");
    }
}
