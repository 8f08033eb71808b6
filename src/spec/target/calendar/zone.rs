//! Time zones by their IANA names.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::base::{ServerTime, closest};

/// A time zone, as `Europe/Berlin`. Its rules come with the program, so that the same file means the
/// same everywhere, also where the system has no zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// Which end of a stretch a time of the clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// It begins then.
    Begin,
    /// It ends then.
    End,
}

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The moment at which clocks there show this.
    ///
    /// When clocks are set forward, every time that is left out is the moment at which they are.
    /// When they are set back, a stretch begins at the first and ends at the second of the two
    /// moments that look alike: a window closes too much rather than too little.
    pub(super) fn moment(&self, shown: DateTime, edge: Edge) -> ServerTime {
        let ambiguous = self.0.to_ambiguous_timestamp(shown);
        let found = match (ambiguous.offset(), edge) {
            (AmbiguousOffset::Gap { .. }, _) => ambiguous
                .earlier()
                .map(|before| self.set_forward_after(before)),
            (AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. }, Edge::Begin) => {
                ambiguous.earlier()
            }
            (AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. }, Edge::End) => {
                ambiguous.later()
            }
        };
        // Only at the ends of all time is there no such moment.
        let moment = found.unwrap_or(if shown.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        ServerTime::from_unix_ms(moment.as_millisecond())
    }

    /// When clocks are set next, from a moment shortly before that.
    fn set_forward_after(&self, before: Timestamp) -> Timestamp {
        let next = self.0.following(before).next();
        next.map_or(before, |transition| transition.timestamp())
    }

    /// The date there.
    pub(super) fn date(&self, moment: ServerTime) -> Date {
        self.at(moment).date()
    }

    /// The moment as clocks there show it.
    pub(in crate::spec) fn at(&self, moment: ServerTime) -> Zoned {
        let ms = moment.unix_ms();
        let known = Timestamp::from_millisecond(ms);
        let end = if ms < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        known.unwrap_or(end).to_zoned(self.0.clone())
    }

    /// A moment for people, as `Mon 2026-12-28 08:00 CET`.
    pub fn tell(&self, moment: ServerTime) -> String {
        self.at(moment).strftime("%a %Y-%m-%d %H:%M %Z").to_string()
    }

    /// A moment as part of a name that sorts, as `20261228-080000`.
    pub fn compact(&self, moment: ServerTime) -> String {
        self.at(moment).strftime("%Y%m%d-%H%M%S").to_string()
    }

    /// The name that was probably meant by a text that is none.
    pub(in crate::spec) fn meant_by(text: &str) -> Option<String> {
        let database = TimeZoneDatabase::bundled();
        let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
        closest(text, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let zone = TimeZoneDatabase::bundled().get(text);
        zone.map(Self).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a time zone such as `Europe/Berlin`")
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> ServerTime {
        let moment: Timestamp = text.parse().unwrap();
        ServerTime::from_unix_ms(moment.as_millisecond())
    }

    fn both(zone: &str, shown: &str) -> [ServerTime; 2] {
        let zone: Zone = zone.parse().unwrap();
        let shown: DateTime = shown.parse().unwrap();
        [Edge::Begin, Edge::End].map(|edge| zone.moment(shown, edge))
    }

    #[test]
    fn a_time_that_is_left_out_is_the_moment_at_which_clocks_are_set_forward() {
        for shown in ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59"] {
            let set = utc("2026-03-29T01:00:00Z");
            assert_eq!(both("Europe/Berlin", shown), [set, set], "{shown}");
        }
        // A whole day was left out when Samoa changed the side of the date line.
        let crossed = utc("2011-12-30T10:00:00Z");
        assert_eq!(both("Pacific/Apia", "2011-12-30T12:00"), [crossed; 2]);
    }

    #[test]
    fn of_a_time_that_comes_twice_a_stretch_begins_at_the_first_and_ends_at_the_second() {
        let [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(utc);
        let found = both("Europe/Berlin", "2026-10-25T02:30");
        assert_eq!(found, [first, second]);
        let [first, second] = ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"].map(utc);
        let found = both("America/New_York", "2026-11-01T01:30");
        assert_eq!(found, [first, second]);
    }

    #[test]
    fn a_moment_is_told_as_clocks_there_show_it() {
        let zone: Zone = "europe/berlin".parse().unwrap();
        assert_eq!(zone.to_string(), "Europe/Berlin");
        let told = zone.tell(utc("2026-12-28T07:00:00Z"));
        assert_eq!(told, "Mon 2026-12-28 08:00 CET");
        assert_eq!(Zone::UTC.to_string(), "UTC");
    }

    #[test]
    fn the_ends_of_time_are_no_reason_to_fail() {
        let zone: Zone = "Asia/Tokyo".parse().unwrap();
        for ms in [i64::MIN, i64::MAX] {
            assert!(!zone.tell(ServerTime::from_unix_ms(ms)).is_empty());
        }
        let last = DateTime::MAX;
        assert!(zone.moment(last, Edge::End) > utc("9999-12-30T00:00:00Z"));
    }
}
