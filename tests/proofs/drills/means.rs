//! Every means by which a cluster is broken: a healthy platform passes, and nothing is left behind
//! wherever the run is cut.

use firedrill::base::Source;
use firedrill::drill::Outcome;
use firedrill::drill::journal::{Event, Stage};
use firedrill::embedded::Weakness;
use firedrill::embedded::platform::Weakness as OfPlatform;
use firedrill::spec::Drill;
use firedrill::world::{Answer, Incoming};

use super::cuts::cut_everywhere;
use super::stage::{brief, run, run_through, shipped, world};

/// Shipped drills with other means: the drill, what is written for `fault`, and for `effective` where
/// that must be another.
const MEANS: [(&str, &str, Option<&str>); 8] = [
    (
        "bad-model-rollout",
        "{via: deployment, namespace: ai, deployment: chat-model, container: server, image: models/chat-v2-bad, hold: 15m}",
        None,
    ),
    (
        "bad-model-rollout",
        "{via: config-map, namespace: ai, name: llm-gateway, key: chat_model, value: chat-v2-bad, restarts: llm-gateway, hold: 15m}",
        None,
    ),
    (
        "bad-model-rollout",
        "{via: argo-rollout, namespace: ai, rollout: chat-model, container: server, image: models/chat-v2-bad, hold: 15m}",
        None,
    ),
    (
        "bad-model-rollout",
        "{via: inference-service, namespace: ai, name: chat-model, uri: s3://models/chat-v2-bad, hold: 15m}",
        None,
    ),
    (
        "bad-model-rollout",
        "{via: route-weight, namespace: ai, route: chat, backend: chat-v2-bad, weight: 1, hold: 15m}",
        None,
    ),
    (
        "cache-outage",
        "{via: scale, namespace: ai, deployment: cache-store, replicas: 0, hold: 10m}",
        None,
    ),
    (
        "cache-outage",
        "{via: network-policy, namespace: ai, name: firedrill-cut, pods: app=llm-gateway, cidrs: 198.51.100.0/24, hold: 10m}",
        None,
    ),
    (
        "provider-blackhole",
        "{via: chaos-mesh, namespace: ai, name: provider-primary, hold: 10m}",
        Some("{signal: fallback_share, is: \"> 5%\", within: 1m}"),
    ),
];

/// A key that pods read only when they start.
pub(super) fn read_at_start() -> Drill {
    drill(MEANS[1])
}

/// The cache's store without pods: a means by which pods are replaced.
pub(super) fn scaled() -> Drill {
    drill(MEANS[5])
}

/// The shipped drill with another means.
fn drill((name, fault, effective): (&str, &str, Option<&str>)) -> Drill {
    let text = shipped(&format!("{name}.yaml")).text;
    let written = |key: &str, old: &str| match key {
        "fault" => Some(fault.to_owned()),
        "effective" => Some(effective.unwrap_or(old).to_owned()),
        _ => None,
    };
    let lines = text.lines().map(|line| {
        let new = line.split_once(": ").and_then(|(key, old)| {
            let value = written(key, old)?;
            Some(format!("{key}: {value}"))
        });
        new.unwrap_or_else(|| line.to_owned())
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let read = Drill::read(&Source::new(format!("{name}.yaml"), text));
    read.unwrap_or_else(|problems| panic!("{fault}: {problems:?}"))
}

/// All of them, with the names of their means.
pub(super) fn all() -> Vec<(String, Drill)> {
    let named = MEANS.into_iter().map(|means| {
        let written = means.1.trim_start_matches("{via: ");
        let name = written.split(',').next().unwrap_or_default();
        let restarts = if written.contains("restarts:") {
            ", restarts"
        } else {
            ""
        };
        (format!("{name}{restarts}"), drill(means))
    });
    named.collect()
}

#[test]
fn a_healthy_platform_passes_whatever_the_means() {
    for means in MEANS {
        let mut world = world(1, &[]);
        let before = world.snapshot_places();
        let (verdict, journal) = run(&mut world, brief(drill(means)));
        let findings = &verdict.findings;
        assert_eq!(verdict.outcome, Outcome::Pass, "{}: {findings:#?}", means.1);
        assert!(before == world.snapshot_places(), "{}", means.1);
        let injected = journal
            .iter()
            .any(|(_, event)| matches!(event, Event::Debt { .. }));
        assert!(injected, "{}: nothing was changed", means.1);
    }
}

/// Argo Rollouts leaves an aborted version in the spec: that it is held back stands beside it.
#[test]
fn a_version_that_is_held_back_is_taken_back_though_it_stays_in_its_place() {
    let rollout = MEANS[2];
    let no_gate = [Weakness::Platform(OfPlatform::NoGate)];
    let mut world = world(1, &no_gate);
    let before = world.snapshot_places();
    let run = run_through(&mut world, brief(drill(rollout)), |run, incoming| {
        let stages = &run.seen().stages;
        let is_watching = stages.contains_key(&Stage::Watch);
        let is_watching = is_watching && !stages.contains_key(&Stage::PutBack);
        if let Incoming::Answer {
            result: Ok(Answer::Found { found: Some(found) }),
            ..
        } = incoming
            && is_watching
        {
            found.withheld_by = Some("argo-rollouts".into());
        }
    });
    let taken = run.seen().taken_back_by().expect("it is taken back");
    assert_eq!((taken.who, taken.by_metric), ("argo-rollouts", None));
    assert!(before == world.snapshot_places(), "everything was put back");
}

#[test]
fn nothing_is_left_wherever_a_run_is_cut_whatever_the_means() {
    for means in MEANS {
        let cuts = cut_everywhere(drill(means), world(1, &[]));
        println!("cuts: {cuts} with {}, nothing left behind", means.1);
    }
}
