//! What becomes of a request: whom the gateway asks, how that ends, what its caller gets.

use super::breaker::Permit;
use super::chance::{Purpose, draw, unit};
use super::failure::Failure;
use super::flight::{Caller, Ending, Flight, Reply};
use super::journey::{Choice, Journey};
use super::model::Platform;
use super::names::Provider;
use super::request::{Finished, Outcome};
use super::tokens::Usage;
use crate::base::{Duration, Money};

/// Attempts under way at once; beyond, the gateway sheds load with status 503.
const MAX_IN_FLIGHT: usize = 20_000;

impl Platform {
    /// Sends a request to whoever is to be asked next, or back to its caller.
    pub(super) fn depart(&mut self, mut flight: Flight) {
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
    pub(super) fn ask(
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
        flight.begin(self.links[flight.provider.index()]);
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
                self.answer(&flight, Outcome::Ok, Some(provider), flight.usage);
            }
            Ending::Passed(status) => {
                let outcome = Outcome::Status(status);
                self.answer(&flight, outcome, Some(provider), Usage::default());
            }
            Ending::Failed(failure) => {
                if flight.stream && flight.has_begun(self.links[provider.index()]) {
                    let used = flight
                        .usage
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
            version: flight.version.filter(|_| served_by.is_some()),
            cached: None,
            correct: None,
            blocked: None,
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
