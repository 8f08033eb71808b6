//! The platform: everything that happens in it, in its order, on virtual time.

use std::collections::BinaryHeap;
use std::mem;

use super::arrivals::{Batch, arrivals};
use super::breaker::{Breakers, Permit};
use super::chance::{Purpose, draw, unit};
use super::failure::Failure;
use super::flight::{Caller, Ending, Flight, Reply};
use super::journey::{Choice, Journey};
use super::latency::Latency;
use super::link::Link;
use super::names::{Model, Provider, Tenant, UnknownName};
use super::policy::Policy;
use super::registry::Registry;
use super::request::{Finished, Outcome, SyntheticRequest};
use super::tokens::{Usage, usage};
use crate::base::{At, Duration, Labels, Money};

/// An LLM platform: a gateway, two providers behind it, and the load of other people.
///
/// It has no clock: every call brings its moment, and a moment before the latest is taken as the
/// latest. A clone continues exactly as the original does.
#[derive(Clone, Debug)]
pub struct Platform {
    seed: u64,
    policy: Policy,
    latency: Latency,
    now: At,
    /// The second whose batches come next, and what is left of those of the one before.
    tick: i64,
    batches: Vec<Batch>,
    flights: BinaryHeap<Flight>,
    order: u64,
    links: [Link; 2],
    breakers: Breakers,
    registry: Registry,
    finished: Vec<Finished>,
}

