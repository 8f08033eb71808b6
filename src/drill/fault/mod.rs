//! Faults, one a file: each says what it changes, and nothing about putting it back.

mod argo_rollout;
mod chaos_mesh;
mod config_map;
mod deployment;
mod env;
mod inference_service;
mod network_policy;
mod proxy_enabled;
mod proxy_upstream;
mod restart;
mod route_weight;
mod scale;
mod toxic;

use crate::spec::drill::{Failure, Sets, Via};
use crate::world::{Change, Content, ObjectKind, Part, Place};

/// The changes that make up a fault, in the order in which they are made. What stood at a place
/// before is only known once it was looked at: `before` says it.
pub fn changes(via: &Via, before: impl Fn(&Place) -> Option<Content>) -> Vec<Change> {
    match via {
        Via::Traffic { .. } => Vec::new(),
        Via::Cluster {
            namespace,
            name,
            sets,
        } => {
            let holds = |kind, part| {
                let place = Place::cluster(kind, namespace, name, part);
                before(&place).unwrap_or(Content::Absent)
            };
            let Ours { kind, part, value } = ours(sets, holds);
            let place = Place::cluster(kind, namespace, name, part);
            let before = match sets {
                Sets::Experiment => chaos_mesh::paused(),
                Sets::Key { .. }
                | Sets::Variable { .. }
                | Sets::Image { .. }
                | Sets::RolloutImage { .. }
                | Sets::Replicas { .. }
                | Sets::ModelUri { .. }
                | Sets::Weight { .. }
                | Sets::Cut { .. } => before(&place).unwrap_or(Content::Absent),
            };
            let change = Change {
                place,
                before,
                ours: Content::Is(value),
            };
            [change].into_iter().chain(restarted(via)).collect()
        }
        Via::Toxiproxy {
            proxy,
            failure: Failure::Reroute { to },
        } => vec![proxy_upstream::lead(proxy, to, before)],
        Via::Toxiproxy {
            proxy,
            failure: Failure::Refuse,
        } => vec![proxy_enabled::refuse(proxy)],
        Via::Toxiproxy {
            proxy,
            failure: Failure::Hang,
        } => vec![toxic::hang(proxy)],
        Via::Toxiproxy {
            proxy,
            failure: Failure::Reset,
        } => vec![toxic::reset(proxy)],
        Via::Toxiproxy {
            proxy,
            failure: Failure::Slow { latency },
        } => {
            vec![toxic::slow(proxy, *latency)]
        }
        Via::Toxiproxy {
            proxy,
            failure: Failure::CutStream { after_bytes },
        } => {
            vec![toxic::cut_stream(proxy, *after_bytes)]
        }
    }
}

/// The restart that lets pods read what was changed, where they do so only when they start.
fn restarted(via: &Via) -> Option<Change> {
    let reads_at_start = matches!(
        via,
        Via::Cluster {
            sets: Sets::Key { .. },
            ..
        }
    );
    restart(via).filter(|_| reads_at_start)
}

/// A restart of the pods that the fault replaces, and nothing else: what it does by itself. None where
/// no pod is replaced by a like one.
pub fn restart(via: &Via) -> Option<Change> {
    let Via::Cluster {
        namespace,
        name,
        sets,
    } = via
    else {
        return None;
    };
    let deployment = match sets {
        Sets::Key { restarts, .. } => restarts.as_deref()?,
        Sets::Variable { .. } | Sets::Image { .. } => name,
        Sets::RolloutImage { .. }
        | Sets::Replicas { .. }
        | Sets::ModelUri { .. }
        | Sets::Weight { .. }
        | Sets::Cut { .. }
        | Sets::Experiment => return None,
    };
    Some(restart::of(namespace, deployment))
}

/// What a drill puts into an object of a cluster.
struct Ours {
    kind: ObjectKind,
    part: Part,
    value: serde_json::Value,
}

/// What a drill puts there; what a part of the object holds now is asked for.
fn ours(sets: &Sets, holds: impl Fn(ObjectKind, Part) -> Content) -> Ours {
    match sets {
        Sets::Key { key, value, .. } => config_map::set(key, value),
        Sets::Variable {
            container,
            variable,
            value,
        } => env::set(container, variable, value),
        Sets::Image { container, image } => deployment::roll_out(container, image),
        Sets::RolloutImage { container, image } => argo_rollout::roll_out(container, image),
        Sets::Replicas { replicas } => scale::to(*replicas),
        Sets::ModelUri { uri } => inference_service::serve(uri),
        Sets::Weight {
            kind,
            backend,
            weight,
        } => route_weight::give(*kind, backend, *weight),
        Sets::Cut { pods, cidrs } => {
            let spec = holds(ObjectKind::NetworkPolicy, Part::Spec);
            network_policy::cut(pods, cidrs, &spec)
        }
        Sets::Experiment => chaos_mesh::run(),
    }
}
