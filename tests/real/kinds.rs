//! The other kinds of drill: what each says of a healthy platform, and of one that has a mistake.

use crate::support::{Setup, Stage, drilled};

/// A platform with a mistake does not pass, and the mistake is named.
#[track_caller]
fn fails(drill: &'static str, weakness: &'static str, code: &str) {
    let setup = Setup {
        weakness: Some(weakness),
        ..Setup::of(drill)
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with(code);
    }
}

#[test]
fn a_quota_stops_the_runaway_caller_and_nobody_else() {
    if let Some(finished) = drilled(&Setup::of("runaway-tokens"), |_| ()) {
        finished.passes();
    }
}

#[test]
fn a_store_that_hangs_is_passed_by() {
    if let Some(finished) = drilled(&Setup::of("cache-outage"), |_| ()) {
        finished.passes();
    }
}

/// Toxiproxy does not keep who changed it: the gate's own metric tells.
#[test]
fn a_bad_version_is_taken_back_by_the_gate() {
    if let Some(finished) = drilled(&Setup::of("bad-model-rollout"), |_| ()) {
        finished.passes();
        let said = &finished.said;
        assert!(said.contains("quality-gate took it back"), "{said}");
    }
}

#[test]
fn without_a_gate_nobody_takes_a_bad_version_back() {
    fails("bad-model-rollout", "no-gate", "rollout/not-taken-back");
}

#[test]
fn a_gate_that_only_warns_takes_nothing_back() {
    fails(
        "bad-model-rollout",
        "gate-only-warns",
        "rollout/not-taken-back",
    );
}

#[test]
fn a_silence_on_the_alert_on_the_gate_is_found() {
    let silence = |stage: &Stage| stage.silence("RolloutAborted");
    if let Some(finished) = drilled(&Setup::of("bad-model-rollout"), silence) {
        finished.fails_with("page/silenced");
    }
}

#[test]
fn a_quota_above_the_budget_is_not_reached_in_time() {
    fails(
        "runaway-tokens",
        "quota-above-budget",
        "quota/not-triggered",
    );
}

#[test]
fn a_fallback_that_no_quota_counts_is_spent_at_instead() {
    fails(
        "runaway-tokens",
        "fallback-outside-quota",
        "quota/over-budget",
    );
}

#[test]
fn a_budget_that_blocks_what_is_always_asked_is_too_small() {
    let setup = Setup {
        weakness: Some("budget-blocks-healthy"),
        // The background alone is blocked within the first seconds.
        firing: Some("QuotaTripped"),
        ..Setup::of("runaway-tokens")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("quota/blocks-healthy");
    }
}

#[test]
fn a_gateway_that_waits_for_the_store_makes_callers_wait() {
    fails("cache-outage", "cache-store-hangs", "service/latency");
}

#[test]
fn a_silence_on_the_alert_on_the_cache_is_found() {
    let silence = |stage: &Stage| stage.silence("CacheBypassed");
    if let Some(finished) = drilled(&Setup::of("cache-outage"), silence) {
        finished.fails_with("page/silenced");
    }
}

#[test]
fn a_page_about_the_cache_that_becomes_a_ticket_is_misrouted() {
    let setup = Setup {
        misrouted: true,
        ..Setup::of("cache-outage")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("page/misrouted");
    }
}
