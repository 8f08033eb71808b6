//! Where pods are replaced, a drill waits for them, and says which it did not see.

use std::collections::BTreeMap;

use firedrill::base::{At, Duration};
use firedrill::drill::debt::DebtEvent;
use firedrill::drill::journal::{Event, Observed, Stage};
use firedrill::drill::plan::{Brief, Control};
use firedrill::drill::verdict::{Status, Verdict};
use firedrill::drill::{Code, Outcome};
use firedrill::embedded::platform::Weakness as OfPlatform;
use firedrill::embedded::{Virtual, Weakness};
use firedrill::spec::Drill;
use firedrill::spec::drill::{Sets, Via};
use firedrill::world::{Answer, Incoming, ObjectKind, Part, Place, ReceiptId};

use super::means::{read_at_start, scaled};
use super::stage::{brief, run_through, world};

/// What is said of the pods, by the stage that the run is in; none leaves it as it is.
type Pods = fn(Stage) -> Option<&'static str>;

/// Runs a drill on a platform whose Deployments tell this of their pods.
fn run_with(world: &mut Virtual, drill: Drill, pods: Pods) -> (Verdict, Observed) {
    let run = run_through(world, brief(drill), |run, incoming| {
        if let Incoming::Answer {
            result: Ok(Answer::Found { found: Some(found) }),
            ..
        } = incoming
            && let Some(stage) = run.seen().stages.keys().max()
            && let Some(said) = pods(*stage)
        {
            found.rolling_out = Some(said.to_owned());
        }
    });
    let verdict = run
        .verdict()
        .cloned()
        .expect("a run that is over has a verdict");
    (verdict, run.seen().clone())
}

fn codes(verdict: &Verdict) -> Vec<Code> {
    verdict.findings.iter().map(|found| found.code).collect()
}

#[test]
fn the_hold_counts_from_the_last_pod_that_is_new() {
    let drill = scaled();
    let hold = drill.fault.hold;
    let (verdict, seen) = run_with(&mut world(1, &[]), drill, |_| None);
    assert_eq!(verdict.outcome, Outcome::Pass, "{:#?}", verdict.findings);
    let (injected, end) = seen.fault().expect("the fault was there");
    let told: Vec<bool> = seen
        .roll_outs
        .iter()
        .map(|seen| seen.value.is_none())
        .collect();
    assert_eq!(
        told,
        [false, true, false, true],
        "there and back: {:?}",
        seen.roll_outs
    );
    let rolled_out = seen.roll_outs[1].at;
    assert!(rolled_out > injected + Duration::from_secs(10));
    assert!(end >= rolled_out + hold, "{end} after {rolled_out}");
    let promise = verdict
        .promises
        .last()
        .expect("the pods are the last promise");
    assert_eq!(
        (&*promise.promise, promise.status),
        ("every pod is as before within 5m", Status::Kept)
    );
}

#[test]
fn pods_that_are_not_replaced_in_time_are_told_apart_from_a_fault_without_effect() {
    // As many pods as before: nothing is felt.
    let mut nothing = scaled();
    if let Via::Cluster {
        sets: Sets::Replicas { replicas },
        ..
    } = &mut nothing.fault.via
    {
        *replicas = 2;
    }
    let within = nothing.fault.rolls_out.expect("pods are replaced");
    let patience = nothing.effective.within;

    let before = world(1, &[]).snapshot_places();
    let mut stuck = world(1, &[]);
    let (verdict, seen) = run_with(&mut stuck, nothing.clone(), |stage| {
        (stage == Stage::Effect).then_some("new pods: 0 of 2")
    });
    assert_eq!(codes(&verdict), [Code::NotRolledOut]);
    assert_eq!(verdict.findings[0].detail, "after 5m: new pods: 0 of 2");
    let (injected, end) = seen.fault().expect("it was injected");
    let waited = end.since(injected);
    assert!(waited >= within + patience, "{}", waited.short());
    assert!(before == stuck.snapshot_places(), "everything was put back");

    let (verdict, seen) = run_with(&mut world(1, &[]), nothing, |_| None);
    assert_eq!(codes(&verdict), [Code::NoEffect]);
    let (injected, end) = seen.fault().expect("it was injected");
    assert!(end.since(injected) < within, "the pods were soon there");
}

/// Some pods have it, so that callers feel it; nobody can be blamed for what the others hide.
#[test]
fn a_fault_that_reached_only_some_pods_is_no_verdict_on_the_platform() {
    let (verdict, seen) = run_with(&mut world(1, &[]), scaled(), |stage| {
        (stage != Stage::Recover).then_some("new pods: 1 of 4")
    });
    assert!(seen.effective.is_some(), "it is felt");
    assert!(
        codes(&verdict).contains(&Code::NotRolledOut),
        "{:?}",
        verdict.findings
    );
    assert_eq!(
        verdict.outcome,
        Outcome::Inconclusive,
        "{:?}",
        verdict.findings
    );
}

