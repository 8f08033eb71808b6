//! A run that is interrupted or killed leaves nothing behind.

use std::time::Duration;

use firedrill::drill::journal::Stage as Doing;

use crate::support::{Journal, Runner, Setup, Signal, Stage, among_others};

/// From one thing that a run does to the next.
const NEXT: Duration = Duration::from_secs(30);
/// From a signal to the end of the run.
const END: Duration = Duration::from_secs(30);

/// When a signal comes, by what the run is doing then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Looking,
    Steady,
    Injected,
    Watching,
    PuttingBack,
    /// While a caller uses too much, and nothing else is changed.
    Runaway,
}

/// Of a drill that changes something.
const MOMENTS: [Moment; 5] = [
    Moment::Looking,
    Moment::Steady,
    Moment::Injected,
    Moment::Watching,
    Moment::PuttingBack,
];

impl Moment {
    /// Whether the fault is in place then.
    fn is_broken(self) -> bool {
        match self {
            Self::Looking | Self::Steady | Self::Runaway => false,
            Self::Injected | Self::Watching | Self::PuttingBack => true,
        }
    }

    /// Starts a run and waits for its moment. Where the moment would be over too soon, a server
    /// that does not answer makes it last.
    fn reach(self, stage: &mut Stage) -> Runner {
        if self == Self::Looking {
            stage.freeze_alertmanager();
        }
        let mut runner = stage.drill();
        match self {
            Self::Looking => runner.until_it_looks(),
            Self::Steady => runner.until("steady", NEXT, |journal| journal.entered(Doing::Steady)),
            Self::Injected => runner.until("injected", NEXT, Journal::injected),
            Self::Watching | Self::PuttingBack | Self::Runaway => {
                runner.until("watching", NEXT, |journal| journal.entered(Doing::Watch));
            }
        }
        if self == Self::PuttingBack {
            // Without a cluster the keeper carries the traffic, too: the mitigation must be over by then.
            stage.mitigated();
            // The lock cannot be renewed, and the fault cannot be removed.
            stage.freeze_keeper();
            runner.until("putting back", NEXT, |journal| {
                journal.entered(Doing::PutBack)
            });
        }
        runner
    }

    /// Lets the servers go on.
    fn over(self, stage: &mut Stage) {
        match self {
            Self::Looking => stage.thaw_alertmanager(),
            Self::PuttingBack => stage.thaw_keeper(),
            Self::Steady | Self::Injected | Self::Watching | Self::Runaway => {}
        }
    }
}

/// The run puts back by itself, and says that it was interrupted.
fn asked_to_end(stage: &mut Stage, signal: Signal, moment: Moment) {
    let mut runner = moment.reach(stage);
    runner.signal(signal);
    if moment == Moment::PuttingBack {
        runner.until("the signal is heard", NEXT, Journal::interrupted);
        moment.over(stage);
    }
    let finished = runner.finish(END);
    moment.over(stage);
    let when = format!("{signal:?} while {moment:?}");
    assert_eq!(finished.code, Some(3), "{when}: {}", finished.said);
    let codes = finished.codes();
    assert!(
        codes.iter().any(|code| code == "run/interrupted"),
        "{when}: {codes:?}"
    );
    stage.nothing_is_left(&when);
}

/// The run ends at once, and `recover` puts back what it left.
fn killed(stage: &mut Stage, moment: Moment) {
    let mut runner = moment.reach(stage);
    runner.signal(Signal::Kill);
    runner.until_it_ends(END);
    runner.lose_journal();
    moment.over(stage);
    let when = format!("killed while {moment:?}");
    if moment.is_broken() && moment != Moment::PuttingBack {
        assert!(stage.is_broken(), "{when}");
    }
    let recovered = stage.recover();
    assert_eq!(recovered.code, Some(0), "{when}: {}", recovered.said);
    stage.nothing_is_left(&when);
}

