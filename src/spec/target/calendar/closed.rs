//! Whether drills may run in a stretch of time, and if not, until when.

use jiff::civil;

use super::zone::Edge;
use super::{Calendar, DayTime};
use crate::base::{Duration, ServerTime};

/// How far ahead the end of a closed stretch is looked for, in days.
const AHEAD: u32 = 2 * 366;
/// How many reasons are told of stretches that follow one another.
const REASONS: usize = 3;

/// A stretch of time in which no drill may run: all that follow one another without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When it begins.
    pub from: ServerTime,
    /// When it ends; none if it goes on for more than two years.
    pub until: Option<ServerTime>,
    /// Why, each reason once, the first first.
    pub reasons: Vec<String>,
}

/// What one line of the calendar closes, from one day on.
struct Part<'a> {
    from: ServerTime,
    until: ServerTime,
    reason: &'a str,
}

impl Calendar {
    /// The first closed stretch that a drill meets which begins at a moment and takes so long.
    pub fn closed(&self, from: ServerTime, length: Duration) -> Option<Closed> {
        let length = i64::try_from(length.ms()).unwrap_or(i64::MAX);
        let until = ServerTime::from_unix_ms(from.unix_ms().saturating_add(length));
        // What began yesterday may go over midnight.
        let last = self.time_zone.date(until);
        let first = days(self.time_zone.date(from))
            .take_while(|day| *day <= last)
            .flat_map(|day| self.parts(day))
            .find(|part| part.until > from && (part.from <= from || part.from < until))?;
        Some(self.extended(&first))
    }

    /// Until a moment for people: `until Mon 2026-12-28 08:00 CET: Christmas`.
    pub fn tell(&self, closed: &Closed) -> String {
        let mut told = closed.until.map_or_else(
            || "for more than two years".to_owned(),
            |until| format!("until {}", self.time_zone.tell(until)),
        );
        let mut reasons: Vec<&str> = closed.reasons.iter().map(String::as_str).collect();
        if reasons.len() > REASONS {
            reasons.truncate(REASONS);
            reasons.push("…");
        }
        told += ": ";
        told + &reasons.join(", then ")
    }

    /// The stretch that begins so, with all that touch its end.
    fn extended(&self, first: &Part) -> Closed {
        let mut until = first.until;
        let mut reasons = vec![first.reason.to_owned()];
        let mut goes_on = true;
        for day in days(self.time_zone.date(first.from)) {
            // What begins on a later day cannot touch it.
            goes_on = day <= self.time_zone.date(until);
            if !goes_on {
                break;
            }
            for part in self.parts(day) {
                if part.from <= until && part.until > until {
                    until = part.until;
                    if !reasons.iter().any(|told| told == part.reason) {
                        reasons.push(part.reason.to_owned());
                    }
                }
            }
        }
        Closed {
            from: first.from,
            until: (!goes_on).then_some(until),
            reasons,
        }
    }

    /// What is closed from a day on, in the order in which it begins.
    fn parts(&self, day: civil::Date) -> Vec<Part<'_>> {
        let freezes = self.freezes.iter();
        let freezes = freezes.filter(|freeze| freeze.from.0 <= day && day <= freeze.to.0);
        let freezes = freezes.map(|freeze| freeze.reason.as_str());
        let holidays = self.holidays.iter();
        let holidays = holidays.filter(|holiday| holiday.date.0 == day);
        let holidays = holidays.map(|holiday| holiday.reason.as_str());
        let whole = freezes.chain(holidays);
        let whole = whole.map(|reason| (DayTime::MIDNIGHT, DayTime::END, reason));
        let blackouts = self.blackouts.iter();
        let blackouts = blackouts.filter(|blackout| blackout.days.has(day.weekday()));
        let blackouts =
            blackouts.map(|blackout| (blackout.from, blackout.to, blackout.reason.as_str()));
        let all = whole.chain(blackouts);
        let mut parts: Vec<Part> = all
            .filter_map(|(from, to, reason)| self.part(day, (from, to), reason))
            .collect();
        parts.sort_by_key(|part| part.from);
        parts
    }

    fn part<'a>(
        &self,
        day: civil::Date,
        (from, to): (DayTime, DayTime),
        reason: &'a str,
    ) -> Option<Part<'a>> {
        let ends = if to > from { day } else { day.tomorrow().ok()? };
        let part = Part {
            from: self.time_zone.moment(from.on(day)?, Edge::Begin),
            until: self.time_zone.moment(to.on(ends)?, Edge::End),
            reason,
        };
        // Where clocks pass over all of it, it is not there.
        (part.from < part.until).then_some(part)
    }
}

/// The day before a date, the date, and those after it.
fn days(date: civil::Date) -> impl Iterator<Item = civil::Date> {
    let first = date.yesterday().unwrap_or(date);
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take(AHEAD as usize)
}

#[cfg(test)]
mod tests {
    use super::super::{Blackout, Days, Freeze, Holiday};
    use super::*;

    fn berlin() -> Calendar {
        Calendar::open("Europe/Berlin".parse().unwrap())
    }

