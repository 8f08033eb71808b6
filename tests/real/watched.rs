//! Somebody watches: what a run leaves is put back without anybody typing anything, and the next run
//! can begin.

use std::time::Duration;

use firedrill::drill::journal::Stage as Doing;

use crate::support::{Journal, Setup, Signal, Stage, among_others, until};

/// From one thing that a run does to the next.
const NEXT: Duration = Duration::from_secs(30);
/// From the start of a run on a busy machine until it has broken something.
const BEGUN: Duration = Duration::from_secs(90);
/// From a signal to the end of a program.
const END: Duration = Duration::from_secs(30);
/// From the death of a run until everything is as it was: its lock is valid for a few seconds.
const PUT_BACK: Duration = Duration::from_secs(60);

/// A run dies, or hangs; what it left is gone, its lock is free, and another run can begin.
fn left(setup: &Setup, by: Signal) {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(setup) else {
        return;
    };
    let watcher = stage.watch();
    let mut runner = stage.drill();
    runner.until("injected", BEGUN, Journal::injected);
    assert!(stage.is_broken());
    // A living run is left alone, and counted.
    watcher.until("firedrill_debts_owed", 1.0, NEXT);
    runner.signal(by);
    until("it is put back", PUT_BACK, || {
        (!stage.is_broken()).then_some(())
    });
    watcher.until("firedrill_debts_owed", 0.0, NEXT);
    watcher.until("firedrill_put_back_total", 1.0, NEXT);
    watcher.until("firedrill_lock_held_seconds", 0.0, NEXT);
    stage.nothing_is_left("after somebody watched");
    assert!(watcher.said().contains("is dead"), "{}", watcher.said());
    if by == Signal::Stop {
        // It wakes up, learns that its lock is gone, and changes nothing any more.
        runner.signal(Signal::Continue);
        let finished = runner.finish(END);
        assert_eq!(finished.code, Some(3), "{}", finished.said);
        stage.nothing_is_left("after the run woke up");
    } else {
        runner.until_it_ends(END);
    }
    stage.calm();
    let mut next = stage.drill();
    // Nothing is owed, and the lock is its own.
    next.until("has the lock", BEGUN, |journal| {
        journal.entered(Doing::Steady)
    });
    next.signal(Signal::Terminate);
    let finished = next.finish(END);
    assert_eq!(finished.code, Some(3), "{}", finished.said);
    stage.nothing_is_left("after the next run");
    assert_eq!(watcher.page("/healthz").as_deref(), Ok("ok\n"));
    if setup.in_cluster {
        let last = format!(
            "firedrill_drill_last_outcome{{drill=\"{}\",outcome=\"inconclusive\"}}",
            setup.drill
        );
        watcher.until(&last, 1.0, NEXT);
    }
    let (code, said) = watcher.end(END);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("SIGTERM: it ends"), "{said}");
}

#[test]
fn what_a_killed_run_left_in_a_cluster_is_put_back_and_the_next_run_can_begin() {
    let setup = Setup::in_cluster("watched-killed", "bad-model-rollout");
    left(&setup, Signal::Kill);
}

#[test]
fn what_a_run_that_hangs_left_in_a_cluster_is_put_back_and_it_learns_of_that() {
    let setup = Setup::in_cluster("watched-hung", "bad-model-rollout");
    left(&setup, Signal::Stop);
}

#[test]
fn what_a_killed_run_left_at_toxiproxy_is_put_back() {
    left(&Setup::healthy("watched-toxiproxy"), Signal::Kill);
}

#[test]
fn an_api_server_that_is_away_is_told_of_and_served_once_it_is_back() {
    let _turn = among_others();
    let setup = Setup::in_cluster("watched-away", "bad-model-rollout");
    let Some(mut stage) = Stage::start(&setup) else {
        return;
    };
    let watcher = stage.watch();
    let mut runner = stage.drill();
    runner.until("injected", BEGUN, Journal::injected);
    stage.freeze_keeper();
    runner.signal(Signal::Kill);
    runner.until_it_ends(END);
    until("somebody misses it", NEXT, || {
        watcher.said().contains("cannot be told").then_some(())
    });
    assert_eq!(watcher.page("/healthz").as_deref(), Ok("ok\n"));
    assert!(stage.is_broken());
    stage.thaw_keeper();
    until("it is put back", PUT_BACK, || {
        (!stage.is_broken()).then_some(())
    });
    watcher.until("firedrill_debts_owed", 0.0, NEXT);
    stage.nothing_is_left("after the API server was away");
    let (code, said) = watcher.end(END);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("there is an answer again"), "{said}");
}
