//! What went wrong while the keeper of the lock did not answer is not blamed on the platform.

use firedrill::base::{At, Duration};
use firedrill::drill::journal::{EarlyEnd, Event, Observed, Stage};
use firedrill::drill::plan::Timing;
use firedrill::drill::verdict::{Promise, Status, Verdict, judge};
use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;
use firedrill::embedded::platform::Weakness as OfPlatform;

use super::stage::{brief, drill, run, world};

/// A run on a platform without a fallback, and since when its primary is gone.
fn without_fallback() -> (Vec<(At, Event)>, At) {
    let weakness = Weakness::Platform(OfPlatform::NoFallback);
    let (verdict, journal) = run(
        &mut world(1, &[weakness]),
        brief(drill("provider-blackhole")),
    );
    let effective = verdict.moments.effective_ms.expect("the fault shows");
    (journal, At::from_ms(effective))
}

/// What the run would have come to if its lock had been given up as lost then.
fn judged_when_lost(journal: &[(At, Event)], lost: At) -> Verdict {
    let mut seen = Observed::default();
    for (at, event) in journal.iter().take_while(|(at, _)| *at < lost) {
        seen.absorb(*at, event);
    }
    let detail = "no renewal was answered".to_owned();
    let why = EarlyEnd::Lock { detail, had: true };
    seen.absorb(lost, &Event::EndedEarly { why });
    let stage = Stage::PutBack;
    seen.absorb(lost, &Event::Entered { stage });
    judge(&seen)
}

fn mitigation(verdict: &Verdict) -> &Promise {
    let mut promises = verdict.promises.iter();
    let found = promises.find(|promise| promise.promise.starts_with("fallback_share"));
    found.unwrap_or_else(|| panic!("{:#?}", verdict.promises))
}

#[test]
fn a_mitigation_is_missing_only_if_it_was_before_the_lock_fell_silent() {
    let (journal, effective) = without_fallback();
    let within = drill("provider-blackhole").expect.mitigation[0].within;
    let timing = Timing::default();
    let silent = Duration::from_ms(timing.lease.ms() - timing.call.ms());
    let beat = Duration::from_ms(10);

    let verdict = judged_when_lost(&journal, effective + within + silent - beat);
    let promise = mitigation(&verdict);
    assert_eq!(promise.status, Status::Unknown, "{promise:?}");
    assert!(
        promise.seen.ends_with("and the lock was lost then"),
        "{promise:?}"
    );
    assert_eq!(
        verdict.outcome,
        Outcome::Inconclusive,
        "{:?}",
        verdict.findings
    );

    let verdict = judged_when_lost(&journal, effective + within + silent + beat);
    let promise = mitigation(&verdict);
    assert_eq!(promise.code, Some(Code::MitigationMissing), "{promise:?}");
    assert_eq!(verdict.outcome, Outcome::Fail);
}

#[test]
fn a_lock_that_is_lost_at_once_leaves_everything_open() {
    let (journal, effective) = without_fallback();
    let verdict = judged_when_lost(&journal, effective + Duration::from_secs(3));
    assert_eq!(
        verdict.outcome,
        Outcome::Inconclusive,
        "{:?}",
        verdict.findings
    );
    let codes: Vec<Code> = verdict.findings.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::LockLost]);
}
