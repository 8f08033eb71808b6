//! Moments: the runner's own timeline, and what servers' clocks say.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

use super::Duration;

/// A moment on the runner's own timeline, in milliseconds since the run began; it never jumps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(i64);

impl At {
    /// The moment at which the run began.
    pub const START: Self = Self(0);
    /// Later than every moment of a run.
    pub const NEVER: Self = Self(i64::MAX);

    /// The moment `ms` milliseconds after the run began; negative before it.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the run began.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is; zero if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_ms(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for At {
    type Output = Self;
    fn add(self, length: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(length.ms()).unwrap_or(i64::MAX)),
        )
    }
}

impl AddAssign<Duration> for At {
    fn add_assign(&mut self, length: Duration) {
        *self = *self + length;
    }
}

impl Sub<Duration> for At {
    type Output = Self;
    fn sub(self, length: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(length.ms()).unwrap_or(i64::MAX)),
        )
    }
}

impl fmt::Display for At {
    /// Minutes, seconds and tenths since the run began, as `07:04.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let tenths = self.0.unsigned_abs() / 100;
        let (minutes, seconds, tenth) = (tenths / 600, tenths / 10 % 60, tenths % 10);
        write!(f, "{sign}{minutes:02}:{seconds:02}.{tenth}")
    }
}

/// A moment as a server's clock told it, in Unix milliseconds.
///
/// It is another type than [`At`] because the two must not be compared without the offset
/// between the clocks, and that offset has an error.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ServerTime(i64);

impl ServerTime {
    /// The moment `ms` milliseconds after the Unix epoch.
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is, by the same clock; zero if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_ms(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Where a server's clock stands on the runner's timeline, and how well that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockOffset {
    /// What the server's clock showed when the run began, in Unix milliseconds.
    pub unix_ms_at_start: i64,
    /// Half of the round trip in which the clock was asked, and the clock's own resolution.
    pub error: Duration,
}

impl ClockOffset {
    /// The moment on the runner's timeline, true to within `self.error`.
    pub fn at(&self, time: ServerTime) -> At {
        At::from_ms(time.unix_ms().saturating_sub(self.unix_ms_at_start))
    }

    /// What the server's clock shows at this moment, true to within `self.error`.
    pub fn server_time(&self, at: At) -> ServerTime {
        ServerTime::from_unix_ms(self.unix_ms_at_start.saturating_add(at.ms()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_minutes_seconds_and_tenths() {
        assert_eq!(At::from_ms(424_560).to_string(), "07:04.5");
        assert_eq!(At::from_ms(-1_500).to_string(), "-00:01.5");
    }

    #[test]
    fn a_servers_time_maps_back_and_forth() {
        let offset = ClockOffset {
            unix_ms_at_start: 1_000_000,
            error: Duration::ZERO,
        };
        let at = At::from_ms(2_500);
        assert_eq!(offset.at(offset.server_time(at)), at);
    }

    #[test]
    fn nothing_is_later_than_never() {
        assert_eq!(At::NEVER + Duration::from_secs(1), At::NEVER);
    }
}
