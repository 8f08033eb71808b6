//! Faults, one a file: each says what it changes, and nothing about putting it back.

mod config_map;
mod env;
mod proxy_enabled;
mod proxy_upstream;
mod toxic;

use crate::spec::drill::{Failure, Via};
use crate::world::{Change, Content, Place};

/// The changes that make up a fault, in the order in which they are made. What stood at a place
/// before is only known once it was looked at: `before` says it.
pub fn changes(via: &Via, before: impl Fn(&Place) -> Option<Content>) -> Vec<Change> {
    match via {
        Via::Traffic { .. } => Vec::new(),
        Via::ConfigMap {
            namespace,
            name,
            key,
            value,
        } => vec![config_map::set((namespace, name, key), value, before)],
        Via::Env {
            namespace,
            deployment,
            container,
            variable,
            value,
        } => vec![env::set(
            (namespace, deployment, container, variable),
            value,
            before,
        )],
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
