//! When a drill is run by itself: a cron expression with five fields.
//!
//! It is what a Kubernetes `CronJob` takes as well, so that a drill is due at the same time whoever
//! starts it; what other programs understand besides is refused.

use std::fmt;
use std::str::FromStr;

use croner::parser::{CronParser, Seconds, Year};
use serde::{Deserialize, Serialize};

use crate::base::ServerTime;
use crate::spec::target::Zone;

/// The fields, with the least and the greatest number that each can hold.
const FIELDS: [(&str, u32, u32); 5] = [
    ("a minute", 0, 59),
    ("an hour", 0, 23),
    ("a day of the month", 1, 31),
    ("a month", 1, 12),
    ("a day of the week", 0, 7),
];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// How many days a month has at the most.
const LENGTHS: [u16; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A cron expression with five fields, as `0 3 * * 1-5`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cron {
    text: String,
    parsed: croner::Cron,
}

impl Cron {
    /// When it is due for the first time after a moment, by the clocks of a time zone.
    ///
    /// One that names its minute and hour is due once a day whatever clocks do: where they leave
    /// the time out, as they are set forward; where it comes twice, at the first. One that is due
    /// every few minutes or hours is not due in what is left out, and is in both hours that look
    /// alike. None if it is not due any more until the end of all time.
    pub fn next(&self, zone: &Zone, after: ServerTime) -> Option<ServerTime> {
        let found = self.parsed.find_next_occurrence(&zone.at(after), false);
        let due = ServerTime::from_unix_ms(found.ok()?.timestamp().as_millisecond());
        (due > after).then_some(due)
    }
}

impl FromStr for Cron {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(why) = wrong(text) {
            return Err(why);
        }
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let parsed = parser
            .parse(text)
            .map_err(|error| format!("`{text}` is not a schedule: {error}"))?;
        if is_never(&parsed.pattern) {
            return Err("no month has such a day, so that it would never be due".to_owned());
        }
        let text = text.to_owned();
        Ok(Self { text, parsed })
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Cron {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Cron> for String {
    fn from(cron: Cron) -> Self {
        cron.text
    }
}

/// Whether each of its days is beyond the end of each of its months.
fn is_never(pattern: &croner::CronPattern) -> bool {
    let months = pattern.months.values();
    let length = |month: u16| LENGTHS.get(usize::from(month).wrapping_sub(1)).copied();
    let longest = months.into_iter().filter_map(length).max().unwrap_or(31);
    pattern.is_dow_wildcard() && pattern.days.values().iter().all(|day| *day > longest)
}

/// Why a text is not a cron expression with five fields, in a sentence.
fn wrong(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!(
            "a schedule has five fields, and this has {}",
            fields.len()
        ));
    }
    FIELDS.iter().zip(&fields).find_map(|(limits, field)| {
        let mut parts = field.split(',');
        parts.find_map(|part| wrong_part(part, *limits))
    })
}

/// Why it is not `*`, a number or a range, the first and the last perhaps with a step.
fn wrong_part(part: &str, (name, least, most): (&str, u32, u32)) -> Option<String> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    let number = |text: &str| value(text, least, most);
    let (is_one, is_fine) = match range.split_once('-') {
        _ if range == "*" => (false, true),
        None => (true, number(range).is_some()),
        Some((from, to)) => {
            let ends = (number(from), number(to));
            (false, matches!(ends, (Some(from), Some(to)) if from <= to))
        }
    };
    let steps = step.map(|step| step.parse::<u32>().ok());
    let is_step = steps.is_none_or(|step| step.is_some_and(|step| (1..=most).contains(&step)));
    if !is_fine || !is_step {
        return Some(format!(
            "`{part}` is not {name}, which goes from {least} to {most}"
        ));
    }
    (is_one && step.is_some()).then(|| {
        format!(
            "`{part}` has a step and no range, as `{range}-{most}/{}`",
            step.unwrap_or("1")
        )
    })
}
fn value(text: &str, least: u32, most: u32) -> Option<u32> {
    let name = text.to_ascii_uppercase();
    let named = |names: &[&str], first: u32| {
        let index = names.iter().position(|one| *one == name)?;
        u32::try_from(index).ok().map(|index| index + first)
    };
    let number = match most {
        12 => named(&MONTHS, 1),
        7 => named(&DAYS, 0),
        _ => None,
    };
    number
        .or_else(|| text.parse().ok().filter(|_| text.len() <= 2))
        .filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When it is due first after a moment, universal time.
    fn next(cron: &str, zone: &str, after: &str) -> String {
        let cron: Cron = cron.parse().unwrap();
        let after: jiff::Timestamp = after.parse().unwrap();
        let after = ServerTime::from_unix_ms(after.as_millisecond());
        let due = cron.next(&zone.parse().unwrap(), after).expect("a moment");
        Zone::UTC.at(due).timestamp().to_string()
    }

    #[test]
    fn usual_schedules_are_read_and_written_as_they_were() {
        for text in [
            "0 3 * * 1-5",
            "*/15 * * * *",
            "5,35 0-6/2 1 JAN-mar sun",
            "0 0 * * 7",
            "0 0 29 2 *",
            "0 0 31 2 1",
        ] {
            let cron = text.parse::<Cron>().unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(cron.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_schedule_says_which_field_is_wrong() {
        for (text, said) in [
            ("0 3 * *", "a schedule has five fields, and this has 4"),
            ("@daily", "a schedule has five fields, and this has 1"),
            (
                "60 3 * * *",
                "`60` is not a minute, which goes from 0 to 59",
            ),
            (
                "0 3-1 * * *",
                "`3-1` is not an hour, which goes from 0 to 23",
            ),
            (
                "0 3 0 * *",
                "`0` is not a day of the month, which goes from 1 to 31",
            ),
            (
                "0 3 * * */0",
                "`*/0` is not a day of the week, which goes from 0 to 7",
            ),
            (
                "0 3 * FOO *",
                "`FOO` is not a month, which goes from 1 to 12",
            ),
            (
                "0 3 * * 5L",
                "`5L` is not a day of the week, which goes from 0 to 7",
            ),
            (
                "5/15 * * * *",
                "`5/15` has a step and no range, as `5-59/15`",
            ),
            (
                "0 3 30,31 2 *",
                "no month has such a day, so that it would never be due",
            ),
        ] {
            assert_eq!(text.parse::<Cron>().unwrap_err(), said, "{text}");
        }
    }

    #[test]
    fn a_day_of_the_month_and_one_of_the_week_are_each_enough() {
        let friday = next("0 3 13 * 5", "UTC", "2026-11-26T00:00:00Z");
        assert_eq!(friday, "2026-11-27T03:00:00Z");
        let thirteenth = next("0 3 13 * 5", "UTC", "2026-12-11T03:00:00Z");
        assert_eq!(thirteenth, "2026-12-13T03:00:00Z");
    }

    #[test]
    fn a_fixed_time_is_due_once_a_day_whatever_clocks_do() {
        let due = |after: &str| next("30 2 * * *", "Europe/Berlin", after);
        assert_eq!(
            due("2026-03-28T12:00:00Z"),
            "2026-03-29T01:00:00Z",
            "left out"
        );
        assert_eq!(due("2026-03-29T01:00:00Z"), "2026-03-30T00:30:00Z");
        assert_eq!(
            due("2026-10-24T12:00:00Z"),
            "2026-10-25T00:30:00Z",
            "the first"
        );
        assert_eq!(
            due("2026-10-25T00:30:00Z"),
            "2026-10-26T01:30:00Z",
            "not again"
        );
        let due = |after: &str| next("30 1 * * *", "America/New_York", after);
        assert_eq!(due("2026-10-31T12:00:00Z"), "2026-11-01T05:30:00Z");
        assert_eq!(due("2026-11-01T05:30:00Z"), "2026-11-02T06:30:00Z");
    }

    #[test]
    fn every_half_hour_is_every_half_hour_whatever_clocks_do() {
        let cron: Cron = "*/30 * * * *".parse().unwrap();
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let from: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut at = ServerTime::from_unix_ms(from.as_millisecond());
        for _ in 0..48 * 365 {
            let due = cron.next(&zone, at).expect("a moment");
            assert_eq!(
                due.unix_ms() - at.unix_ms(),
                30 * 60 * 1_000,
                "{}",
                zone.tell(at)
            );
            at = due;
        }
    }
}
