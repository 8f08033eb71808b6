//! How long answers take: log-normal, tabulated.
//!
//! Only additions, multiplications and divisions are used, no `ln` or `exp` of the system's
//! mathematics library, so that every machine gets the same milliseconds.

use std::sync::Arc;

use super::names::Provider;
use super::policy::Policy;
use crate::base::Duration;

/// A log-normal distribution, by its median and the standard deviation of its logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// Half of the answers are faster.
    pub median: Duration,
    /// 95 % of the answers are faster than `median * e^(1.645 * sigma)`.
    pub sigma: f64,
}

/// Steps of a table; one more bound than steps.
const STEPS: usize = 1_024;

/// The latencies of both providers, ready to be looked up.
#[derive(Clone, Debug)]
pub struct Latency {
    tables: [Arc<[f64]>; 2],
}

impl Latency {
    /// Tabulates what a policy says about its providers.
    pub fn new(policy: &Policy) -> Self {
        Self {
            tables: Provider::ALL.map(|provider| policy.latency[provider.index()].table()),
        }
    }

    /// The latency below which the share `quantile` of a healthy provider's answers lie.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a position within the table, and milliseconds below an hour"
    )]
    pub fn quantile(&self, provider: Provider, quantile: f64) -> Duration {
        let table = &self.tables[provider.index()];
        let position = quantile.clamp(0.0, 1.0) * STEPS as f64;
        let step = (position as usize).min(STEPS - 1);
        let share = position - step as f64;
        let ms = table[step] + (table[step + 1] - table[step]) * share;
        Duration::from_ms((ms + 0.5) as u64)
    }
}

impl LogNormal {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds below an hour")]
    fn table(self) -> Arc<[f64]> {
        (0..=STEPS)
            .map(|step| {
                let z = standard_normal(step as f64 / STEPS as f64);
                self.median.ms() as f64 * exp(self.sigma * z)
            })
            .collect()
    }
}

/// The upper half of the standard normal distribution: share below, and how many deviations.
/// The end is cut, so that a healthy provider never runs into a time limit by chance.
const NORMAL: [(f64, f64); 16] = [
    (0.5, 0.0),
    (0.55, 0.1257),
    (0.6, 0.2533),
    (0.65, 0.3853),
    (0.7, 0.5244),
    (0.75, 0.6745),
    (0.8, 0.8416),
    (0.85, 1.0364),
    (0.9, 1.2816),
    (0.925, 1.4395),
    (0.95, 1.6449),
    (0.975, 1.9600),
    (0.99, 2.3263),
    (0.995, 2.5758),
    (0.999, 3.0902),
    (1.0, 3.6),
];

/// The standard normal distribution's quantile, between the rows of its table.
pub(super) fn standard_normal(share: f64) -> f64 {
    if share < 0.5 {
        return -standard_normal(1.0 - share);
    }
    for pair in NORMAL.windows(2) {
        let ((low, z_low), (high, z_high)) = (pair[0], pair[1]);
        if share <= high {
            return z_low + (z_high - z_low) * (share - low) / (high - low);
        }
    }
    NORMAL[NORMAL.len() - 1].1
}

/// e to the power of `x`, for the small powers that occur here.
fn exp(x: f64) -> f64 {
    let y = x / 64.0;
    let mut power = 1.0;
    let mut term = 1.0;
    for n in 1..10_u32 {
        term *= y / f64::from(n);
        power += term;
    }
    for _ in 0..6 {
        power *= power;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(provider: Provider, quantile: f64) -> u64 {
        Latency::new(&Policy::default())
            .quantile(provider, quantile)
            .ms()
    }

    #[test]
    fn medians_and_p95_are_those_of_the_two_providers() {
        assert_eq!(ms(Provider::Primary, 0.5), 600);
        assert_eq!(ms(Provider::Secondary, 0.5), 800);
        assert!((1_270..1_330).contains(&ms(Provider::Primary, 0.95)));
        assert!((1_760..1_840).contains(&ms(Provider::Secondary, 0.95)));
    }

    #[test]
    fn the_slowest_healthy_answer_is_within_the_attempt_timeout() {
        for provider in Provider::ALL {
            assert!(ms(provider, 1.0) < 5_000);
            assert!(ms(provider, 0.0) > 50);
        }
    }

    #[test]
    fn the_own_exponential_agrees_with_the_systems() {
        for tenths in -30..30 {
            let x = f64::from(tenths) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-12);
        }
    }
}
