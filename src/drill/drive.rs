//! The loop between a machine and a world; the only place of this room that waits.

use std::io;

use super::machine::{Machine, Step};
use crate::base::At;
use crate::world::{Incoming, World};

/// Where events are put on record before what follows from them is started.
pub trait Record<E> {
    /// Makes the events durable.
    fn append(&mut self, at: At, events: Vec<E>) -> io::Result<()>;
}

/// Runs a machine to its end.
///
/// Write-ahead stands here and nowhere else: a step's events are durable before its asks are
/// started. If they cannot be made durable, the asks are dropped and the machine hears that its
/// journal is lost; from then on it only puts back, and what it asks for is done without a record,
/// since undoing depends on no journal.
pub async fn drive<M: Machine>(
    machine: &mut M,
    world: &mut impl World,
    record: &mut impl Record<M::Event>,
) {
    let mut at = At::START;
    let mut lost = false;
    let mut step = machine.begin(at);
    loop {
        let Step {
            events,
            asks,
            wake,
            done,
        } = step;
        let recorded = if lost {
            Ok(())
        } else {
            record.append(at, events)
        };
        if let Err(error) = recorded {
            lost = true;
            step = machine.step(at, Incoming::JournalLost(error.to_string()));
            continue;
        }
        for (tag, ask) in asks {
            world.ask(tag, ask);
        }
        if done {
            return;
        }
        let incoming;
        (at, incoming) = world.next(wake).await;
        step = machine.step(at, incoming);
    }
}
