//! The ways in which the platform can be set up badly.

use std::fmt;
use std::str::FromStr;

use super::gate::GatePolicy;
use super::latency::LogNormal;
use super::names::{Provider, Tenant, UnknownName, named};
use super::policy::{Policy, Restarts, Reverted};
use super::quota::Charging;
use crate::base::{Duration, Money};

/// A mistake in the setup that a drill should find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weakness {
    /// There is no fallback.
    NoFallback,
    /// The fallback answers, but takes seven seconds.
    SlowFallback,
    /// The gateway waits for a provider as long as its caller does.
    NoTimeout,
    /// The primary is asked nine times, without a pause or a breaker, before the fallback is.
    RetryStorm,
    /// Nothing looks at the answers of a new version.
    NoGate,
    /// The quality gate counts that a roll-out should end, and does nothing.
    GateOnlyWarns,
    /// A new version gets no requests, so that the gate never has enough to judge it by.
    GateWithoutTraffic,
    /// The quality gate looks every eight minutes.
    GateTooSlow,
    /// There is no quality gate; after five minutes GitOps writes the old version back.
    GitopsTakesBack,
    /// There is no quality gate; after seven minutes a person writes the old version back.
    PersonTakesBack,
    /// Limits stand far above the agreed budget.
    QuotaAboveBudget,
    /// What a request uses counts only ten seconds after its end.
    QuotaCountsLate,
    /// What a limit blocks goes to the fallback provider instead, uncounted.
    FallbackOutsideQuota,
    /// Budgets are so small that the steady load is blocked.
    BudgetBlocksHealthy,
    /// The primary has few places, and one tenant may have them all.
    RunawayStarvesOthers,
    /// The gateway waits for the cache's store as long as its caller does.
    CacheStoreHangs,
    /// When the cache is back, everybody fetches every answer at once, and places are few.
    Stampede,
    /// The cache takes questions for the same that are not.
    CacheWrongAnswers,
    /// Failures of the primary are counted as the fallback's.
    HealthyFallbackBlamed,
    /// Where no provider is left, callers are told that they ask too often.
    Status429,
    /// The gauge of the circuit breaker never returns to 0.
    StuckGauge,
    /// Provider errors are exported only once there is one.
    CounterBornLate,
    /// Requests that the fallback answered are counted under another name.
    MetricRenamed,
    /// The fallback uses the same account as the primary, and breaks with it.
    SameAccount,
    /// The fallback's address does not resolve.
    NameDoesNotResolve,
    /// The gateway runs out of memory now and then, and starts again.
    PodsRestart,
}

named!(
    Weakness,
    "weakness",
    26,
    NoFallback = "no-fallback",
    SlowFallback = "slow-fallback",
    NoTimeout = "no-timeout",
    RetryStorm = "retry-storm",
    NoGate = "no-gate",
    GateOnlyWarns = "gate-only-warns",
    GateWithoutTraffic = "gate-without-traffic",
    GateTooSlow = "gate-too-slow",
    GitopsTakesBack = "gitops-takes-back",
    PersonTakesBack = "person-takes-back",
    QuotaAboveBudget = "quota-above-budget",
    QuotaCountsLate = "quota-counts-late",
    FallbackOutsideQuota = "fallback-outside-quota",
    BudgetBlocksHealthy = "budget-blocks-healthy",
    RunawayStarvesOthers = "runaway-starves-others",
    CacheStoreHangs = "cache-store-hangs",
    Stampede = "stampede",
    CacheWrongAnswers = "cache-wrong-answers",
    HealthyFallbackBlamed = "healthy-fallback-blamed",
    Status429 = "status-429",
    StuckGauge = "stuck-gauge",
    CounterBornLate = "counter-born-late",
    MetricRenamed = "metric-renamed",
    SameAccount = "same-account",
    NameDoesNotResolve = "name-does-not-resolve",
    PodsRestart = "pods-restart"
);

/// Places that are enough for steady load, and for little more.
const FEW_PLACES: u32 = 24;

