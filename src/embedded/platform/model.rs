//! The platform: everything that happens in it, in its order, on virtual time.

use std::collections::VecDeque;
use std::mem;

use super::action::Action;
use super::arrivals::{Batch, arrivals};
use super::breaker::{Breakers, Permit};
use super::cache::Cache;
use super::chance::{Purpose, draw, unit};
use super::controllers::Controllers;
use super::evaluations::Evaluations;
use super::flight::{Caller, Ending, Flight, Reply, Stage, Touched};
use super::flights::Flights;
use super::journey::Journey;
use super::latency::Latency;
use super::line::Line;
use super::link::Link;
use super::names::{Model, Provider, Tenant, UnknownName, Version};
use super::places::Places;
use super::policy::Policy;
use super::prompt::Prompt;
use super::quota::Quotas;
use super::registry::Registry;
use super::request::{Finished, SyntheticRequest};
use super::rollout::Rollout;
use super::tokens::{LONGEST_ANSWER, usage, usage_within};
use crate::base::{At, Duration, Labels, Ratio, Tokens};

/// An LLM platform: a gateway, two providers behind it, and the load of other people.
///
/// It has no clock: every call brings its moment, and a moment before the latest is taken as the
/// latest. A clone continues exactly as the original does.
#[derive(Clone, Debug)]
pub struct Platform {
    pub(super) seed: u64,
    pub(super) policy: Policy,
    pub(super) latency: Latency,
    pub(super) now: At,
    /// The second whose batches come next, and what is left of those of the one before.
    tick: i64,
    batches: Vec<Batch>,
    pub(super) flights: Flights,
    pub(super) line: Line,
    pub(super) places: Places,
    /// What was set, and what follows from it.
    set_links: [Link; 2],
    pub(super) links: [Link; 2],
    /// Which share of the connections feels what is wrong with the ways to the providers.
    pub(super) shares: [Ratio; 2],
    pub(super) breakers: Breakers,
    restarted: bool,
    pub(super) registry: Registry,
    pub(super) finished: VecDeque<Finished>,
    pub(super) rollout: Rollout,
    pub(super) evaluations: Evaluations,
    pub(super) quotas: Quotas,
    pub(super) cache: Cache,
    pub(super) cache_enabled: bool,
    pub(super) store_link: Link,
    pub(super) controllers: Controllers,
    /// Until when the gateway starts again.
    pub(super) down_until: At,
    pub(super) actions: Vec<Action>,
}

