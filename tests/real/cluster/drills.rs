//! Whole drills, with the platform in the cluster and the runner outside of it.

use std::time::Duration;

use firedrill::drill::journal::Stage as Doing;

use crate::support::{Journal, Setup, Signal, Stage, among_others, drilled};

/// From one thing that a run does to the next.
const NEXT: Duration = Duration::from_secs(30);
/// The longest run at ten times the shipped pace.
const RUN: Duration = Duration::from_secs(240);

fn setup(name: &'static str, drill: &'static str) -> Setup {
    Setup {
        name,
        in_cluster: true,
        // As long as its promises want, with the time that a pod needs.
        hold: Some("90s"),
        ..Setup::of(drill)
    }
}

#[test]
fn a_cache_that_a_deployment_switches_off_is_missed_by_nobody() {
    if let Some(finished) = drilled(&setup("cluster-cache", "cache-disable"), |_| ()) {
        finished.passes();
    }
}

/// Who wrote the ConfigMap last is kept by the cluster itself.
#[test]
fn a_bad_version_in_a_config_map_is_taken_back_by_the_gate() {
    if let Some(finished) = drilled(&setup("cluster-gate", "bad-model-rollout"), |_| ()) {
        finished.passes();
        let said = &finished.said;
        assert!(said.contains("quality-gate took it back"), "{said}");
    }
}

#[test]
fn without_a_gate_nobody_takes_the_config_map_back() {
    let setup = Setup {
        weakness: Some("no-gate"),
        ..setup("cluster-no-gate", "bad-model-rollout")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.fails_with("rollout/not-taken-back");
    }
}

#[test]
fn a_person_who_takes_it_back_is_not_the_gate() {
    let _turn = among_others();
    let setup = Setup {
        weakness: Some("no-gate"),
        ..setup("cluster-person", "bad-model-rollout")
    };
    let Some(mut stage) = Stage::start(&setup) else {
        return;
    };
    let mut runner = stage.drill();
    runner.until("watching", NEXT, |journal| journal.entered(Doing::Watch));
    stage.cluster().kubectl(&[
        "patch",
        "configmap",
        "llm-gateway",
        "--patch",
        r#"{"data":{"chat_model":"chat-v1"}}"#,
        "--field-manager=a-colleague",
    ]);
    let finished = runner.finish(RUN);
    finished.fails_with("rollout/taken-back-by-other");
    let said = &finished.said;
    assert!(said.contains("a-colleague"), "{said}");
    stage.nothing_is_left("after a colleague helped");
}

/// Whatever the runner had on record is lost; the cluster knows what is owed.
fn killed_and_recovered(name: &'static str, drill: &'static str) {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(&setup(name, drill)) else {
        return;
    };
    let mut runner = stage.drill();
    runner.until("injected", NEXT, Journal::injected);
    runner.signal(Signal::Kill);
    runner.until_it_ends(NEXT);
    assert!(stage.is_broken(), "a dead runner puts nothing back");
    runner.lose_journal();
    let recovered = stage.recover();
    assert_eq!(recovered.code, Some(0), "{}", recovered.said);
    assert!(
        recovered.said.contains("1 change put back"),
        "{}",
        recovered.said
    );
    stage.nothing_is_left("after recover");
    let again = stage.recover();
    assert!(again.said.contains("nothing is owed"), "{}", again.said);
}

#[test]
fn a_killed_run_is_put_back_from_the_cluster_alone() {
    killed_and_recovered("cluster-killed-config-map", "bad-model-rollout");
}

#[test]
fn a_killed_run_of_a_deployment_is_put_back_while_its_pods_still_start() {
    killed_and_recovered("cluster-killed-deployment", "cache-disable");
}

#[test]
fn a_run_that_is_asked_to_end_puts_the_cluster_back_by_itself() {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(&setup("cluster-asked", "bad-model-rollout")) else {
        return;
    };
    let mut runner = stage.drill();
    runner.until("watching", NEXT, |journal| journal.entered(Doing::Watch));
    runner.signal(Signal::Terminate);
    let finished = runner.finish(RUN);
    assert_eq!(finished.code, Some(3), "{}", finished.said);
    stage.nothing_is_left("after SIGTERM");
}
