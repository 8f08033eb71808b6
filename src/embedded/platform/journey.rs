//! The way of one request through the gateway: whom to ask next, and when to give up.

use super::breaker::{Breakers, Permit};
use super::failure::Failure;
use super::names::Provider;
use super::policy::Policy;
use crate::base::At;

/// Where a request stands between its attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Journey {
    provider: Provider,
    tried: u32,
    attempts: u32,
    last: Option<Failure>,
}

/// What to do with a request now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Ask this provider; the permit goes back to its breaker with the attempt's end.
    Ask(Provider, Permit),
    /// Answer the caller with this HTTP status.
    GiveUp(u16),
}

impl Default for Journey {
    fn default() -> Self {
        Self {
            provider: Provider::Primary,
            tried: 0,
            attempts: 0,
            last: None,
        }
    }
}

impl Journey {
    /// The way of a request that the primary is not to be asked for.
    pub const fn at_the_fallback() -> Self {
        Self {
            provider: Provider::Secondary,
            tried: 0,
            attempts: 0,
            last: None,
        }
    }

    /// Attempts that were begun so far, at all providers.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The provider that was passed over to get to `served_by`.
    pub fn passed_over(served_by: Provider) -> Option<Provider> {
        (served_by != Provider::Primary).then_some(Provider::Primary)
    }

    /// Notes how the attempt just made failed.
    pub const fn failed(&mut self, failure: Failure) {
        self.last = Some(failure);
    }

    /// Decides what comes next; [`Choice::Ask`] counts as an attempt.
    pub fn next(&mut self, policy: &Policy, breakers: &mut Breakers, at: At) -> Choice {
        loop {
            let limit = match self.provider {
                Provider::Primary => policy.retries.saturating_add(1),
                Provider::Secondary => 1,
            };
            if self.tried < limit {
                match breakers.permit(self.provider, at) {
                    Permit::Refused => {}
                    permit @ (Permit::Free | Permit::Probe) => {
                        self.tried += 1;
                        self.attempts += 1;
                        return Choice::Ask(self.provider, permit);
                    }
                }
            }
            match self.provider {
                Provider::Primary if policy.fallback => {
                    self.provider = Provider::Secondary;
                    self.tried = 0;
                }
                Provider::Primary | Provider::Secondary => {
                    // Nobody was asked: the service as a whole is unavailable.
                    let status = self.last.map_or(503, Failure::status);
                    return Choice::GiveUp(policy.outage_status.unwrap_or(status));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::weakness::Weakness;
    use super::*;

    /// Every provider that is asked while all attempts fail, and the final status.
    fn asked(policy: &Policy, breakers: &mut Breakers, failure: Failure) -> (Vec<Provider>, u16) {
        let mut journey = Journey::default();
        let mut asked = Vec::new();
        loop {
            match journey.next(policy, breakers, At::START) {
                Choice::Ask(provider, _) => {
                    asked.push(provider);
                    journey.failed(failure);
                }
                Choice::GiveUp(status) => return (asked, status),
            }
        }
    }

    #[test]
    fn a_healthy_gateway_asks_the_primary_and_then_the_secondary() {
        let policy = Policy::default();
        let (asked, status) = asked(&policy, &mut Breakers::new(&policy), Failure::Timeout);
        assert_eq!(asked, [Provider::Primary, Provider::Secondary]);
        assert_eq!(status, 504);
    }

    #[test]
    fn without_a_fallback_the_first_failure_is_the_callers() {
        let policy = Policy::default().weakened(Weakness::NoFallback);
        let (asked, status) = asked(&policy, &mut Breakers::new(&policy), Failure::Refused);
        assert_eq!(asked, [Provider::Primary]);
        assert_eq!(status, 502);
    }

    #[test]
    fn a_retry_storm_asks_the_primary_nine_times() {
        let policy = Policy::default().weakened(Weakness::RetryStorm);
        let (asked, _) = asked(&policy, &mut Breakers::new(&policy), Failure::Reset);
        assert_eq!(asked.len(), 10);
        assert!(asked[..9].iter().all(|one| *one == Provider::Primary));
        assert_eq!(asked[9], Provider::Secondary);
    }

    #[test]
    fn an_open_breaker_passes_its_provider_over() {
        let policy = Policy::default();
        let mut breakers = Breakers::new(&policy);
        breakers.record(Provider::Primary, At::START, Permit::Free, true, 5);
        let (asked, _) = asked(&policy, &mut breakers, Failure::Reset);
        assert_eq!(asked, [Provider::Secondary]);
    }

    #[test]
    fn with_all_breakers_open_nobody_is_asked() {
        let policy = Policy::default();
        let mut breakers = Breakers::new(&policy);
        for provider in Provider::ALL {
            breakers.record(provider, At::START, Permit::Free, true, 5);
        }
        let (asked, status) = asked(&policy, &mut breakers, Failure::Reset);
        assert!(asked.is_empty());
        assert_eq!(status, 503);
    }
}