/// Attempts under way at once; beyond, the gateway sheds load with status 503.
const MAX_IN_FLIGHT: usize = 20_000;
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
            flights: BinaryHeap::new(),
            order: 0,
            links: [Link::Healthy; 2],
            breakers: Breakers::new(&policy),
            registry: Registry::new(),
            finished: Vec::new(),
            policy,
        }
    }

    /// Lets everything happen up to and including `to`. Costs time in proportion to the way there.
    pub fn advance(&mut self, to: At) {
        loop {
            let arrival = self.next_arrival();
            let landing = self.flights.peek().map_or(At::NEVER, |flight| flight.due);
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
        let provider: Provider = provider.parse()?;
        self.advance(at);
        let from = mem::replace(&mut self.links[provider.index()], link);
        if from != link {
            let now = self.now;
            let mut flights = mem::take(&mut self.flights).into_vec();
            for flight in &mut flights {
                if flight.provider == provider {
                    flight.link_changes(from, link, now);
                }
            }
            self.flights = flights.into();
            self.advance(now);
        }
        Ok(())
    }

    /// The state of the way to a provider.
    pub fn link(&self, provider: &str) -> Result<Link, UnknownName> {
        Ok(self.links[provider.parse::<Provider>()?.index()])
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
        flight.stream = request.stream;
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
        let provider: Provider = provider.parse()?;
        self.advance(at);
        let key = draw(self.seed, id, NO_TICK + 1, Purpose::Request);
        let mut flight = self.flight(Caller::Probe(id), Model::Chat, key);
        flight.leaves = self.now + timeout;
        self.ask(flight, provider, Permit::Free, None);
        Ok(())
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
        flight.leaves = self.now + self.policy.patience;
        self.depart(flight);
    }

    /// A request that was sent now and has not been anywhere yet.
    fn flight(&self, caller: Caller, model: Model, key: u64) -> Flight {
        Flight {
            due: At::NEVER,
            ending: Ending::Left,
            order: 0,
            caller,
            count: 1,
            model,
            tenant: Tenant::Drill,
            stream: false,
            key,
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

    /// Sends a request to whoever is to be asked next, or back to its caller.
    fn depart(&mut self, mut flight: Flight) {
        if self.flights.len() >= MAX_IN_FLIGHT {
            self.answer(&flight, Outcome::Status(503), None, Usage::default());
            return;
        }
        let waiting = flight;
        match flight
            .journey
            .next(&self.policy, &mut self.breakers, self.now)
        {
            Choice::Ask(provider, permit) => {
                if permit == Permit::Probe && flight.count > 1 {
                    // Only one of them may look; the others must ask again.
                    self.depart(Flight {
                        count: flight.count - 1,
                        ..waiting
                    });
                    flight.count = 1;
                }
                let limit = self.policy.attempt_timeout[provider.index()];
                self.ask(flight, provider, permit, limit);
            }
            Choice::GiveUp(status) => {
                self.answer(&flight, Outcome::Status(status), None, Usage::default());
            }
        }
        self.note_breakers();
    }

    /// Begins an attempt.
    fn ask(
        &mut self,
        mut flight: Flight,
        provider: Provider,
        permit: Permit,
        limit: Option<Duration>,
    ) {
        let attempt = u64::from(flight.journey.attempts());
        let quantile = if attempt <= 1 {
            flight.quantile
        } else {
            unit(draw(flight.key, attempt, 0, Purpose::Latency))
        };
        let takes = self.latency.quantile(provider, quantile);
        flight.provider = provider;
        flight.permit = permit;
        flight.limit = limit;
        flight.began = self.now;
        flight.first = self.now + Duration::from_ms(takes.ms() * 3 / 10);
        flight.whole = self.now + takes;
        flight.committed = false;
        flight.reply = Reply::Answer;
        let risk = f64::from(self.policy.errors_per_million) * f64::from(flight.count) / 1e6;
        if unit(draw(flight.key, attempt, 0, Purpose::Error)) < risk {
            self.take_off(Flight {
                count: 1,
                reply: Reply::Error,
                ..flight
            });
            flight.count -= 1;
        }
        if flight.count > 0 {
            self.take_off(flight);
        }
    }

    fn take_off(&mut self, mut flight: Flight) {
        self.order += 1;
        flight.order = self.order;
        flight.begin(self.links[flight.provider.index()]);
        self.flights.push(flight);
    }

    /// Ends an attempt.
    fn land(&mut self, mut flight: Flight) {
        if let Caller::Probe(_) = flight.caller {
            self.report(
                &flight,
                seen_directly(flight.ending),
                None,
                Usage::default(),
            );
            return;
        }
        let provider = flight.provider;
        if flight.ending == Ending::Left {
            // The caller's impatience says nothing about the provider.
            self.breakers.release(provider, self.now, flight.permit);
            self.answer(&flight, Outcome::Timeout, None, Usage::default());
            return;
        }
        let failure = match flight.ending {
            Ending::Failed(failure) => Some(failure),
            Ending::Answered | Ending::Passed(_) | Ending::Left => None,
        };
        let (failed, count) = (failure.is_some(), flight.count);
        self.breakers
            .record(provider, self.now, flight.permit, failed, count);
        self.registry
            .attempt_ended(provider, flight.model, failure, count);
        self.note_breakers();
        match flight.ending {
            Ending::Answered => {
                if Journey::passed_over(provider).is_some() {
                    self.registry.fallback_answered(flight.model, count);
                }
                let used = usage(flight.model, flight.key);
                self.answer(&flight, Outcome::Ok, Some(provider), used);
            }
            Ending::Passed(status) => {
                let outcome = Outcome::Status(status);
                self.answer(&flight, outcome, Some(provider), Usage::default());
            }
            Ending::Failed(failure) => {
                if flight.stream && flight.has_begun(self.links[provider.index()]) {
                    let used = usage(flight.model, flight.key)
                        .with_thousandths_of_the_answer(delivered_thousandths(&flight));
                    self.answer(&flight, Outcome::Cut, Some(provider), used);
                } else {
                    flight.journey.failed(failure);
                    self.depart(flight);
                }
            }
            Ending::Left => {}
        }
    }

    /// Gives callers of the gateway their end.
    fn answer(
        &mut self,
        flight: &Flight,
        outcome: Outcome,
        served_by: Option<Provider>,
        used: Usage,
    ) {
        let took = self.now.since(flight.sent);
        let (model, tenant, count) = (flight.model, flight.tenant, flight.count);
        let success = outcome == Outcome::Ok;
        self.registry
            .request_ended(model, tenant, success, took, count);
        if let Some(provider) = served_by {
            self.registry
                .charged(tenant, model, used.cost(provider), count);
        }
        self.report(flight, outcome, served_by, used);
    }

    /// Hands the end of a request that is followed one by one to the drill.
    fn report(
        &mut self,
        flight: &Flight,
        outcome: Outcome,
        served_by: Option<Provider>,
        usage: Usage,
    ) {
        let (id, served_by) = match flight.caller {
            Caller::Background => return,
            Caller::Client(id) => (id, served_by),
            Caller::Probe(id) => (id, (outcome == Outcome::Ok).then_some(flight.provider)),
        };
        self.finished.push(Finished {
            id,
            sent: flight.sent,
            finished: self.now,
            outcome,
            served_by,
            attempts: flight.journey.attempts(),
            usage,
            cost: served_by.map_or(Money::from_micros(0), |provider| usage.cost(provider)),
        });
    }

    fn note_breakers(&mut self) {
        for provider in Provider::ALL {
            let open = self.breakers.is_open(provider);
            self.registry.breaker_is(provider, open);
        }
    }
}

/// What a client without a gateway in between sees of an attempt's end.
const fn seen_directly(ending: Ending) -> Outcome {
    match ending {
        Ending::Answered => Outcome::Ok,
        Ending::Left | Ending::Failed(Failure::Timeout) => Outcome::Timeout,
        Ending::Failed(Failure::Refused) => Outcome::Refused,
        Ending::Failed(Failure::Reset) => Outcome::Reset,
        Ending::Failed(Failure::Cut) => Outcome::Cut,
        Ending::Passed(status) | Ending::Failed(Failure::Status(status)) => Outcome::Status(status),
    }
}

/// How much of a streamed answer came before it broke off.
fn delivered_thousandths(flight: &Flight) -> u64 {
    let whole = flight.whole.since(flight.first).ms().max(1);
    flight.due.since(flight.first).ms().saturating_mul(1_000) / whole
}
