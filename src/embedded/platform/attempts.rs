//! What becomes of a request: whom the gateway asks, how that ends, what its caller gets.

use super::breaker::Permit;
use super::chance::{Purpose, draw, unit};
use super::failure::Failure;
use super::flight::{Caller, Ending, Flight, Reply, Stage, Touched};
use super::journey::{Choice, Journey};
use super::link::Link;
use super::model::Platform;
use super::names::{Provider, Version};
use super::prompt::Prompt;
use super::quality::{is_right, look_at};
use super::quota::Claim;
use super::registry::{Stages, Status};
use super::request::{Finished, Outcome};
use super::tokens::Usage;
use crate::base::{Duration, Money, Ratio};

/// Attempts under way at once; beyond, the gateway sheds load with status 503.
const MAX_IN_FLIGHT: usize = 20_000;

impl Platform {
    /// Sends a request to whoever is to be asked next, or back to its caller.
    pub(super) fn depart(&mut self, mut flight: Flight) {
        if self.flights.len() + self.line.len() >= MAX_IN_FLIGHT {
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

    /// Begins an attempt, or waits for a place at the provider. A probe needs none.
    pub(super) fn ask(
        &mut self,
        mut flight: Flight,
        provider: Provider,
        permit: Permit,
        limit: Option<Duration>,
    ) {
        flight.stage = Stage::Provider;
        flight.provider = provider;
        flight.permit = permit;
        flight.limit = limit;
        flight.in_line = self.now;
        let probe = matches!(flight.caller, Caller::Probe(_));
        if probe || self.places.take(provider, flight.tenant, flight.count) {
            self.start(flight);
        } else {
            self.line.add(flight);
        }
    }

    /// Begins an attempt at the place that was taken for it.
    fn start(&mut self, mut flight: Flight) {
        let attempt = u64::from(flight.journey.attempts());
        let quantile = if attempt <= 1 {
            flight.quantile
        } else {
            unit(draw(flight.key, attempt, 0, Purpose::Latency))
        };
        let takes = self.latency.quantile(flight.provider, quantile) + longer(flight.usage);
        flight.queued = flight.queued + self.now.since(flight.in_line);
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

    /// Gives a place back, and lets those begin who waited for it.
    fn give_back(&mut self, flight: &Flight) {
        let provider = flight.provider;
        self.places.give_back(provider, flight.tenant, flight.count);
        while let Some(next) = self.line.take_next(provider, &mut self.places) {
            self.start(next);
        }
    }

    /// Whoever has waited in line for too long leaves.
    pub(super) fn leave_line(&mut self) {
        while let Some(flight) = self.line.take_left(self.now) {
            self.breakers
                .release(flight.provider, self.now, flight.permit);
            self.answer(&flight, Outcome::Timeout, None, Usage::default());
        }
    }

    fn take_off(&mut self, mut flight: Flight) {
        let link = self.links[flight.provider.index()];
        let share = self.shares[flight.provider.index()];
        flight.touched = Touched::Hit;
        if link != Link::Healthy && share < Ratio::WHOLE {
            let one_by_one = 0..u64::from(flight.count);
            let hit = one_by_one.filter(|one| flight.is_hit(share, *one)).count();
            let hit = u32::try_from(hit).unwrap_or(flight.count);
            if 0 < hit && hit < flight.count {
                let mut spared = Flight {
                    count: flight.count - hit,
                    touched: Touched::Spared,
                    ..flight
                };
                spared.begin(link);
                self.flights.add(spared);
                flight.count = hit;
            }
            flight.touched = Touched::when(hit > 0);
        }
        flight.begin(link);
        self.flights.add(flight);
    }

    /// Ends an attempt.
    pub(super) fn land(&mut self, mut flight: Flight) {
        if let Caller::Probe(_) = flight.caller {
            self.report(
                &flight,
                seen_directly(flight.ending),
                None,
                Usage::default(),
            );
            return;
        }
        self.give_back(&flight);
        let provider = flight.provider;
        if flight.ending == Ending::Dropped {
            self.dropped(&flight);
            return;
        }
        if flight.ending == Ending::Left {
            // The caller's impatience says nothing about the provider.
            self.breakers.release(provider, self.now, flight.permit);
            self.answer(&flight, Outcome::Timeout, None, Usage::default());
            return;
        }
        let failure = match flight.ending {
            Ending::Failed(failure) => Some(failure),
            Ending::Answered | Ending::Passed(_) | Ending::Left | Ending::Dropped => None,
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
                self.look_at_answer(&mut flight);
                self.answer(&flight, Outcome::Ok, Some(provider), flight.usage);
            }
            Ending::Passed(status) => {
                let outcome = Outcome::Status(status);
                self.answer(&flight, outcome, Some(provider), Usage::default());
            }
            Ending::Failed(failure) => {
                if flight.stream && flight.has_begun(flight.feels(self.links[provider.index()])) {
                    let used = flight
                        .usage
                        .with_thousandths_of_the_answer(delivered_thousandths(&flight));
                    self.answer(&flight, Outcome::Cut, Some(provider), used);
                } else {
                    flight.journey.failed(failure);
                    self.depart(flight);
                }
            }
            Ending::Left | Ending::Dropped => {}
        }
    }

    /// The evaluator looks at what a provider answered, and the gateway at how long it took.
    fn look_at_answer(&mut self, flight: &mut Flight) {
        let version = flight.version.unwrap_or(Version::Stable);
        let mut with_tools = 0;
        if flight.version.is_some() {
            for number in 0..u64::from(flight.count) {
                let looked = look_at(version, draw(flight.key, number, 0, Purpose::Quality));
                with_tools += u32::from(looked.tool.is_some());
                self.evaluations.note(self.now, version, looked);
                self.registry.looked_at(version, looked);
            }
        }
        if let Prompt::Known(_) = flight.prompt {
            let luck = unit(draw(flight.key, 0, 1, Purpose::Quality));
            flight.right = Some(is_right(version, luck));
        }
        let took = self.now.since(flight.began).ms();
        let (retrieval, tools) = (took / 10, took * 15 / 100);
        let stages = Stages {
            queue: flight.queued,
            retrieval: Duration::from_ms(retrieval),
            generation: Duration::from_ms(took - retrieval - tools),
            tools: Duration::from_ms(tools),
            with_tools,
        };
        self.registry.stages_ended(stages, flight.count);
    }

    /// Gives callers of the gateway their end.
    pub(super) fn answer(
        &mut self,
        flight: &Flight,
        outcome: Outcome,
        served_by: Option<Provider>,
        used: Usage,
    ) {
        let took = self.now.since(flight.sent);
        let (model, tenant, count) = (flight.model, flight.tenant, flight.count);
        let status = if outcome == Outcome::Ok {
            Status::Success
        } else {
            Status::Error
        };
        self.registry
            .request_ended(model, tenant, status, took, count);
        if let Some(provider) = served_by {
            let each = used.cost(provider);
            self.registry.charged(tenant, model, used, each, count);
        }
        self.settle(flight, served_by, used);
        self.fetched(flight, outcome);
        self.report(flight, outcome, served_by, used);
    }

    /// Gives back to the tenant's limits what was admitted and not used.
    pub(super) fn settle(&mut self, flight: &Flight, served_by: Option<Provider>, used: Usage) {
        let Some(worst) = flight.claim else { return };
        let used = Claim {
            tokens: used.total().count(),
            cost: served_by.map_or(Money::default(), |provider| used.cost(provider)),
        };
        let (now, sent) = (self.now, flight.sent);
        self.quotas
            .settle(now, sent, flight.tenant, (worst, used), flight.count);
    }

    /// Hands the end of a request that is followed one by one to the drill.
    pub(super) fn report(
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
        let answered = outcome == Outcome::Ok;
        let cost = served_by.map_or(Money::default(), |provider| usage.cost(provider));
        self.finished.push_back(Finished {
            id,
            sent: flight.sent,
            finished: self.now,
            outcome,
            served_by,
            attempts: flight.journey.attempts(),
            usage,
            cost,
            version: flight.version.filter(|_| answered),
            cached: flight.cached,
            correct: flight.right.filter(|_| answered),
            blocked: flight.blocked,
        });
    }

    fn note_breakers(&mut self) {
        for provider in Provider::ALL {
            let open = self.breakers.is_open(provider, self.now);
            self.registry.breaker_is(provider, open);
        }
    }
}

/// What a client without a gateway in between sees of an attempt's end.
const fn seen_directly(ending: Ending) -> Outcome {
    match ending {
        Ending::Answered => Outcome::Ok,
        Ending::Left | Ending::Dropped | Ending::Failed(Failure::Timeout) => Outcome::Timeout,
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

/// How much longer than usual an answer takes that is longer than usual: half a millisecond for
/// each token more.
fn longer(usage: Usage) -> Duration {
    Duration::from_ms(usage.completion.count().saturating_sub(300) / 2)
}
