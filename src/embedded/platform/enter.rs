//! How a request comes in: past the limits of its tenant, and past the cache.

use super::arrivals::Batch;
use super::cache::{CacheKey, Kept, Lookup};
use super::chance::{Purpose, draw, unit};
use super::flight::{Caller, Ending, Flight, Stage};
use super::journey::Journey;
use super::link::Link;
use super::model::Platform;
use super::names::{Model, Provider, Tenant, Version};
use super::prompt::{HOT_QUESTIONS, Prompt};
use super::quota::Claim;
use super::registry::{CacheResult, Status};
use super::request::Outcome;
use super::tokens::Usage;
use crate::base::{Duration, Tokens};

/// How long it takes until a store that cannot be asked is known not to be.
const STORE_FAILED_AFTER: Duration = Duration::from_ms(3);
/// How often those who wait for somebody else's answer look whether it is there.
const LOOKED_EVERY: Duration = Duration::from_ms(50);
/// How long an answer out of the cache takes at least, and by how much more at most.
const CACHED_AFTER: (u64, u64) = (30, 20);

impl Platform {
    /// Lets in as many of these requests as the limits of their tenant admit, each with an answer
    /// of at most this length; the rest is blocked.
    pub(super) fn admit(&mut self, mut flight: Flight, longest: Tokens) -> Option<Flight> {
        if self.now < self.down_until {
            self.report(&flight, Outcome::Status(503), None, Usage::default());
            return None;
        }
        let worst = Usage {
            completion: longest,
            ..flight.usage
        };
        let worst = Claim {
            tokens: worst.total().count(),
            cost: worst.cost(Provider::Primary),
        };
        let (admitted, limit) = self
            .quotas
            .admit(self.now, flight.tenant, worst, flight.count);
        if let Some(limit) = limit {
            let blocked = Flight {
                count: flight.count - admitted,
                ..flight
            };
            self.registry
                .quota_rejected(flight.tenant, limit, blocked.count);
            if self.policy.quota.covers_fallback {
                self.registry.request_ended(
                    flight.model,
                    flight.tenant,
                    Status::Blocked,
                    Duration::ZERO,
                    blocked.count,
                );
                let blocked = Flight {
                    blocked: Some(limit),
                    ..blocked
                };
                self.report(&blocked, Outcome::Status(429), None, Usage::default());
            } else {
                self.depart(Flight {
                    journey: Journey::at_the_fallback(),
                    ..blocked
                });
            }
        }
        flight.count = admitted;
        flight.claim = Some(worst);
        (admitted > 0).then_some(flight)
    }

    /// Lets the requests of a batch that were let in ask what they ask. Those that are alike go on
    /// together: fresh questions for one version.
    pub(super) fn ask_of_batch(&mut self, batch: &Batch, flight: Flight) {
        let mut fresh: [(u32, Option<Version>); 2] = [(0, None); 2];
        for number in 0..u64::from(flight.count) {
            let luck = draw(batch.key, number + 2, 0, Purpose::Question);
            let version = self.version_for(batch.model, luck);
            match Prompt::of_background(luck) {
                Prompt::Fresh => {
                    let stable = version.is_none_or(|version| version == Version::Stable);
                    let (count, of) = &mut fresh[usize::from(!stable)];
                    *count += 1;
                    *of = version;
                }
                prompt @ (Prompt::Repeated(_) | Prompt::Known(_)) => {
                    let key = draw(batch.key, number + 2, 0, Purpose::Request);
                    self.ask_cache(Flight {
                        count: 1,
                        key,
                        prompt,
                        version,
                        ..flight
                    });
                }
            }
        }
        for (count, version) in fresh {
            if count > 0 {
                self.ask_cache(Flight {
                    count,
                    version,
                    ..flight
                });
            }
        }
    }

    /// Which version of the chat model a request with this luck goes to.
    pub(super) fn version_for(&self, model: Model, luck: u64) -> Option<Version> {
        // The high bits say what is asked.
        let luck = unit(luck.rotate_left(32));
        (model == Model::Chat).then(|| self.rollout.version_for(self.now, luck))
    }

    /// Asks the cache, if it is switched on and can be asked.
    pub(super) fn ask_cache(&mut self, mut flight: Flight) {
        if !self.cache_enabled {
            self.pass_cache(flight);
            return;
        }
        let timeout = self.policy.cache.store_timeout;
        let patience = flight.leaves.since(self.now);
        let within = timeout.map_or(patience, |timeout| timeout.min(patience));
        let (takes, fails) = match self.store_link {
            Link::Healthy => {
                self.look_up(flight);
                return;
            }
            Link::Hang => (within, true),
            Link::Slow(delay) => (delay.min(within), delay >= within),
            Link::Refuse | Link::Reset | Link::Status(_) | Link::CutStream { .. } => {
                (STORE_FAILED_AFTER, true)
            }
        };
        flight.stage = Stage::Store { fails };
        flight.due = self.now + takes;
        self.flights.add(flight);
    }

    /// Goes on without having asked the cache.
    pub(super) fn pass_cache(&mut self, flight: Flight) {
        self.registry
            .cache_asked(flight.model, CacheResult::Bypass, flight.count);
        self.depart(flight);
    }

