//! What happens in the platform by itself: the quality gate looks, somebody takes a version back,
//! the gateway dies.

use super::action::Action;
use super::breaker::Breakers;
use super::chance::{Purpose, draw, unit};
use super::flight::{Caller, Flight};
use super::gate::{Judgement, QualityGate};
use super::model::Platform;
use super::names::{Tenant, Version};
use super::policy::Policy;
use super::registry::Registry;
use super::request::Outcome;
use super::rollout::Rollout;
use super::tokens::Usage;
use crate::base::{At, Duration};

/// How long whoever wants something changed waits until they want it again.
const WANTED_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// When each controller is due, and what it remembers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Controllers {
    gate: At,
    reverts: At,
    restarts: At,
    /// Whether this roll-out was already counted as aborted.
    aborted: bool,
}

impl Controllers {
    pub(super) fn new(seed: u64, policy: &Policy, start: At) -> Self {
        let mut controllers = Self {
            gate: At::NEVER,
            reverts: At::NEVER,
            restarts: At::NEVER,
            aborted: false,
        };
        controllers.plan_restart(seed, policy, start);
        controllers
    }

    /// When the next of them is due.
    pub(super) fn next_due(&self) -> At {
        self.gate.min(self.reverts).min(self.restarts)
    }

    fn plan_restart(&mut self, seed: u64, policy: &Policy, now: At) {
        if let Some(restarts) = policy.restarts {
            let luck = unit(draw(seed, 0, now.ms().cast_unsigned(), Purpose::Restart));
            let wait = restarts.every.std().mul_f64(0.75 + 0.5 * luck);
            self.restarts = now + restarts.lasts + wait.into();
        }
    }
}

impl Platform {
    /// The setting of the chat model's version was changed.
    pub(super) fn model_was_set(&mut self, version: Version) {
        let before = self.rollout.canary();
        self.rollout.set(self.now, version);
        if self.rollout.canary() == before {
            return;
        }
        let due = |after: Option<Duration>| match (self.rollout.canary(), after) {
            (Some(_), Some(after)) => self.now + after,
            _ => At::NEVER,
        };
        self.controllers.gate = due(self.policy.gate.map(|gate| gate.every));
        self.controllers.reverts = due(self.policy.reverted.map(|reverted| reverted.after));
        self.controllers.aborted = false;
    }

    /// Lets every controller that is due do its work.
    pub(super) fn control(&mut self) {
        if self.controllers.gate <= self.now {
            self.judge();
        }
        if self.controllers.reverts <= self.now {
            self.controllers.reverts = self.now + WANTED_AGAIN_AFTER;
            if let Some(reverted) = self.policy.reverted {
                self.take_back(reverted.by);
            }
        }
        if self.controllers.restarts <= self.now {
            self.restart();
        }
    }

    /// The quality gate looks at the version that is being rolled out.
    fn judge(&mut self) {
        let (Some(policy), Some(canary)) = (self.policy.gate, self.rollout.canary()) else {
            self.controllers.gate = At::NEVER;
            return;
        };
        self.controllers.gate = self.now + policy.every;
        let seen = self.evaluations.of(self.now, canary.version);
        match QualityGate::new(policy).judge(seen) {
            Judgement::Unknown | Judgement::Fine => {}
            Judgement::Ungrounded | Judgement::Unsafe => {
                if !self.controllers.aborted {
                    self.controllers.aborted = true;
                    self.registry.rollout_aborted();
                }
                if policy.acts {
                    self.take_back(QualityGate::NAME);
                }
            }
        }
    }

    fn take_back(&mut self, by: &'static str) {
        let to = Rollout::STABLE;
        self.actions.push(Action::TakeBack { by, to });
    }

    /// The gateway dies and starts again: what is under way is lost, and so is what it counted.
    fn restart(&mut self) {
        let now = self.now;
        let lasts = self
            .policy
            .restarts
            .map_or(Duration::ZERO, |restarts| restarts.lasts);
        self.down_until = now + lasts;
        self.controllers.plan_restart(self.seed, &self.policy, now);
        self.flights.change(|flight| {
            if !matches!(flight.caller, Caller::Probe(_)) {
                flight.drop_at(now);
            }
        });
        for flight in self.line.take_all() {
            self.dropped(&flight);
        }
        self.breakers = Breakers::new(&self.policy);
        self.registry.restart();
    }

    /// A request's gateway died under it.
    pub(super) fn dropped(&mut self, flight: &Flight) {
        self.settle(flight, None, Usage::default());
        self.fetched(flight, Outcome::Reset);
        self.report(flight, Outcome::Reset, None, Usage::default());
    }

    /// What the gauges show, at this moment.
    pub(super) fn show(&self, registry: &mut Registry) {
        for version in Version::ALL {
            registry.share_is(version, self.rollout.percent(self.now, version));
            let seen = self.evaluations.of(self.now, version);
            registry.groundedness_is(version, seen.groundedness());
        }
        let mut quotas = self.quotas.clone();
        quotas.turn(self.now);
        for tenant in Tenant::ALL {
            registry.budget_is(tenant, quotas.spent(tenant), quotas.budget(tenant));
        }
    }
}
