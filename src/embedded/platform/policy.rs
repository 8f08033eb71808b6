//! How the gateway is set up, and the ways in which it can be set up badly.

use std::fmt;
use std::str::FromStr;

use super::breaker::BreakerPolicy;
use super::latency::LogNormal;
use super::names::{Provider, UnknownName, named};
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
        }
    }
}

impl Policy {
    /// The same setup with one mistake in it.
    #[must_use]
    pub fn weakened(mut self, weakness: Weakness) -> Self {
        match weakness {
            Weakness::NoFallback => self.fallback = false,
            Weakness::SlowFallback => {
                // Somebody noticed, and raised the time limit instead of adding capacity.
                self.attempt_timeout[Provider::Secondary.index()] = Some(Duration::from_secs(30));
                self.latency[Provider::Secondary.index()] = LogNormal {
                    median: Duration::from_secs(7),
                    sigma: 0.3,
                };
            }
            Weakness::NoTimeout => self.attempt_timeout = [None; 2],
            Weakness::RetryStorm => {
                self.retries = 8;
                self.breaker = None;
            }
        }
        self
    }

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
        self
    }
}

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
}

named!(
    Weakness,
    "weakness",
    4,
    NoFallback = "no-fallback",
    SlowFallback = "slow-fallback",
    NoTimeout = "no-timeout",
    RetryStorm = "retry-storm"
);

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

    #[test]
    fn every_weakness_changes_the_setup() {
        for weakness in Weakness::ALL {
            assert_ne!(Policy::default().weakened(weakness), Policy::default());
        }
    }
}
