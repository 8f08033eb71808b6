//! What tests and rehearsals do to the world from outside.

use std::sync::Arc;

use super::event::{Event, Foreign};
use super::ledger::{NetworkFault, changes};
use super::queue::Rank;
use super::{SetupError, Virtual};
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::{At, Duration, Source};
use crate::world::{Content, Interrupt, Place, RunId};

impl Virtual {
    /// Lets the runner die at this moment. It hears nothing any more and sends no more requests;
    /// what it had sent and what changes something is still done when it arrives. Whoever asks
    /// afterwards is another runner.
    pub fn kill_runner(&mut self) {
        self.inbox.clear();
        self.client.die();
        self.looks.clear();
        self.asleep = false;
        self.batching = false;
        self.queue.retain(|event| match event {
            Event::Reach(tag, ask) => {
                *tag = None;
                changes(ask)
            }
            Event::Shoot(_)
            | Event::HeartbeatLost(_)
            | Event::Answer(..)
            | Event::Batch
            | Event::Interrupt(_)
            | Event::Sleep(_)
            | Event::Wake(_) => false,
            Event::Foreign(_)
            | Event::Scrape(_)
            | Event::Evaluate(_)
            | Event::Posted(_)
            | Event::Flush
            | Event::Notified(_) => true,
        });
    }

    /// Does this to one of the asks about locks, receipts and places that are still to come: to
    /// the next one for 0, to the one after it for 1.
    pub fn disturb(&mut self, ask: u64, fault: NetworkFault) {
        let number = self.ledger_asks.saturating_add(ask).saturating_add(1);
        self.faults.insert(number, fault);
    }

    /// How many asks about locks, receipts and places were sent so far.
    pub const fn ledger_asks(&self) -> u64 {
        self.ledger_asks
    }

    /// Lets somebody who knows nothing of drills set a place; a mark there stays.
    pub fn foreign_write_at(&mut self, at: At, place: Place, content: Content) {
        self.foreign_at(at, Foreign::Write(place, content));
    }

    /// Lets somebody put a place back to what it held at first, and remove its mark.
    pub fn foreign_put_back_at(&mut self, at: At, place: Place) {
        self.foreign_at(at, Foreign::PutBack(place));
    }

    /// Lets somebody replace the object that holds a place by another one of the same name.
    pub fn replace_at(&mut self, at: At, place: Place, content: Content) {
        self.foreign_at(at, Foreign::Replace(place, content));
    }

    /// Lets somebody deploy one more file of rules.
    pub fn load_rules_at(&mut self, at: At, file: Arc<RuleFile>) {
        self.foreign_at(at, Foreign::LoadRules(file));
    }

    /// Lets somebody deploy another configuration of Alertmanager.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn load_routing_at(&mut self, at: At, routing: &Source) -> Result<(), SetupError> {
        let parsed = Routing::parse(routing).map_err(SetupError::Routing)?;
        let foreign = Foreign::LoadRouting(Arc::new(parsed), routing.text.clone());
        self.foreign_at(at, foreign);
        Ok(())
    }

    /// Lets somebody deploy another image of a container of the platform.
    pub fn deploy_at(&mut self, at: At, container: &str, image: &str) {
        self.foreign_at(at, Foreign::Deploy(container.to_owned(), image.to_owned()));
    }

    /// Lets another run have the lock, however it came by it.
    pub fn take_lock_at(&mut self, at: At, run: RunId, length: Duration) {
        self.foreign_at(at, Foreign::TakeLock(run, length));
    }

    /// Lets Prometheus be gone from this moment on for so long, or for good: it scrapes nothing, evaluates
    /// nothing, and answers nobody.
    pub fn lose_prometheus_at(&mut self, at: At, length: Option<Duration>) {
        let back = length.map_or(At::NEVER, |length| at + length);
        self.prometheus.lose(at, back);
    }

    fn foreign_at(&mut self, at: At, foreign: Foreign) {
        self.queue
            .push(at.max(self.now), Rank::Model, foreign.planned());
    }

    /// Lets somebody want the run to end.
    pub fn interrupt_at(&mut self, at: At, interrupt: Interrupt) {
        let event = Event::Interrupt(interrupt);
        self.queue.push(at.max(self.now), Rank::Engine, event);
    }

    /// Stops the runner for a while, as a suspended laptop does: the world goes on, and the runner
    /// hears of all of it afterwards, of the stop first.
    pub fn stop_runner_at(&mut self, at: At, length: Duration) {
        let event = Event::Sleep(length);
        self.queue.push(at.max(self.now), Rank::Engine, event);
    }
}
