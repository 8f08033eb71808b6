//! Days of the week, dates, and times of the day, as people write them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{self, DateTime, Weekday};
use serde::{Deserialize, Serialize};

/// A date, written as `2026-12-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(pub(super) civil::Date);

/// A time of the day in whole minutes, written as `08:30`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayTime(u16);

/// Days of the week, each written as `mon`, or several as `mon-fri`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_OF_A_DAY: u16 = 24 * 60;

impl DayTime {
    /// The beginning of the day.
    pub const MIDNIGHT: Self = Self(0);
    /// The end of the day.
    pub const END: Self = Self(MINUTES_OF_A_DAY);

    /// This time on a date; none after the last of all dates.
    pub(super) fn on(self, date: civil::Date) -> Option<DateTime> {
        if self == Self::END {
            return Some(date.tomorrow().ok()?.at(0, 0, 0, 0));
        }
        let part = |minutes: u16| i8::try_from(minutes).unwrap_or(0);
        Some(date.at(part(self.0 / 60), part(self.0 % 60), 0, 0))
    }
}

impl Days {
    /// No day.
    pub(in crate::spec) const NONE: Self = Self(0);
    /// Every day.
    pub(in crate::spec) const ALL: Self = Self(0b111_1111);

    /// All days of both.
    pub(in crate::spec) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a day is among them.
    pub(super) const fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date = text.parse().ok().filter(|_| text.len() == 10);
        let date = date.filter(|date: &civil::Date| date.to_string() == text);
        date.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a date such as `2026-12-24`")
        })
    }
}

impl FromStr for DayTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| plain)
        };
        let minutes = text.split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes) = (number(hours)?, number(minutes)?);
            (minutes < 60).then_some(hours * 60 + minutes)
        });
        let within = minutes.filter(|minutes| *minutes <= MINUTES_OF_A_DAY);
        within.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a time of the day such as `08:30`")
        })
    }
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = |name: &str| NAMES.iter().position(|known| *known == name);
        let ends = match text.split_once('-') {
            Some((first, last)) => day(first).zip(day(last)),
            None => day(text).map(|only| (only, only)),
        };
        let (first, last) = ends.ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a day of the week such as `mon`, or several as `mon-fri`")
        })?;
        // `sat-mon` goes over the end of the week.
        let length = (last + 7 - first) % 7;
        let days = (first..=first + length).fold(0, |days, day| days | 1 << (day % 7));
        Ok(Self(days))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

macro_rules! as_string {
    ($($type:ty),+) => {
        $(
            impl TryFrom<String> for $type {
                type Error = String;

                fn try_from(text: String) -> Result<Self, String> {
                    text.parse()
                }
            }

            impl From<$type> for String {
                fn from(value: $type) -> Self {
                    value.to_string()
                }
            }
        )+
    };
}

as_string!(Date, DayTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_read_what_they_print_and_nothing_else() {
        assert_eq!(
            "2028-02-29".parse::<Date>().unwrap().to_string(),
            "2028-02-29"
        );
        for text in ["2026-02-29", "2026-2-1", "20260201", "24.12.2026", ""] {
            let told = text.parse::<Date>().unwrap_err();
            assert!(
                told.ends_with("is not a date such as `2026-12-24`"),
                "{told}"
            );
        }
        for text in ["00:00", "08:30", "24:00"] {
            assert_eq!(text.parse::<DayTime>().unwrap().to_string(), text);
        }
        for text in ["8:30", "24:01", "12:60", "+1:30", "noon", ""] {
            assert!(text.parse::<DayTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_single_ones_or_go_from_one_to_another() {
        let days = |text: &str| text.parse::<Days>().unwrap();
        let monday = days("mon");
        assert!(monday.has(Weekday::Monday) && !monday.has(Weekday::Sunday));
        assert_eq!(days("mon-sun"), Days::ALL);
        assert_eq!(days("sat-mon"), days("sat-sun").and(monday));
        assert!("monday".parse::<Days>().is_err() && "mon-".parse::<Days>().is_err());
    }
}