#[test]
fn pods_that_still_have_the_fault_after_it_was_put_back_are_found() {
    let (verdict, seen) = run_with(&mut world(1, &[]), scaled(), |stage| {
        (stage == Stage::Recover).then_some("old pods that are still there: 1")
    });
    assert_eq!(codes(&verdict), [Code::NotRolledBack]);
    assert_eq!(verdict.outcome, Outcome::Fail);
    let restored = seen.restored.as_ref().expect("put back").value;
    let gathered = seen.entered(Stage::Gather).expect("the end");
    assert!(
        gathered.since(restored) >= Duration::from_mins(5),
        "it was waited for"
    );
}

#[test]
fn nobody_asks_for_pods_where_none_is_replaced() {
    let drill = super::stage::drill("cache-outage");
    assert_eq!(drill.fault.rolls_out, None);
    let (_, journal) = super::stage::run(&mut world(1, &[]), brief(drill));
    let asked = |event: &Event| matches!(event, Event::RollOut { .. });
    assert!(!journal.iter().any(|(_, event)| asked(event)));
}

fn debt(event: &Event) -> Option<&DebtEvent> {
    let Event::Debt { step } = event else {
        return None;
    };
    Some(step)
}

/// A receipt that is about to be written, and its place.
fn intended(step: &DebtEvent) -> Option<(ReceiptId, String)> {
    let DebtEvent::Intended { receipt } = step else {
        return None;
    };
    Some((receipt.id.clone(), receipt.change.place.to_string()))
}

/// Pods that start anew must find the setting restored, or the fault lives on in them.
#[test]
fn what_pods_read_is_restored_before_they_start_anew() {
    let drill = read_at_start();
    let world = &mut world(1, &[Weakness::Platform(OfPlatform::NoGate)]);
    let (_, journal) = super::stage::run(world, brief(drill));
    let steps = || journal.iter().filter_map(|(_, event)| debt(event));
    let places: BTreeMap<ReceiptId, String> = steps().filter_map(intended).collect();
    let settled = steps().filter_map(|step| {
        let DebtEvent::Settled { id, .. } = step else {
            return None;
        };
        Some(&*places[id])
    });
    let settled: Vec<&str> = settled.collect();
    let [key, restart] = *settled else {
        panic!("{settled:?}");
    };
    assert_eq!(key, "`chat_model` of ConfigMap `ai/llm-gateway`");
    assert_eq!(
        restart,
        "the restart mark in the pods of Deployment `ai/llm-gateway`"
    );
}

#[test]
fn a_control_can_restart_the_pods_and_nothing_else() {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let control = Brief {
        control: Some(Control::Restart),
        ..brief(read_at_start())
    };
    let (verdict, journal) = super::stage::run(&mut world, control);
    assert_eq!(verdict.outcome, Outcome::Pass, "{:#?}", verdict.findings);
    assert!(before == world.snapshot_places());
    let steps = journal.iter().filter_map(|(_, event)| debt(event));
    let changed = steps.filter_map(|step| {
        let DebtEvent::Intended { receipt } = step else {
            return None;
        };
        Some(&receipt.change)
    });
    let changed: Vec<_> = changed.collect();
    let [change] = *changed else {
        panic!("{changed:?}");
    };
    let Place::Cluster { object, part } = &change.place else {
        panic!("{change:?}");
    };
    assert_eq!((&*object.name, part), ("llm-gateway", &Part::Restart));
    let promises: Vec<&str> = verdict.promises.iter().map(|one| &*one.promise).collect();
    assert!(
        promises.contains(&"every pod is as before within 5m"),
        "{promises:?}"
    );
    assert!(
        promises.contains(&"nobody is paged while nothing is broken"),
        "{promises:?}"
    );
}

/// Somebody replaces the pods' template while the setting that they read is still the fault's.
#[test]
fn a_restart_that_is_gone_before_the_setting_is_restored_is_found() {
    let place = Place::cluster(ObjectKind::Deployment, "ai", "llm-gateway", Part::Restart);
    let mut world = world(1, &[Weakness::Platform(OfPlatform::NoGate)]);
    world.foreign_put_back_at(At::from_ms(180_000), place);
    let (verdict, _) = super::stage::run(&mut world, brief(read_at_start()));
    let told = verdict.findings.iter();
    let mut told = told.filter(|found| found.code == Code::NotRolledBack);
    let found = told.next().expect("a finding");
    assert!(
        found.detail.ends_with("restart them by hand"),
        "{}",
        found.detail
    );
}
