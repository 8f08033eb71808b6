//! Dates in UTC.

use crate::promql::unit::{as_f64, whole};

/// A second as a date in UTC, in the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::promql) struct Date {
    year: i64,
    month: i64,
    day: i64,
    days_since_epoch: i64,
    second_of_day: i64,
}

const DAY_SECONDS: i64 = 86_400;

impl Date {
    /// The date at a Unix time in seconds; nothing if it is no time of the calendar.
    pub(super) fn from_unix(seconds: f64) -> Option<Self> {
        // A million years either way are enough, and do not overflow.
        if seconds.is_nan() || seconds.abs() > 3.2e13 {
            return None;
        }
        let seconds = whole(seconds);
        let days = seconds.div_euclid(DAY_SECONDS);
        let (year, month, day) = civil(days);
        Some(Self {
            year,
            month,
            day,
            days_since_epoch: days,
            second_of_day: seconds.rem_euclid(DAY_SECONDS),
        })
    }

    pub(super) fn year(self) -> f64 {
        as_f64(self.year)
    }

    pub(super) fn month(self) -> f64 {
        as_f64(self.month)
    }

    pub(super) fn day_of_month(self) -> f64 {
        as_f64(self.day)
    }

    /// 0 is Sunday; the epoch was a Thursday.
    pub(super) fn day_of_week(self) -> f64 {
        as_f64((self.days_since_epoch + 4).rem_euclid(7))
    }

    /// 1 is the first of January.
    pub(super) fn day_of_year(self) -> f64 {
        as_f64(self.days_since_epoch - days_from_civil(self.year, 1, 1) + 1)
    }

    pub(super) fn days_in_month(self) -> f64 {
        let (year, month) = if self.month == 12 {
            (self.year + 1, 1)
        } else {
            (self.year, self.month + 1)
        };
        as_f64(days_from_civil(year, month, 1) - days_from_civil(self.year, self.month, 1))
    }

    pub(super) fn hour(self) -> f64 {
        as_f64(self.second_of_day / 3600)
    }

    pub(super) fn minute(self) -> f64 {
        as_f64(self.second_of_day / 60 % 60)
    }
}

/// Days of 400 years, after which the calendar repeats.
const ERA_DAYS: i64 = 146_097;
/// Days from the first of March of the year 0 to the epoch.
const EPOCH_DAYS: i64 = 719_468;

/// Year, month and day. Years are counted from March, so that the leap day is the last.
fn civil(days_since_epoch: i64) -> (i64, i64, i64) {
    let days = days_since_epoch + EPOCH_DAYS;
    let era = days.div_euclid(ERA_DAYS);
    let day_of_era = days.rem_euclid(ERA_DAYS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

/// The inverse of [`civil`].
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA_DAYS + day_of_era - EPOCH_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_back_and_forth_over_leap_years() {
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = civil(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }

    #[test]
    fn what_is_no_time_has_no_date() {
        assert_eq!(Date::from_unix(f64::NAN), None);
        assert_eq!(Date::from_unix(f64::INFINITY), None);
    }
}
