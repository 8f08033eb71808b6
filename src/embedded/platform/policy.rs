//! How the platform is set up.

use super::breaker::BreakerPolicy;
use super::cache::CachePolicy;
use super::gate::GatePolicy;
use super::latency::LogNormal;
use super::places::CapacityPolicy;
use super::quota::{Charging, QuotaPolicy};
use super::registry::Quirks;
use super::rollout::RolloutPolicy;
use crate::base::{Duration, Rate};

/// The platform's setup; the default is a healthy one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// How long an attempt may take, for each provider; a stream's limit counts to its first
    /// chunk and then from chunk to chunk. None waits for ever.
    pub attempt_timeout: [Option<Duration>; 2],
    /// How often the primary is asked again, without a pause, before the fallback is.
    pub retries: u32,
    /// Whether the secondary is asked when the primary cannot be.
    pub fallback: bool,
    /// When a provider is passed over without being asked; none always asks.
    pub breaker: Option<BreakerPolicy>,
    /// How long a healthy provider takes, for each provider.
    pub latency: [LogNormal; 2],
    /// Failures that a healthy provider has by itself, in millionths of its attempts.
    pub errors_per_million: u32,
    /// The load besides the drill's own requests, on an average day.
    pub background: Rate,
    /// How long callers in the background wait before they leave.
    pub patience: Duration,
    /// How a new version of the chat model is rolled out.
    pub rollout: RolloutPolicy,
    /// How far back the evaluator and the quality gate look.
    pub evaluated: Duration,
    /// What takes a bad version back; none takes everything.
    pub gate: Option<GatePolicy>,
    /// Who else takes a new version back, whether it is bad or not.
    pub reverted: Option<Reverted>,
    /// What tenants may use.
    pub quota: QuotaPolicy,
    /// How many requests providers serve at once.
    pub capacity: CapacityPolicy,
    /// How the semantic cache is used.
    pub cache: CachePolicy,
    /// The status with which callers are told that no provider is left; none says what the last
    /// provider said.
    pub outage_status: Option<u16>,
    /// Whether the secondary is used with the primary's account, so that what breaks the way to
    /// the primary breaks the way to the secondary, too.
    pub same_account: bool,
    /// Whether the secondary's name resolves to an address.
    pub fallback_resolves: bool,
    /// How often the gateway dies; none never does.
    pub restarts: Option<Restarts>,
    /// How the metrics lie.
    pub quirks: Quirks,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempt_timeout: [Some(Duration::from_secs(5)); 2],
            retries: 0,
            fallback: true,
            breaker: Some(BreakerPolicy::default()),
            latency: [
                LogNormal {
                    median: Duration::from_ms(600),
                    sigma: 0.47,
                },
                LogNormal {
                    median: Duration::from_ms(800),
                    sigma: 0.493,
                },
            ],
            errors_per_million: 200,
            background: Rate::per_second(20),
            patience: Duration::from_secs(30),
            rollout: RolloutPolicy::default(),
            evaluated: Duration::from_mins(2),
            gate: Some(GatePolicy::default()),
            reverted: None,
            quota: QuotaPolicy::default(),
            capacity: CapacityPolicy::default(),
            cache: CachePolicy::default(),
            outage_status: None,
            same_account: false,
            fallback_resolves: true,
            restarts: None,
            quirks: Quirks::default(),
        }
    }
}

impl Policy {
    /// The same setup with every length of time times `factor`; rates are the caller's to scale.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        let scale = |length: Duration| -> Duration {
            length
                .std()
                .mul_f64(factor.clamp(0.001, 1_000.0))
                .max(std::time::Duration::from_millis(1))
                .into()
        };
        self.attempt_timeout = self.attempt_timeout.map(|limit| limit.map(scale));
        self.breaker = self.breaker.map(|breaker| BreakerPolicy {
            window: scale(breaker.window),
            open_for: scale(breaker.open_for),
            ..breaker
        });
        for latency in &mut self.latency {
            latency.median = scale(latency.median);
        }
        self.patience = scale(self.patience);
        for (from, _) in &mut self.rollout.steps {
            if *from > Duration::ZERO {
                *from = scale(*from);
            }
        }
        self.scale_rest(scale);
        self
    }

    fn scale_rest(&mut self, scale: impl Fn(Duration) -> Duration) {
        self.evaluated = scale(self.evaluated);
        if let Some(gate) = &mut self.gate {
            gate.every = scale(gate.every);
        }
        if let Some(reverted) = &mut self.reverted {
            reverted.after = scale(reverted.after);
        }
        let quota = &mut self.quota;
        quota.minute = scale(quota.minute);
        quota.budget_window = scale(quota.budget_window);
        if let Charging::Late(after) = &mut quota.charging {
            *after = scale(*after);
        }
        let cache = &mut self.cache;
        cache.ttl = scale(cache.ttl);
        cache.store_timeout = cache.store_timeout.map(&scale);
        cache.fetched_within = scale(cache.fetched_within);
        if let Some(restarts) = &mut self.restarts {
            restarts.every = scale(restarts.every);
            restarts.lasts = scale(restarts.lasts);
        }
    }
}

/// A change that somebody else than the quality gate makes to a roll-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reverted {
    /// Who.
    pub by: &'static str,
    /// How long after the beginning of the roll-out.
    pub after: Duration,
}

/// A gateway that runs out of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restarts {
    /// How often, on average.
    pub every: Duration,
    /// How long nothing but status 503 comes from it then.
    pub lasts: Duration,
}

impl Default for Restarts {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(100),
            lasts: Duration::from_secs(6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_time_is_a_tenth_of_every_length() {
        let policy = Policy::default().scaled(0.1);
        assert_eq!(policy.attempt_timeout[0], Some(Duration::from_ms(500)));
        assert_eq!(policy.latency[0].median, Duration::from_ms(60));
        assert_eq!(
            policy.breaker.map(|breaker| breaker.open_for),
            Some(Duration::from_secs(3))
        );
    }
}
