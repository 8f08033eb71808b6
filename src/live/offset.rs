//! Where a server's clock stands on our timeline, out of what it said and how long that took.

use axum::http::HeaderMap;
use axum::http::header::DATE;

use super::moment::http_date;
use crate::base::{At, ClockOffset, Duration};

/// A `Date` header has whole seconds, cut off: half a second later is right to within that.
const HALF_SECOND: Duration = Duration::from_ms(500);

/// One time that a server's clock was asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// When we asked.
    pub(super) asked: At,
    /// When we heard the answer.
    pub(super) heard: At,
    /// What the clock showed, in Unix milliseconds; the middle of what it may have meant.
    pub(super) unix_ms: i64,
    /// How far what it meant may be from what it showed.
    pub(super) resolution: Duration,
}

impl Reading {
    /// What the `Date` header of an answer says; none if there is none.
    pub(super) fn dated(asked: At, heard: At, headers: &HeaderMap) -> Option<Self> {
        let shown = http_date(headers.get(DATE)?.to_str().ok()?)?;
        Some(Self {
            asked,
            heard,
            unix_ms: shown.unix_ms().saturating_add(500),
            resolution: HALF_SECOND,
        })
    }

    /// The server read its clock somewhere in the round trip: in the middle, give or take a half.
    fn offset(&self) -> ClockOffset {
        let trip = self.heard.since(self.asked);
        let middle = self.asked + Duration::from_ms(trip.ms() / 2);
        // Our own timeline has whole milliseconds: one is lost at each end.
        let half = Duration::from_ms(trip.ms().div_ceil(2) + 1);
        ClockOffset {
            unix_ms_at_start: self.unix_ms.saturating_sub(middle.ms()),
            error: half + self.resolution,
        }
    }
}

/// The offset that is known best.
pub(super) fn best(readings: &[Reading]) -> Option<ClockOffset> {
    readings
        .iter()
        .map(Reading::offset)
        .min_by_key(|offset| offset.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_round_trip_knows_best() {
        let reading = |asked, heard, unix_ms| Reading {
            asked: At::from_ms(asked),
            heard: At::from_ms(heard),
            unix_ms,
            resolution: Duration::from_ms(1),
        };
        let offset = best(&[reading(0, 90, 1_000_080), reading(100, 104, 1_000_102)]).unwrap();
        assert_eq!(offset.unix_ms_at_start, 1_000_000);
        assert_eq!(offset.error, Duration::from_ms(4));
        assert_eq!(best(&[]), None);
    }
}