/// The server that keeps places and receipts does not answer for longer than the lock is valid, and
/// comes back: the run puts back then.
fn left_alone(stage: &mut Stage, moment: Moment) {
    let mut runner = moment.reach(stage);
    stage.freeze_keeper();
    runner.until("the lock is given up", NEXT, |journal| {
        journal.entered(Doing::PutBack)
    });
    stage.thaw_keeper();
    let when = format!("left alone while {moment:?}");
    let finished = runner.finish(END);
    assert_eq!(finished.code, Some(3), "{when}: {}", finished.said);
    let codes = finished.codes();
    let told = codes.iter().any(|code| code == "run/lock-lost");
    assert!(told, "{when}: {codes:?}");
    stage.nothing_is_left(&when);
}

fn five_moments(name: &'static str, does: impl Fn(&mut Stage, Moment)) {
    each_of(&MOMENTS, &Setup::healthy(name), does);
}

fn each_of(moments: &[Moment], setup: &Setup, does: impl Fn(&mut Stage, Moment)) {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(setup) else {
        return;
    };
    for moment in moments {
        does(&mut stage, *moment);
        stage.calm();
    }
}

#[test]
fn a_run_that_hears_sigint_puts_back_by_itself_whatever_it_is_doing() {
    five_moments("sigint", |stage, moment| {
        asked_to_end(stage, Signal::Interrupt, moment);
    });
}

#[test]
fn a_run_that_hears_sigterm_puts_back_by_itself_whatever_it_is_doing() {
    five_moments("sigterm", |stage, moment| {
        asked_to_end(stage, Signal::Terminate, moment);
    });
}

#[test]
fn what_a_killed_run_left_is_put_back_by_recover_whatever_it_was_doing() {
    five_moments("sigkill", killed);
}

/// Kills a run of another drill, and has it put back.
fn killed_once(drill: &'static str, moment: Moment) {
    let _turn = among_others();
    if let Some(mut stage) = Stage::start(&Setup::of(drill)) {
        killed(&mut stage, moment);
    }
}

#[test]
fn a_version_that_a_killed_run_rolled_out_is_put_back() {
    killed_once("bad-model-rollout", Moment::Injected);
}

#[test]
fn a_store_that_a_killed_run_cut_off_is_put_back() {
    killed_once("cache-outage", Moment::Injected);
}

/// It changes nothing, and owes nothing but its lock.
#[test]
fn a_killed_run_of_a_runaway_caller_leaves_nothing() {
    killed_once("runaway-tokens", Moment::Runaway);
}

/// In a cluster: each ending at each moment from the injection on, for each kind of change.
const IN_CLUSTER: [Moment; 3] = [Moment::Injected, Moment::Watching, Moment::PuttingBack];

fn asked_in_a_cluster(setup: &Setup) {
    for signal in [Signal::Interrupt, Signal::Terminate] {
        each_of(&IN_CLUSTER, setup, |stage, moment| {
            asked_to_end(stage, signal, moment);
        });
    }
}

#[test]
fn a_key_in_a_cluster_is_put_back_by_a_run_that_is_asked_to_end() {
    asked_in_a_cluster(&Setup::in_cluster("cluster-key-asked", "bad-model-rollout"));
}

#[test]
fn a_variable_in_a_cluster_is_put_back_by_a_run_that_is_asked_to_end() {
    asked_in_a_cluster(&Setup::in_cluster(
        "cluster-variable-asked",
        "cache-disable",
    ));
}

#[test]
fn a_key_in_a_cluster_that_a_killed_run_left_is_put_back_by_recover() {
    let setup = Setup::in_cluster("cluster-key-killed", "bad-model-rollout");
    each_of(&MOMENTS[1..], &setup, killed);
}

#[test]
fn a_variable_in_a_cluster_that_a_killed_run_left_is_put_back_by_recover() {
    let setup = Setup::in_cluster("cluster-variable-killed", "cache-disable");
    each_of(&MOMENTS[1..], &setup, killed);
}

#[test]
fn a_key_is_put_back_once_the_api_server_answers_again() {
    let setup = Setup::in_cluster("cluster-key-alone", "bad-model-rollout");
    each_of(&IN_CLUSTER[..2], &setup, left_alone);
}

#[test]
fn a_variable_is_put_back_once_the_api_server_answers_again() {
    let setup = Setup::in_cluster("cluster-variable-alone", "cache-disable");
    each_of(&IN_CLUSTER[..2], &setup, left_alone);
}