/// The longest answers that callers in the background let models give.
const LONGEST_USUAL: Tokens = Tokens::new(300);

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
            line: Line::default(),
            places: Places::new(policy.capacity),
            set_links: [Link::Healthy; 2],
            links: followed(&policy, [Link::Healthy; 2]),
            shares: [Ratio::WHOLE; 2],
            breakers: Breakers::new(&policy),
            restarted: false,
            registry: Registry::new(policy.quirks),
            finished: VecDeque::new(),
            rollout: Rollout::new(policy.rollout),
            evaluations: Evaluations::new(policy.evaluated),
            quotas: Quotas::new(policy.quota),
            cache: Cache::new(policy.cache),
            cache_enabled: true,
            store_link: Link::Healthy,
            controllers: Controllers::new(seed, &policy, start),
            down_until: start,
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
            let leave = self.line.next_leave();
            let control = self.controllers.next_due();
            let next = arrival.min(landing).min(leave).min(control);
            if next > to {
                break;
            }
            self.now = self.now.max(next);
            if landing <= next {
                if let Some(flight) = self.flights.pop() {
                    self.go_on(flight);
                }
            } else if leave <= next {
                self.leave_line();
            } else if control <= next {
                self.control();
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

    /// Sets which share of the connections to a provider feels what is wrong with the way there,
    /// from the next change of its state on.
    pub fn set_share_of(&mut self, at: At, provider: Provider, share: Ratio) {
        self.advance(at);
        self.shares[provider.index()] = share;
    }

    /// Sets the state of the way to a provider. Attempts under way feel it.
    pub fn set_link_of(&mut self, at: At, provider: Provider, link: Link) {
        self.advance(at);
        self.set_links[provider.index()] = link;
        let links = followed(&self.policy, self.set_links);
        for provider in Provider::ALL {
            self.follow_link(provider, links[provider.index()]);
        }
    }

    fn follow_link(&mut self, provider: Provider, link: Link) {
        let from = mem::replace(&mut self.links[provider.index()], link);
        if from != link {
            let (now, share) = (self.now, self.shares[provider.index()]);
            self.flights.change(|flight| {
                if flight.stage == Stage::Provider && flight.provider == provider {
                    if from == Link::Healthy {
                        flight.touched = Touched::when(flight.is_hit(share, 0));
                    }
                    let (from, to) = (flight.feels(from), flight.feels(link));
                    if from != to {
                        flight.link_changes(from, to, now);
                    }
                }
            });
            self.advance(now);
        }
    }

    /// The state of the way to a provider.
    pub fn link(&self, provider: &str) -> Result<Link, UnknownName> {
        Ok(self.set_links[provider.parse::<Provider>()?.index()])
    }

    /// The gateway's setting `chat_model` was changed: a roll-out begins or ends.
    pub fn set_model(&mut self, at: At, version: Version) {
        self.advance(at);
        self.model_was_set(version);
    }

    /// The gateway's pods run with or without the mark of a restart: where that changes they are new,
    /// and their breakers closed. Its cache is kept in a store that goes on.
    pub fn set_restarted(&mut self, at: At, restarted: bool) {
        self.advance(at);
        let was = mem::replace(&mut self.restarted, restarted);
        if was != restarted {
            self.breakers = Breakers::new(&self.policy);
        }
    }

    /// The semantic cache was switched on or off.
    pub fn set_cache_enabled(&mut self, at: At, enabled: bool) {
        self.advance(at);
        let was = mem::replace(&mut self.cache_enabled, enabled);
        if enabled && !was {
            self.refill();
        }
    }

    /// Sets the state of the way to the cache's store. What is asked of it at the time feels it.
    pub fn set_store_link(&mut self, at: At, link: Link) {
        self.advance(at);
        let from = mem::replace(&mut self.store_link, link);
        if from != link {
            self.store_changed(from, link);
            self.advance(self.now);
        }
    }

    /// What controllers of the platform decided since the last call.
    pub fn take_actions(&mut self) -> Vec<Action> {
        mem::take(&mut self.actions)
    }

    /// Whether a provider is being passed over without being asked.
    pub fn breaker_is_open(&self, provider: Provider) -> bool {
        self.breakers.is_open(provider, self.now)
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
        let luck = draw(key, 1, 0, Purpose::Question);
        flight.version = self.version_for(request.model, luck);
        flight.leaves = self.now + request.timeout;
        let longest = Tokens::new(request.max_tokens.unwrap_or(LONGEST_ANSWER));
        if let Some(flight) = self.admit(flight, longest) {
            if request.bypass_cache {
                self.pass_cache(flight);
            } else {
                self.ask_cache(flight);
            }
        }
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
        mem::take(&mut self.finished).into()
    }

    /// The first of the requests and probes that ended and did not come out yet.
    pub fn next_finished(&mut self) -> Option<Finished> {
        self.finished.pop_front()
    }

    /// The gateway's metrics as they are now; labels that the scrape adds are the caller's.
    pub fn scrape(&self, sink: &mut dyn FnMut(&Labels, f64)) {
        let mut registry = self.registry.clone();
        self.show(&mut registry);
        registry.scrape(sink);
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
        flight.leaves = self.now + self.policy.patience;
        if let Some(flight) = self.admit(flight, LONGEST_USUAL) {
            self.ask_of_batch(batch, flight);
        }
    }

    /// A request that was sent now and has not been anywhere yet.
    pub(super) fn flight(&self, caller: Caller, model: Model, key: u64) -> Flight {
        Flight {
            stage: Stage::Provider,
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
            claim: None,
            blocked: None,
            cached: None,
            fetches: false,
            right: None,
            in_line: self.now,
            queued: Duration::ZERO,
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
            touched: Touched::Hit,
            committed: false,
        }
    }
}

/// The state of the ways to both providers that follows from what was set.
const fn followed(policy: &Policy, set: [Link; 2]) -> [Link; 2] {
    let [primary, secondary] = set;
    let breaks_along = policy.same_account && !matches!(primary, Link::Healthy);
    let secondary = if !policy.fallback_resolves {
        Link::Refuse
    } else if breaks_along {
        primary
    } else {
        secondary
    };
    [primary, secondary]
}
