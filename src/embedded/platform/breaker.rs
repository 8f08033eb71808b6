//! The circuit breaker: when a provider is passed over without being asked.

use super::names::Provider;
use super::policy::Policy;
use crate::base::{At, Duration};

/// When a breaker opens, and when it looks whether it may close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// This many failures in a row open it.
    pub consecutive: u32,
    /// At least this many attempts within the window are needed to judge their share.
    pub minimum: u32,
    /// This share of failures within the window opens it, in percent.
    pub percent: u32,
    /// How far back attempts count.
    pub window: Duration,
    /// How long it stays open before one request may look.
    pub open_for: Duration,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self {
            consecutive: 5,
            minimum: 20,
            percent: 50,
            window: Duration::from_secs(10),
            open_for: Duration::from_secs(30),
        }
    }
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It may.
    Free,
    /// It may, for one request only: its end decides whether the breaker closes.
    Probe,
    /// It may not.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Open { until: At },
    HalfOpen,
}

/// Attempts that ended within one part of the window.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    part: i64,
    failed: u32,
    all: u32,
}

/// Parts in which the window moves on.
const PARTS: u8 = 10;

/// The breaker of one provider.
#[derive(Clone, Debug)]
pub struct Breaker {
    policy: BreakerPolicy,
    state: State,
    consecutive: u32,
    slots: [Slot; PARTS as usize],
}

impl Breaker {
    /// A closed breaker.
    pub fn new(policy: BreakerPolicy) -> Self {
        Self {
            policy,
            state: State::Closed,
            consecutive: 0,
            slots: [Slot::default(); PARTS as usize],
        }
    }

    /// Whether not everybody gets through: it is open and its time is not over, or one request
    /// looks for all. One whose time is over lets the next request look, whenever that comes: a
    /// provider that nobody asks is not passed over.
    pub fn is_open(&self, at: At) -> bool {
        match self.state {
            State::Closed => false,
            State::Open { until } => at < until,
            State::HalfOpen => true,
        }
    }

    /// Asks to make an attempt. Who gets [`Permit::Probe`] must report its end, or
    /// [`release`](Self::release) it.
    pub fn permit(&mut self, at: At) -> Permit {
        match self.state {
            State::Closed => Permit::Free,
            State::Open { until } if at >= until => {
                self.state = State::HalfOpen;
                Permit::Probe
            }
            State::Open { .. } | State::HalfOpen => Permit::Refused,
        }
    }

    /// Reports that `count` attempts ended alike.
    pub fn record(&mut self, at: At, permit: Permit, failed: bool, count: u32) {
        match (self.state, permit) {
            (State::HalfOpen, Permit::Probe) if failed => self.open(at),
            (State::HalfOpen, Permit::Probe) => *self = Self::new(self.policy),
            (State::Closed, _) => self.count(at, failed, count),
            // What began before it opened says nothing new.
            (State::Open { .. }, _) | (State::HalfOpen, Permit::Free | Permit::Refused) => {}
        }
    }

    /// Gives back a permit whose attempt was given up before it ended, so that the next request
    /// may look instead.
    pub fn release(&mut self, at: At, permit: Permit) {
        if permit == Permit::Probe && self.state == State::HalfOpen {
            self.state = State::Open { until: at };
        }
    }

    fn open(&mut self, at: At) {
        self.state = State::Open {
            until: at + self.policy.open_for,
        };
    }

    fn count(&mut self, at: At, failed: bool, count: u32) {
        let part_ms = i64::try_from(self.policy.window.ms()).unwrap_or(i64::MAX) / i64::from(PARTS);
        let part = at.ms().div_euclid(part_ms.max(1));
        let index = usize::try_from(part.rem_euclid(i64::from(PARTS))).unwrap_or(0);
        let slot = &mut self.slots[index];
        if slot.part != part {
            *slot = Slot {
                part,
                ..Slot::default()
            };
        }
        slot.all = slot.all.saturating_add(count);
        if !failed {
            self.consecutive = 0;
            return;
        }
        slot.failed = slot.failed.saturating_add(count);
        self.consecutive = self.consecutive.saturating_add(count);
        let (mut failures, mut all) = (0_u64, 0_u64);
        for slot in self.slots {
            if part - slot.part < i64::from(PARTS) {
                failures += u64::from(slot.failed);
                all += u64::from(slot.all);
            }
        }
        let too_many = all >= u64::from(self.policy.minimum)
            && failures * 100 >= all * u64::from(self.policy.percent);
        if self.consecutive >= self.policy.consecutive || too_many {
            self.open(at);
        }
    }
}