impl Policy {
    /// The same setup with one mistake in it.
    #[must_use]
    pub fn weakened(mut self, weakness: Weakness) -> Self {
        match weakness {
            Weakness::NoFallback => self.fallback = false,
            Weakness::SlowFallback => self.slow_fallback(),
            Weakness::NoTimeout => self.attempt_timeout = [None; 2],
            Weakness::RetryStorm => {
                self.retries = 8;
                self.breaker = None;
            }
            Weakness::Status429 => self.outage_status = Some(429),
            Weakness::SameAccount => self.same_account = true,
            Weakness::NameDoesNotResolve => self.fallback_resolves = false,
            Weakness::PodsRestart => self.restarts = Some(Restarts::default()),
            Weakness::NoGate => self.gate = None,
            Weakness::GateOnlyWarns => self.gate_mut(|gate| gate.acts = false),
            Weakness::GateWithoutTraffic => self.rollout.routed = false,
            Weakness::GateTooSlow => self.gate_mut(|gate| gate.every = Duration::from_mins(8)),
            Weakness::GitopsTakesBack => self.taken_back_by("gitops", Duration::from_mins(5)),
            Weakness::PersonTakesBack => self.taken_back_by("person", Duration::from_mins(7)),
            Weakness::QuotaAboveBudget => self.quota_above_budget(),
            Weakness::QuotaCountsLate => {
                self.quota.charging = Charging::Late(Duration::from_secs(10));
            }
            Weakness::FallbackOutsideQuota => self.quota.covers_fallback = false,
            Weakness::BudgetBlocksHealthy => self.budgets_too_small(),
            Weakness::RunawayStarvesOthers => self.runaway_fills_all_places(),
            Weakness::CacheStoreHangs => self.cache.store_timeout = None,
            Weakness::Stampede => {
                self.cache.single_flight = false;
                self.cache.refills = 4;
                self.capacity.places[Provider::Primary.index()] = FEW_PLACES;
            }
            Weakness::CacheWrongAnswers => self.cache.alike = 8,
            Weakness::HealthyFallbackBlamed => self.quirks.blames_fallback = true,
            Weakness::StuckGauge => self.quirks.open_for_ever = true,
            Weakness::CounterBornLate => self.quirks.born_late = true,
            Weakness::MetricRenamed => self.quirks.renamed = true,
        }
        self
    }

    /// Somebody noticed, and raised the time limit instead of adding capacity.
    const fn slow_fallback(&mut self) {
        self.attempt_timeout[Provider::Secondary.index()] = Some(Duration::from_secs(30));
        self.latency[Provider::Secondary.index()] = LogNormal {
            median: Duration::from_secs(7),
            sigma: 0.3,
        };
    }

    fn gate_mut(&mut self, change: impl FnOnce(&mut GatePolicy)) {
        if let Some(gate) = &mut self.gate {
            change(gate);
        }
    }

    const fn taken_back_by(&mut self, by: &'static str, after: Duration) {
        self.gate = None;
        self.reverted = Some(Reverted { by, after });
    }

    fn quota_above_budget(&mut self) {
        let runaway = &mut self.quota.limits[Tenant::Runaway.index()];
        let ten_times = |limit: Money| Money::from_micros(limit.micros() * 10);
        runaway.requests = runaway.requests.map(|limit| limit * 100);
        runaway.tokens = runaway.tokens.map(|limit| limit * 100);
        runaway.budget = runaway.budget.map(ten_times);
    }

    fn budgets_too_small(&mut self) {
        for tenant in Tenant::ALL {
            if tenant != Tenant::Runaway {
                let limits = &mut self.quota.limits[tenant.index()];
                limits.budget = Some(Money::from_micros(20_000));
            }
        }
    }

    /// What the limits let through within a minute is enough to fill every place.
    fn runaway_fills_all_places(&mut self) {
        let runaway = &mut self.quota.limits[Tenant::Runaway.index()];
        runaway.tokens = runaway.tokens.map(|limit| limit * 4);
        self.capacity.per_tenant = None;
        self.capacity.places[Provider::Primary.index()] = FEW_PLACES;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weakness_changes_the_setup() {
        for weakness in Weakness::ALL {
            assert_ne!(
                Policy::default().weakened(weakness),
                Policy::default(),
                "{weakness}"
            );
        }
    }
}
