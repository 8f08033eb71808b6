//! What can happen in the virtual world besides the platform's own affairs.

use std::sync::Arc;

use super::prometheus::Job;
use crate::alerts::routing::{AlertUpdate, Routing};
use crate::alerts::rules::RuleFile;
use crate::base::Duration;
use crate::world::{Answer, Ask, Content, Interrupt, Page, Place, Refusal, RunId, Tag};

/// Something that is planned. It is kept small: the queue moves it about.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// A synthetic request of this schedule is due.
    Shoot(u64),
    /// An ask arrives; without a tag nobody hears of it any more.
    Reach(Option<Tag>, Box<Ask>),
    /// Somebody who knows nothing of drills does something.
    Foreign(Box<Foreign>),
    /// Prometheus scrapes a job.
    Scrape(Job),
    /// Prometheus evaluates the group of this number.
    Evaluate(usize),
    /// Alerts arrive at Alertmanager.
    Posted(Vec<AlertUpdate>),
    /// Alertmanager does what is due.
    Flush,
    /// Notifications arrive at our sink.
    Notified(Vec<Page>),
    /// A look stops waiting for its heartbeat.
    HeartbeatLost(Tag),
    /// An answer arrives at the runner.
    Answer(Tag, Box<Result<Answer, Refusal>>),
    /// The client tells what ended since the last time.
    Batch,
    /// Somebody wants the run to end.
    Interrupt(Interrupt),
    /// The runner is stopped for this long.
    Sleep(Duration),
    /// The runner goes on after this long.
    Wake(Duration),
}

/// What other people do.
#[derive(Clone, Debug)]
pub(super) enum Foreign {
    /// They set a place.
    Write(Place, Content),
    /// They write what is there already.
    Touch(Place),
    /// They put a place back to what it held at first, and remove its mark.
    PutBack(Place),
    /// They replace the object that holds a place by another one.
    Replace(Place, Content),
    /// They let Prometheus load one more file of rules.
    LoadRules(Arc<RuleFile>),
    /// They let Alertmanager load another configuration.
    LoadRouting(Arc<Routing>, Arc<str>),
    /// They deploy another image of a container.
    Deploy(String, String),
    /// They get the lock, the one before having run out.
    TakeLock(RunId, Duration),
}

impl Foreign {
    /// As something that is planned.
    pub(super) fn planned(self) -> Event {
        Event::Foreign(Box::new(self))
    }
}
