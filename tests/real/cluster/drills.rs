//! Whole drills, with the platform in the cluster and the runner outside of it.

use std::time::Duration;

use firedrill::drill::journal::Stage as Doing;

use crate::support::kubectl::kubectl;
use crate::support::{Journal, Setup, Stage, among_others, drilled};

/// A primary that runs in the cluster and has no pods any more; its probe knows.
const SCALED: (&str, &str) = (
    "{via: scale, namespace: ai, deployment: provider-primary, replicas: 0, hold: 60s}",
    "{probe: provider-primary, fails: \">= 90%\", within: 25s}",
);

/// From one thing that a run does to the next.
const NEXT: Duration = Duration::from_secs(30);
/// The gateway is kept from the primary.
const CUT: &str = "{via: network-policy, namespace: ai, name: firedrill-cut, pods: app=llm-gateway, \
                   cidrs: PRIMARY/32, hold: 90s}";
/// The longest run at ten times the shipped pace.
const RUN: Duration = Duration::from_secs(240);

#[test]
fn a_cache_that_a_deployment_switches_off_is_missed_by_nobody() {
    if let Some(finished) = drilled(&Setup::in_cluster("cluster-cache", "cache-disable"), |_| ()) {
        finished.passes();
        let said = &finished.said;
        assert_eq!(said.matches("all pods are replaced").count(), 2, "{said}");
    }
}

/// The primary runs in the cluster, and has no pods any more; its probe knows.
#[test]
fn a_primary_without_pods_is_replaced_by_the_fallback() {
    let setup = Setup {
        fault: Some(SCALED),
        ..Setup::in_cluster("cluster-scale", "provider-blackhole")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        finished.passes();
    }
}

/// Connections that are open already go on: a gateway that keeps them does not feel the policy, and
/// whoever drills it is told.
#[test]
fn a_policy_that_no_connection_feels_is_no_drill() {
    let setup = Setup {
        fault: Some((CUT, "{signal: fallback_share, is: \">= 50%\", within: 15s}")),
        ..Setup::in_cluster("cluster-cut", "provider-blackhole")
    };
    if let Some(finished) = drilled(&setup, |_| ()) {
        assert_eq!(finished.code, Some(3), "{}", finished.said);
        let said = &finished.said;
        assert_eq!(finished.codes(), ["fault/no-effect"], "{said}");
        assert!(said.contains("connections alone that are open"), "{said}");
    }
}

/// Who wrote the ConfigMap last is kept by the cluster itself.
#[test]
fn a_bad_version_in_a_config_map_is_taken_back_by_the_gate() {
    if let Some(finished) = drilled(
        &Setup::in_cluster("cluster-gate", "bad-model-rollout"),
        |_| (),
    ) {
        finished.passes();
        let said = &finished.said;
        assert!(said.contains("quality-gate took it back"), "{said}");
    }
}

#[test]
fn without_a_gate_nobody_takes_the_config_map_back() {
    let setup = Setup {
        weakness: Some("no-gate"),
        ..Setup::in_cluster("cluster-no-gate", "bad-model-rollout")
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
        ..Setup::in_cluster("cluster-person", "bad-model-rollout")
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

#[test]
fn a_halt_ends_what_runs_and_refuses_what_comes_until_it_is_lifted() {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(&Setup::in_cluster("cluster-halt", "bad-model-rollout"))
    else {
        return;
    };
    let mut runner = stage.drill();
    runner.until("injected", NEXT, Journal::injected);
    let halted = stage.halt(&["--reason", "an incident"]);
    assert_eq!(halted.code, Some(0), "{}", halted.said);
    let finished = runner.finish(RUN);
    assert_eq!(finished.code, Some(3), "{}", finished.said);
    assert!(
        finished.codes().contains(&"run/interrupted".into()),
        "{}",
        finished.said
    );
    stage.nothing_is_left("after a halt");
    let refused = stage.drill().finish(RUN);
    assert_eq!(refused.code, Some(3), "{}", refused.said);
    assert!(
        refused.codes().contains(&"look/halted".into()),
        "{}",
        refused.said
    );
    assert!(refused.said.contains("an incident"), "{}", refused.said);
    let lifted = stage.halt(&["--lift"]);
    assert!(
        lifted.said.contains("drills may run again"),
        "{}",
        lifted.said
    );
    // Nor is anything drilled that on-call has frozen.
    let freeze = ["annotate", "configmap", "llm-gateway", "deploy-freeze=true"];
    stage.cluster().kubectl(&freeze);
    let frozen = stage.drill().finish(RUN);
    assert_eq!(frozen.code, Some(3), "{}", frozen.said);
    assert!(frozen.said.contains("deploy-freeze"), "{}", frozen.said);
}

#[test]
fn who_may_not_change_anything_begins_nothing_and_is_told_every_missing_right() {
    let _turn = among_others();
    let Some(mut stage) = Stage::start(&Setup::in_cluster("cluster-rights", "bad-model-rollout"))
    else {
        return;
    };
    let namespaces = stage.cluster();
    namespaces.kubectl(&["create", "serviceaccount", "reader"]);
    let reader = format!("--serviceaccount={}:reader", namespaces.changed);
    namespaces.kubectl(&[
        "create",
        "rolebinding",
        "reader",
        "--clusterrole=view",
        &reader,
    ]);
    let lock = [
        "--namespace",
        &namespaces.lock,
        "create",
        "rolebinding",
        "reader",
    ];
    kubectl(&[&lock[..], &["--clusterrole=view", &reader]].concat());
    let changed = namespaces.changed.clone();
    let refused = stage.drill_as("reader").finish(RUN);
    assert_eq!(refused.code, Some(4), "{}", refused.said);
    assert_eq!(refused.codes()[0], "look/no-right", "{}", refused.said);
    let detail = &refused.journal.verdict().findings[0].detail;
    for right in [
        format!("patch configmaps/llm-gateway in {changed}"),
        format!("create configmaps in {changed}"),
        "update leases.coordination.k8s.io/firedrill in firedrill-lock".to_owned(),
    ] {
        assert!(detail.contains(&right), "{right}: {detail}");
    }
    assert!(
        !detail.contains("list configmaps"),
        "what is allowed is not told: {detail}"
    );
    stage.nothing_is_left("after a run without rights");
}
