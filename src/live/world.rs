//! The live world: starts what is asked, and passes on what happens.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::client::Traffic;
use super::clock::{self, Clock};
use super::halts;
use super::kubernetes::{Holding, Kubernetes};
use super::parts::Parts;
use super::perform::perform;
use super::settings::Settings;
use super::signals::Signals;
use super::sink::{Arrivals, Sink};
use crate::base::At;
use crate::world::{Answer, Ask, Caller, Incoming, Page, Refusal, RunId, Schedule, Tag, World};

/// Things that happened and were not inbox yet; more make their senders wait.
const UNHEARD_MAX: usize = 4_096;

/// A real platform, from the moment at which this is made.
///
/// Needs a tokio runtime, and rustls' provider installed. Dropping it stops everything at once;
/// [`Live::close`] lets the sink answer first.
#[derive(Debug)]
pub struct Live {
    parts: Arc<Parts>,
    inbox: mpsc::Receiver<Incoming>,
    outbox: mpsc::Sender<Incoming>,
    tasks: JoinSet<()>,
    traffic: BTreeMap<Caller, Traffic>,
    sink: Option<Sink>,
    /// Whether it is heard at once that drills are halted: while there is a run.
    hears_halts: bool,
}

/// Why a target cannot be used: a sentence about the setting that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CannotStart(String);

impl CannotStart {
    pub(super) fn new(why: String) -> Self {
        Self(why)
    }
}

impl Live {
    /// Begins the timeline, opens the sink, and takes over SIGINT and SIGTERM. Calls nobody.
    pub async fn start(settings: &Settings) -> Result<Self, CannotStart> {
        let clock = Clock::start();
        let (outbox, inbox) = mpsc::channel(UNHEARD_MAX);
        let arrivals = settings
            .sink
            .as_ref()
            .map(|_| Arrivals::new(outbox.clone()));
        let kubernetes = match &settings.kubernetes {
            Some(at) => Some(
                Kubernetes::open(at, settings.limits.call)
                    .await
                    .map_err(CannotStart)?,
            ),
            None => None,
        };
        let parts =
            Parts::new(settings, clock, kubernetes, arrivals.clone()).map_err(CannotStart)?;
        let sink = match settings.sink.as_ref().zip(arrivals) {
            Some((at, arrivals)) => {
                Some(Sink::open(at, clock, arrivals).await.map_err(CannotStart)?)
            }
            None => None,
        };
        let signals = Signals::take().map_err(CannotStart)?;
        let mut tasks = JoinSet::new();
        tasks.spawn(signals.listen(outbox.clone()));
        tasks.spawn(clock::watch(clock, outbox.clone()));
        Ok(Self {
            parts: Arc::new(parts),
            inbox,
            outbox,
            tasks,
            traffic: BTreeMap::new(),
            sink,
            hears_halts: false,
        })
    }

    /// Where the sink listens, if there is one.
    pub fn sink_address(&self) -> Option<SocketAddr> {
        self.sink.as_ref().map(Sink::address)
    }

    /// Every page and heartbeat that arrived at the sink, oldest first, the last ten thousand.
    pub fn arrived(&self) -> Vec<Page> {
        self.sink
            .as_ref()
            .map_or_else(Vec::new, |sink| sink.arrivals().log())
    }

    /// Halts all drills of the environment, for this reason, or lets them run again.
    ///
    /// # Errors
    /// Whoever keeps the lock does not answer, or refuses.
    pub async fn halt(&self, reason: Option<&str>) -> Result<(), String> {
        match reason {
            Some(reason) => self.parts.halt(reason).await,
            None => self.parts.lift_halt().await,
        }
    }

    /// What there is in the namespaces of the target's cluster.
    ///
    /// # Errors
    /// There is no cluster, or the API server does not answer, or refuses.
    pub async fn holdings(&self) -> Result<Vec<Holding>, String> {
        let kubernetes = self.parts.kubernetes.as_ref();
        let kubernetes = kubernetes.ok_or("the target file names no `kubernetes`")?;
        kubernetes.holdings().await.map_err(|failure| failure.why)
    }

