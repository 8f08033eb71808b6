//! The virtual world: the platform, its monitoring and its server, on virtual time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::alertmanager::Alertmanager;
use super::client::Client;
use super::event::Event;
use super::ledger::{Ledger, NetworkFault, Places};
use super::looking::Looking;
use super::platform::{Containers, Platform, Policy};
use super::prometheus::Prometheus;
use super::queue::{Queue, Rank};
use super::setup::Setup;
use super::{Server, Weakness};
use crate::base::{At, Duration};
use crate::world::{Ask, Incoming, Tag, World};

/// How long the platform and its monitoring have been running when a run begins.
const WARM_UP: Duration = Duration::from_mins(12);
/// Nobody waits longer than this for something to happen; it bounds a wait for ever.
const LONGEST_WAIT: Duration = Duration::from_mins(24 * 60);

/// The platform in memory and everything around it, as a [`World`] that never waits.
///
/// Everything follows from its [`Setup`] and from what it is asked; a clone continues exactly as
/// the original does, so that a test can follow both ways out of any moment.
#[derive(Clone, Debug)]
pub struct Virtual {
    pub(super) seed: u64,
    pub(super) weaknesses: BTreeSet<Weakness>,
    pub(super) now: At,
    /// When the run that goes on began.
    pub(super) origin: At,
    pub(super) queue: Queue<Event>,
    /// What the runner will hear next.
    pub(super) inbox: VecDeque<Incoming>,
    /// Whether the runner is stopped.
    pub(super) asleep: bool,
    pub(super) platform: Platform,
    pub(super) containers: Containers,
    pub(super) ledger: Ledger,
    pub(super) prometheus: Prometheus,
    pub(super) alertmanager: Alertmanager,
    /// When Alertmanager is looked at next.
    pub(super) flush_at: At,
    pub(super) client: Client,
    /// Whether a batch is planned.
    pub(super) batching: bool,
    pub(super) looks: BTreeMap<Tag, Looking>,
    /// What happens to asks that are still to come, by their number.
    pub(super) faults: BTreeMap<u64, NetworkFault>,
    /// How many asks about locks, receipts and places were sent.
    pub(super) ledger_asks: u64,
    /// How many messages were sent that belong to no ask.
    pub(super) messages: u64,
}

impl Virtual {
    /// The world at [`At::START`], warm: its windows are filled, and what fires without a drill
    /// does.
    pub fn new(setup: Setup) -> Self {
        let start = At::START - WARM_UP;
        let policy = setup
            .weaknesses
            .iter()
            .filter_map(|weakness| weakness.of_platform())
            .fold(Policy::default(), Policy::weakened);
        let refuses_undo = setup.weaknesses.contains(&Weakness::UndoFails);
        let mut world = Self {
            now: start,
            origin: At::START,
            queue: Queue::new(),
            inbox: VecDeque::new(),
            asleep: false,
            platform: Platform::new(setup.seed, policy, start),
            containers: Containers::default(),
            ledger: Ledger::new(refuses_undo),
            prometheus: Prometheus::new(&setup.rules, setup.scrape_interval),
            alertmanager: Alertmanager::new(
                start,
                setup.routing,
                setup.routing_text,
                setup.silences,
            ),
            flush_at: At::NEVER,
            client: Client::default(),
            batching: false,
            looks: BTreeMap::new(),
            faults: BTreeMap::new(),
            ledger_asks: 0,
            messages: 0,
            seed: setup.seed,
            weaknesses: setup.weaknesses,
        };
        world.plan_monitoring(start);
        while !matches!(world.advance(At::START), (At::START, Incoming::Due)) {}
        world
    }

    fn plan_monitoring(&mut self, start: At) {
        for (job, first) in self.prometheus.scrapes(self.seed) {
            self.queue
                .push(start + first, Rank::Scrape, Event::Scrape(job));
        }
        for (group, first) in self
            .prometheus
            .evaluations(self.seed)
            .into_iter()
            .enumerate()
        {
            self.queue
                .push(start + first, Rank::Rules, Event::Evaluate(group));
        }
    }

    /// This moment.
    pub const fn now(&self) -> At {
        self.now
    }

    /// The server that keeps locks, receipts and places.
    pub const fn server(&self) -> &Server {
        &self.ledger.server
    }

    /// What stands at all places and what is owed, for comparing before with after.
    pub fn snapshot_places(&self) -> Places {
        self.ledger.places()
    }

    /// The metrics that are known to Prometheus.
    pub fn metrics(&self) -> BTreeSet<String> {
        self.prometheus.metrics()
    }

    /// The next thing that the runner hears, and when; [`Incoming::Due`] at `until` if there is
    /// none up to then.
    pub fn advance(&mut self, until: At) -> (At, Incoming) {
        let until = until.max(self.now).min(self.now + LONGEST_WAIT);
        loop {
            if !self.asleep
                && let Some(incoming) = self.inbox.pop_front()
            {
                return (self.now, incoming);
            }
            let next = self.queue.next_at();
            let horizon = if self.asleep { next } else { next.min(until) };
            let reached = self.platform.advance_to_end(horizon);
            let actions = self.platform.take_actions();
            if !actions.is_empty() {
                self.now = self.now.max(reached);
                for action in actions {
                    self.act(action);
                }
            } else if let Some(finished) = self.platform.next_finished() {
                self.now = self.now.max(reached);
                self.ended(finished);
            } else if next <= horizon {
                if let Some((at, event)) = self.queue.pop() {
                    self.now = self.now.max(at);
                    self.handle(event);
                }
            } else {
                self.now = until;
                return (until, Incoming::Due);
            }
        }
    }
}

impl World for Virtual {
    fn ask(&mut self, tag: Tag, ask: Ask) {
        self.begin(tag, ask);
    }

    async fn next(&mut self, until: At) -> (At, Incoming) {
        let (at, incoming) = self.advance(self.of_run(until));
        (self.for_run(at), self.heard_by_run(incoming))
    }
}
