//! Faults, one a file: each says what it changes, and nothing about putting it back.

mod proxy_enabled;
mod toxic;

use crate::spec::drill::{Failure, Via};
use crate::world::Change;

/// The changes that make up a fault, in the order in which they are made.
pub fn changes(via: &Via) -> Vec<Change> {
    match via {
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