/// The breakers of all providers; without a policy there are none, and everybody gets through.
#[derive(Clone, Debug)]
pub struct Breakers([Option<Breaker>; 2]);

impl Breakers {
    /// Closed breakers, if the policy has any.
    pub fn new(policy: &Policy) -> Self {
        Self(Provider::ALL.map(|_| policy.breaker.map(Breaker::new)))
    }

    /// [`Breaker::is_open`] of a provider.
    pub fn is_open(&self, provider: Provider, at: At) -> bool {
        self.0[provider.index()]
            .as_ref()
            .is_some_and(|breaker| breaker.is_open(at))
    }

    /// [`Breaker::permit`] of a provider.
    pub fn permit(&mut self, provider: Provider, at: At) -> Permit {
        self.0[provider.index()]
            .as_mut()
            .map_or(Permit::Free, |breaker| breaker.permit(at))
    }

    /// [`Breaker::record`] of a provider.
    pub fn record(&mut self, provider: Provider, at: At, permit: Permit, failed: bool, count: u32) {
        if let Some(breaker) = &mut self.0[provider.index()] {
            breaker.record(at, permit, failed, count);
        }
    }

    /// [`Breaker::release`] of a provider.
    pub fn release(&mut self, provider: Provider, at: At, permit: Permit) {
        if let Some(breaker) = &mut self.0[provider.index()] {
            breaker.release(at, permit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> At {
        At::from_ms(seconds * 1_000)
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::new(BreakerPolicy::default());
        breaker.record(at(100), Permit::Free, true, 5);
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_four_do_not() {
        let mut breaker = Breaker::new(BreakerPolicy::default());
        breaker.record(at(0), Permit::Free, true, 4);
        breaker.record(at(0), Permit::Free, false, 1);
        breaker.record(at(1), Permit::Free, true, 4);
        assert!(!breaker.is_open(at(1)));
        breaker.record(at(2), Permit::Free, true, 1);
        assert!(breaker.is_open(at(2)));
        assert!(breaker.is_open(at(31)));
        assert!(!breaker.is_open(at(32)), "whoever comes now may look");
    }

    #[test]
    fn half_of_twenty_attempts_within_the_window_open_it() {
        let mut breaker = Breaker::new(BreakerPolicy::default());
        for second in 0..9 {
            breaker.record(at(second), Permit::Free, false, 1);
            breaker.record(at(second), Permit::Free, true, 1);
        }
        assert!(!breaker.is_open(at(8)), "18 attempts are too few to judge");
        breaker.record(at(9), Permit::Free, false, 1);
        breaker.record(at(9), Permit::Free, true, 1);
        assert!(breaker.is_open(at(9)));
    }

    #[test]
    fn what_left_the_window_no_longer_counts() {
        let mut breaker = Breaker::new(BreakerPolicy::default());
        let mut pairs = |second, count| {
            for _ in 0..count {
                breaker.record(at(second), Permit::Free, false, 1);
                breaker.record(at(second), Permit::Free, true, 1);
            }
        };
        pairs(3, 9);
        // With the eighteen from before these would be twenty, half of them failures.
        pairs(104, 1);
        assert!(!breaker.is_open(at(104)));
    }

    #[test]
    fn after_thirty_seconds_exactly_one_request_may_look() {
        let mut breaker = opened();
        assert_eq!(breaker.permit(at(129)), Permit::Refused);
        assert_eq!(breaker.permit(at(130)), Permit::Probe);
        assert_eq!(breaker.permit(at(130)), Permit::Refused);
        breaker.record(at(131), Permit::Free, false, 9);
        assert!(breaker.is_open(at(131)), "only the probe decides");
        breaker.record(at(132), Permit::Probe, false, 1);
        assert_eq!(breaker.permit(at(132)), Permit::Free);
    }

    #[test]
    fn a_probe_that_fails_opens_it_for_another_thirty_seconds() {
        let mut breaker = opened();
        assert_eq!(breaker.permit(at(130)), Permit::Probe);
        breaker.record(at(135), Permit::Probe, true, 1);
        assert_eq!(breaker.permit(at(164)), Permit::Refused);
        assert_eq!(breaker.permit(at(165)), Permit::Probe);
    }

    #[test]
    fn a_probe_that_was_given_up_lets_the_next_one_look() {
        let mut breaker = opened();
        assert_eq!(breaker.permit(at(130)), Permit::Probe);
        breaker.release(at(131), Permit::Probe);
        assert_eq!(breaker.permit(at(131)), Permit::Probe);
    }
}