    fn blackout(days: &str, from: &str, to: &str) -> Blackout {
        Blackout {
            days: days.parse().unwrap(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            reason: format!("{days} {from}"),
        }
    }

    fn moment(text: &str) -> ServerTime {
        let moment: jiff::Timestamp = text.parse().unwrap();
        ServerTime::from_unix_ms(moment.as_millisecond())
    }

    /// What a drill of an hour meets that begins then.
    fn met(calendar: &Calendar, at: &str) -> Option<(String, String)> {
        let closed = calendar.closed(moment(at), Duration::from_mins(60))?;
        let from = calendar.time_zone.tell(closed.from);
        Some((from, calendar.tell(&closed)))
    }

    fn pair(from: &str, told: &str) -> (String, String) {
        (from.to_owned(), told.to_owned())
    }

    #[test]
    fn a_window_closes_what_begins_in_it_and_what_reaches_into_it() {
        let mut calendar = berlin();
        calendar.blackouts = vec![blackout("mon-fri", "18:00", "08:00")];
        let night = Some(pair(
            "Thu 2026-11-26 18:00 CET",
            "until Fri 2026-11-27 08:00 CET: mon-fri 18:00",
        ));
        assert_eq!(
            met(&calendar, "2026-11-26T16:00:00Z"),
            None,
            "it ends as the window begins"
        );
        assert_eq!(
            met(&calendar, "2026-11-26T16:00:00.001Z"),
            night,
            "a moment too late"
        );
        assert_eq!(
            met(&calendar, "2026-11-26T17:00:00Z"),
            night,
            "as it begins"
        );
        assert_eq!(
            met(&calendar, "2026-11-27T06:59:59Z"),
            night,
            "after midnight"
        );
        assert_eq!(met(&calendar, "2026-11-27T07:00:00Z"), None, "as it ends");
        // The window of Friday goes on until Saturday morning, and none begins then.
        assert!(met(&calendar, "2026-11-28T06:00:00Z").is_some());
        assert_eq!(met(&calendar, "2026-11-28T19:00:00Z"), None);
    }

    #[test]
    fn a_drill_without_length_meets_only_what_is_there() {
        let mut calendar = berlin();
        calendar.blackouts = vec![blackout("fri", "12:00", "13:00")];
        let at = |text: &str| calendar.closed(moment(text), Duration::ZERO).is_some();
        assert!(at("2026-11-27T11:00:00Z") && !at("2026-11-27T10:59:59Z"));
        assert!(!at("2026-11-27T12:00:00Z"));
    }

    #[test]
    fn what_follows_without_a_gap_is_one_stretch() {
        let mut calendar = berlin();
        calendar.blackouts = vec![
            blackout("mon-fri", "17:00", "09:00"),
            blackout("sat-sun", "00:00", "24:00"),
        ];
        calendar.freezes = vec![Freeze {
            from: "2026-12-24".parse().unwrap(),
            to: "2027-01-03".parse().unwrap(),
            reason: "the year ends".into(),
        }];
        let told = met(&calendar, "2026-12-23T16:30:00Z");
        let until = "until Mon 2027-01-04 00:00 CET: mon-fri 17:00, then the year ends";
        assert_eq!(told, Some(pair("Wed 2026-12-23 17:00 CET", until)));
        calendar.holidays = vec![Holiday {
            date: "2027-01-04".parse().unwrap(),
            reason: "moving house".into(),
        }];
        let until =
            "until Tue 2027-01-05 09:00 CET: the year ends, then mon-fri 17:00, then moving house";
        let told = met(&calendar, "2026-12-27T12:00:00Z").map(|(_, told)| told);
        // On a Sunday in the freeze, the freeze and the weekend are both there; the first is told.
        assert_eq!(told.as_deref(), Some(until));
    }

    #[test]
    fn a_window_that_begins_in_a_gap_begins_as_clocks_are_set() {
        let mut calendar = berlin();
        calendar.blackouts = vec![blackout("sun", "02:30", "04:00")];
        let gap = Some(pair(
            "Sun 2026-03-29 03:00 CEST",
            "until Sun 2026-03-29 04:00 CEST: sun 02:30",
        ));
        assert_eq!(met(&calendar, "2026-03-29T00:30:00Z"), gap);
        assert_eq!(met(&calendar, "2026-03-29T00:00:00Z"), None);
        // All of it is left out.
        calendar.blackouts = vec![blackout("sun", "02:00", "03:00")];
        assert_eq!(met(&calendar, "2026-03-29T00:30:00Z"), None);
        assert!(met(&calendar, "2026-03-22T00:30:00Z").is_some());
    }

    #[test]
    fn a_window_in_the_hour_that_comes_twice_is_there_both_times() {
        let mut calendar = berlin();
        calendar.blackouts = vec![blackout("sun", "02:15", "02:45")];
        let twice = Some(pair(
            "Sun 2026-10-25 02:15 CEST",
            "until Sun 2026-10-25 02:45 CET: sun 02:15",
        ));
        for at in [
            "2026-10-25T00:15:00Z",
            "2026-10-25T00:50:00Z",
            "2026-10-25T01:44:00Z",
        ] {
            assert_eq!(met(&calendar, at), twice, "{at}");
        }
        assert_eq!(met(&calendar, "2026-10-25T01:45:00Z"), None);
    }

    #[test]
    fn a_calendar_that_never_opens_says_so() {
        let mut calendar = berlin();
        calendar.blackouts = vec![blackout("mon-sun", "00:00", "24:00")];
        let told = met(&calendar, "2026-06-01T00:00:00Z").map(|(_, told)| told);
        assert_eq!(
            told.as_deref(),
            Some("for more than two years: mon-sun 00:00")
        );
        assert_eq!(Days::ALL, "mon-sun".parse().unwrap());
    }

    #[test]
    fn a_holiday_is_a_day_of_its_own_time_zone() {
        let mut calendar = Calendar::open("Pacific/Auckland".parse().unwrap());
        calendar.holidays = vec![Holiday {
            date: "2026-02-06".parse().unwrap(),
            reason: "Waitangi Day".into(),
        }];
        let told = Some(pair(
            "Fri 2026-02-06 00:00 NZDT",
            "until Sat 2026-02-07 00:00 NZDT: Waitangi Day",
        ));
        assert_eq!(met(&calendar, "2026-02-05T11:00:00Z"), told);
        assert_eq!(met(&calendar, "2026-02-06T11:00:00Z"), None);
    }
}
