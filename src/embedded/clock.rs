//! The servers' clocks, and how long messages take.

use super::platform::{Purpose, draw};
use crate::base::{At, ClockOffset, Duration, ServerTime};

/// What the servers' clocks show at [`At::START`]: 2026-01-06, 03:00 UTC. It never changes, so
/// that the reports of two runs differ only in what happened.
const START_UNIX_MS: i64 = 1_767_668_400_000;

/// Whose clock is asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clock {
    Prometheus,
    Alertmanager,
}

/// How well a clock is known that was asked over the network.
const CLOCK_ERROR: Duration = Duration::from_ms(5);

/// What every server's clock shows at a moment.
pub(super) const fn server_time(at: At) -> ServerTime {
    ServerTime::from_unix_ms(START_UNIX_MS.saturating_add(at.ms()))
}

/// The moment at which a server's clock shows this.
pub(super) const fn moment(unix_ms: i64) -> At {
    At::from_ms(unix_ms.saturating_sub(START_UNIX_MS))
}

/// What asking for a clock says about it; off by a few milliseconds, as in life.
pub(super) fn asked(seed: u64, clock: Clock) -> ClockOffset {
    let off = draw(seed, clock as u64, 0, Purpose::Clock) % 7;
    ClockOffset {
        unix_ms_at_start: START_UNIX_MS - 3 + off.cast_signed(),
        error: CLOCK_ERROR,
    }
}

/// How long a message of an ask is on its way: 2 to 10 ms. `leg` is 0 there and 1 back.
pub(super) fn latency(seed: u64, ask: u64, leg: u64) -> Duration {
    Duration::from_ms(2 + draw(seed, ask, leg, Purpose::Network) % 9)
}

/// When within its interval something periodic of this number happens.
pub(super) fn offset(seed: u64, number: u64, interval: Duration) -> Duration {
    Duration::from_ms(draw(seed, number, 0, Purpose::Offset) % interval.ms().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_asked_is_known_to_within_its_error() {
        for seed in 0..100 {
            let asked = asked(seed, Clock::Alertmanager);
            let at = asked.at(server_time(At::from_ms(1_000)));
            assert!((at.ms() - 1_000).unsigned_abs() <= asked.error.ms());
        }
        assert_eq!(moment(server_time(At::from_ms(-7)).unix_ms()).ms(), -7);
    }
}