    /// The store was asked, and answers or does not.
    pub(super) fn store_asked(&mut self, mut flight: Flight, fails: bool) {
        if self.now >= flight.leaves {
            self.answer(&flight, Outcome::Timeout, None, Usage::default());
        } else if fails {
            self.registry
                .cache_asked(flight.model, CacheResult::Error, flight.count);
            flight.cached = Some(false);
            self.depart(flight);
        } else {
            self.look_up(flight);
        }
    }

    /// Looks for an answer in the cache.
    pub(super) fn look_up(&mut self, mut flight: Flight) {
        if self.now >= flight.leaves {
            self.answer(&flight, Outcome::Timeout, None, Usage::default());
            return;
        }
        let found = self
            .cache_key(&flight)
            .map(|key| self.cache.look_up(self.now, flight.sent, key));
        match found {
            Some(Lookup::Hit(kept)) => {
                self.registry
                    .cache_asked(flight.model, CacheResult::Hit, flight.count);
                let (least, more) = CACHED_AFTER;
                let takes = least + draw(flight.key, 0, 0, Purpose::Network) % (more + 1);
                flight.cached = Some(true);
                flight.right = kept.is_right_for(flight.prompt);
                flight.stage = Stage::Cached;
                flight.due = self.now + Duration::from_ms(takes);
                self.flights.add(flight);
            }
            Some(Lookup::Fetching) => {
                flight.stage = Stage::Fetching;
                flight.due = (self.now + LOOKED_EVERY).min(flight.leaves);
                self.flights.add(flight);
            }
            Some(Lookup::Failed(status)) => {
                self.registry
                    .cache_asked(flight.model, CacheResult::Miss, flight.count);
                flight.cached = Some(false);
                self.answer(&flight, Outcome::Status(status), None, Usage::default());
            }
            Some(Lookup::Miss) | None => {
                self.registry
                    .cache_asked(flight.model, CacheResult::Miss, flight.count);
                flight.cached = Some(false);
                flight.fetches = found.is_some();
                self.depart(flight);
            }
        }
    }

    fn cache_key(&self, flight: &Flight) -> Option<CacheKey> {
        CacheKey::new(
            &self.policy.cache,
            flight.model,
            flight.version,
            flight.prompt,
        )
    }

    /// Others may wait for what this request was to fetch: they get it, are told that there is
    /// none, or must fetch it if its caller left.
    pub(super) fn fetched(&mut self, flight: &Flight, outcome: Outcome) {
        let Some(key) = self.cache_key(flight).filter(|_| flight.fetches) else {
            return;
        };
        match outcome {
            Outcome::Ok | Outcome::Timeout => self.cache.release(key),
            Outcome::Status(status) => self.cache.fail(self.now, key, status),
            Outcome::Reset | Outcome::Cut | Outcome::Refused => self.cache.fail(self.now, key, 502),
        }
        let can_keep = self.store_link == Link::Healthy && self.cache_enabled;
        if outcome == Outcome::Ok && can_keep {
            let kept = Kept {
                prompt: flight.prompt,
                right: flight.right,
            };
            self.cache.keep(self.now, key, kept);
        }
    }

    /// The way to the store changed: what hung there goes on without it, and what is asked of it
    /// while it breaks fails.
    pub(super) fn store_changed(&mut self, from: Link, to: Link) {
        let now = self.now;
        if from == Link::Hang || matches!(to, Link::Refuse | Link::Reset) {
            self.flights.change(|flight| {
                if matches!(flight.stage, Stage::Store { .. }) {
                    flight.stage = Stage::Store { fails: true };
                    flight.due = now;
                }
            });
        }
        if to == Link::Healthy {
            self.refill();
        }
    }

    /// Everybody fetches the answer to every hot question, if nothing keeps them from doing so.
    pub(super) fn refill(&mut self) {
        let count = self.policy.cache.refills;
        if count == 0 {
            return;
        }
        for model in Model::ALL {
            for number in 0..HOT_QUESTIONS {
                let tick = self.now.ms().cast_unsigned();
                let entity = u64::from(number) * 2 + model.index() as u64;
                let key = draw(self.seed, entity, tick, Purpose::Question);
                let mut flight = self.flight(Caller::Background, model, key);
                flight.tenant = Tenant::Acme;
                flight.count = count;
                flight.prompt = Prompt::Repeated(number);
                flight.version = self.version_for(model, key);
                flight.fetches = true;
                flight.leaves = self.now + self.policy.patience;
                self.depart(flight);
            }
        }
    }

    /// A request has come to the end of its stage.
    pub(super) fn go_on(&mut self, flight: Flight) {
        match flight.stage {
            Stage::Store { .. } | Stage::Fetching | Stage::Cached
                if flight.ending == Ending::Dropped =>
            {
                self.dropped(&flight);
            }
            Stage::Store { fails } => self.store_asked(flight, fails),
            Stage::Fetching => self.look_up(flight),
            Stage::Cached => self.answer(&flight, Outcome::Ok, None, Usage::default()),
            Stage::Provider => self.land(flight),
        }
    }
}
