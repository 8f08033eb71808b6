//! The platform: everything that happens in it, in its order, on virtual time.

use std::mem;

use super::action::Action;
use super::arrivals::{Batch, arrivals};
use super::breaker::{Breakers, Permit};
use super::chance::{Purpose, draw, unit};
use super::flight::{Caller, Ending, Flight, Reply};
use super::flights::Flights;
use super::journey::Journey;
use super::latency::Latency;
use super::link::Link;
use super::names::{Model, Provider, Tenant, UnknownName, Version};
use super::policy::Policy;
use super::prompt::Prompt;
use super::registry::Registry;
use super::request::{Finished, SyntheticRequest};
use super::rollout::Rollout;
use super::tokens::{usage, usage_within};
use crate::base::{At, Duration, Labels};

/// An LLM platform: a gateway, two providers behind it, and the load of other people.
///
/// It has no clock: every call brings its moment, and a moment before the latest is taken as the
/// latest. A clone continues exactly as the original does.
#[derive(Clone, Debug)]
pub struct Platform {
    seed: u64,
    pub(super) policy: Policy,
    pub(super) latency: Latency,
    pub(super) now: At,
    /// The second whose batches come next, and what is left of those of the one before.
    tick: i64,
    batches: Vec<Batch>,
    pub(super) flights: Flights,
    pub(super) links: [Link; 2],
    pub(super) breakers: Breakers,
    pub(super) registry: Registry,
    pub(super) finished: Vec<Finished>,
    pub(super) rollout: Rollout,
    cache_enabled: bool,
    store_link: Link,
    actions: Vec<Action>,
}

/// The tick under which requests that do not come from the background draw their luck.
const NO_TICK: u64 = u64::MAX / 2;

impl Platform {
    /// A platform whose life begins at `start`, without load before it; begin some minutes before
    /// [`At::START`] to have its metrics warm.
    pub fn new(seed: u64, policy: Policy, start: At) -> Self {
        Self {
            seed,
            latency: Latency::new(&policy),
            now: start,
            tick: start.ms().div_euclid(1_000),
            batches: Vec::new(),
            flights: Flights::default(),
            links: [Link::Healthy; 2],
            breakers: Breakers::new(&policy),
            registry: Registry::new(),
            finished: Vec::new(),
            rollout: Rollout::new(policy.rollout),
            cache_enabled: true,
            store_link: Link::Healthy,
            actions: Vec::new(),
            policy,
        }
    }

    /// Lets everything happen up to and including `to`. Costs time in proportion to the way there.
    pub fn advance(&mut self, to: At) {
        self.run(to, false);
    }

    /// Lets everything happen up to and including `to`, but stops once one of the drill's own
    /// requests or probes has ended, or a controller wants something done; the moment that was
    /// reached.
    pub fn advance_to_end(&mut self, to: At) -> At {
        self.run(to, true);
        self.now
    }

    fn run(&mut self, to: At, stops_at_ends: bool) {
        loop {
            if stops_at_ends && !(self.finished.is_empty() && self.actions.is_empty()) {
                return;
            }
            let arrival = self.next_arrival();
            let landing = self.flights.next_due();
            let next = arrival.min(landing);
            if next > to {
                break;
            }
            self.now = self.now.max(next);
            if landing <= arrival {
                if let Some(flight) = self.flights.pop() {
                    self.land(flight);
                }
            } else if let Some(batch) = self.batches.pop() {
                self.arrive(&batch);
            }
        }
        self.now = self.now.max(to);
    }

    /// Sets the state of the way to a provider. Attempts under way feel it.
    pub fn set_link(&mut self, at: At, provider: &str, link: Link) -> Result<(), UnknownName> {
        self.set_link_of(at, provider.parse()?, link);
        Ok(())
    }

    /// Sets the state of the way to a provider. Attempts under way feel it.
    pub fn set_link_of(&mut self, at: At, provider: Provider, link: Link) {
        self.advance(at);
        let from = mem::replace(&mut self.links[provider.index()], link);
        if from != link {
            let now = self.now;
            self.flights.change(|flight| {
                if flight.provider == provider {
                    flight.link_changes(from, link, now);
                }
            });
            self.advance(now);
        }
    }

    /// The state of the way to a provider.
    pub fn link(&self, provider: &str) -> Result<Link, UnknownName> {
        Ok(self.links[provider.parse::<Provider>()?.index()])
    }

    /// The gateway's setting `chat_model` was changed: a roll-out begins or ends.
    pub fn set_model(&mut self, at: At, version: Version) {
        self.advance(at);
        self.rollout.set(self.now, version);
    }