    /// Keeps how a run of a drill ended where a watcher can read it, if the target has a cluster: its
    /// outcome in one word, and whether that is a pass.
    ///
    /// # Errors
    /// The API server does not answer, or refuses.
    pub async fn keep_end(
        &self,
        run: &RunId,
        drill: &str,
        outcome: (&str, bool),
    ) -> Result<(), String> {
        self.parts.keep_end(run, drill, outcome).await
    }

    /// Sends no more requests, gives up what is under way, and lets the sink answer what arrived.
    pub async fn close(mut self) {
        self.traffic.clear();
        self.tasks.abort_all();
        if let Some(sink) = self.sink.take() {
            sink.close().await;
        }
    }

    /// What can be said at once about traffic; none if the ask is about something else.
    fn traffic(&mut self, ask: &Ask) -> Option<Result<Answer, Refusal>> {
        if let Ask::Traffic(schedule) = ask {
            let sent = self.send(schedule);
            return Some(match sent {
                Ok(()) => Ok(Answer::Done),
                Err(why) => Err(Refusal::Failed { why }),
            });
        }
        if let Ask::StopTraffic(caller) = ask {
            self.traffic.remove(caller);
            return Some(Ok(Answer::Done));
        }
        None
    }

    /// Begins a schedule in the place of the same caller's former one.
    fn send(&mut self, schedule: &Schedule) -> Result<(), String> {
        let caller = schedule.caller;
        let traffic = Traffic::start(
            self.parts.door(caller)?,
            schedule.clone(),
            Arc::clone(&self.parts.purse),
            self.parts.clock,
            self.outbox.clone(),
        )?;
        self.traffic.insert(caller, traffic);
        Ok(())
    }
}

impl World for Live {
    fn ask(&mut self, tag: Tag, ask: Ask) {
        // Those that ended are forgotten.
        while self.tasks.try_join_next().is_some() {}
        let owed = Owed {
            tag,
            outbox: Some(self.outbox.clone()),
        };
        if matches!(ask, Ask::Acquire { .. }) && !std::mem::replace(&mut self.hears_halts, true) {
            let (parts, outbox) = (Arc::clone(&self.parts), self.outbox.clone());
            self.tasks.spawn(halts::hear(parts, outbox));
        }
        let at_once = self.traffic(&ask);
        let parts = Arc::clone(&self.parts);
        self.tasks.spawn(async move {
            let result = match at_once {
                Some(result) => result,
                None => Box::pin(perform(&parts, ask, owed.outbox.as_ref())).await,
            };
            owed.pay(result).await;
        });
    }

    async fn next(&mut self, until: At) -> (At, Incoming) {
        let clock = self.parts.clock;
        let incoming = tokio::select! {
            biased;
            // We hold a sender ourselves, so that there is always a next one.
            Some(incoming) = self.inbox.recv() => incoming,
            () = clock.sleep_until(until) => Incoming::Due,
        };
        (clock.now(), incoming)
    }
}

/// An answer that must be given exactly once, even if what should give it fails.
struct Owed {
    tag: Tag,
    outbox: Option<mpsc::Sender<Incoming>>,
}

impl Owed {
    async fn pay(mut self, result: Result<Answer, Refusal>) {
        let tag = self.tag;
        if let Some(outbox) = self.outbox.take() {
            // Nobody listens only when the run is over.
            let _ = outbox.send(Incoming::Answer { tag, result }).await;
        }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        let Some(outbox) = self.outbox.take() else {
            return;
        };
        let why = "the runner failed while it did this: please report it as a bug".to_owned();
        let result = Err(Refusal::Ambiguous { why });
        let tag = self.tag;
        // Nobody listens only when the run is over.
        let _ = outbox.try_send(Incoming::Answer { tag, result });
    }
}