    /// The semantic cache was switched on or off.
    pub fn set_cache_enabled(&mut self, at: At, enabled: bool) {
        self.advance(at);
        self.cache_enabled = enabled;
    }

    /// Sets the state of the way to the cache's store. What is asked of it at the time feels it.
    pub fn set_store_link(&mut self, at: At, link: Link) {
        self.advance(at);
        self.store_link = link;
    }

    /// What controllers of the platform decided since the last call.
    pub fn take_actions(&mut self) -> Vec<Action> {
        mem::take(&mut self.actions)
    }

    /// Whether a provider is being passed over without being asked.
    pub fn breaker_is_open(&self, provider: Provider) -> bool {
        self.breakers.is_open(provider)
    }

    /// Sends one of the drill's own requests through the gateway; its end comes out of
    /// [`finished`](Self::finished).
    pub fn send(&mut self, at: At, request: SyntheticRequest) {
        self.advance(at);
        let key = draw(self.seed, request.id, NO_TICK, Purpose::Request);
        let mut flight = self.flight(Caller::Client(request.id), request.model, key);
        flight.tenant = request.tenant;
        flight.stream = request.stream;
        flight.prompt = request.prompt;
        flight.usage = usage_within(
            request.model,
            key,
            request.prompt_tokens,
            request.max_tokens,
        );
        flight.version = self.version_for(request.model, key);
        flight.leaves = self.now + request.timeout;
        self.depart(flight);
        self.advance(self.now);
    }

    /// Asks a provider over the same way as the gateway does, but past the gateway and its
    /// metrics; the end comes out of [`finished`](Self::finished) under `id`.
    pub fn probe(
        &mut self,
        at: At,
        id: u64,
        provider: &str,
        timeout: Duration,
    ) -> Result<(), UnknownName> {
        self.probe_of(at, id, provider.parse()?, timeout);
        Ok(())
    }

    /// Asks a provider past the gateway; see [`Self::probe`].
    pub fn probe_of(&mut self, at: At, id: u64, provider: Provider, timeout: Duration) {
        self.advance(at);
        let key = draw(self.seed, id, NO_TICK + 1, Purpose::Request);
        let mut flight = self.flight(Caller::Probe(id), Model::Chat, key);
        flight.leaves = self.now + timeout;
        self.ask(flight, provider, Permit::Free, None);
    }

    /// The requests and probes that ended since the last call, in the order of their ends.
    pub fn finished(&mut self) -> Vec<Finished> {
        mem::take(&mut self.finished)
    }

    /// The gateway's metrics as they are now; labels that the scrape adds are the caller's.
    pub fn scrape(&self, sink: &mut dyn FnMut(&Labels, f64)) {
        self.registry.scrape(sink);
    }

    /// When the next batch arrives; makes the next second's when there is none left.
    fn next_arrival(&mut self) -> At {
        while self.batches.is_empty() {
            let batches = arrivals(self.seed, self.tick, self.policy.background.hertz());
            self.batches.extend(batches.iter().rev());
            self.tick += 1;
        }
        self.batches.last().map_or(At::NEVER, |batch| batch.at)
    }

    fn arrive(&mut self, batch: &Batch) {
        // A life that begins within a second has no load from before.
        if batch.count == 0 || batch.at < self.now {
            return;
        }
        let mut flight = self.flight(Caller::Background, batch.model, batch.key);
        flight.count = batch.count;
        flight.tenant = batch.tenant;
        flight.stream = batch.stream;
        flight.quantile = batch.quantile;
        flight.version = self.version_for(batch.model, batch.key);
        flight.leaves = self.now + self.policy.patience;
        self.depart(flight);
    }

    /// Which version of the chat model a request goes to.
    fn version_for(&self, model: Model, key: u64) -> Option<Version> {
        let luck = unit(draw(key, 1, 0, Purpose::Question));
        (model == Model::Chat).then(|| self.rollout.version_for(self.now, luck))
    }

    /// A request that was sent now and has not been anywhere yet.
    fn flight(&self, caller: Caller, model: Model, key: u64) -> Flight {
        Flight {
            due: At::NEVER,
            ending: Ending::Left,
            caller,
            count: 1,
            model,
            tenant: Tenant::Drill,
            stream: false,
            key,
            prompt: Prompt::Fresh,
            usage: usage(model, key),
            version: None,
            quantile: unit(draw(key, 0, 0, Purpose::Latency)),
            sent: self.now,
            leaves: At::NEVER,
            journey: Journey::default(),
            provider: Provider::Primary,
            permit: Permit::Free,
            began: self.now,
            first: self.now,
            whole: self.now,
            reply: Reply::Answer,
            limit: None,
            committed: false,
        }
    }
}
