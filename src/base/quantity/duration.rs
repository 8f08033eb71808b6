//! Lengths of time.

use std::fmt;
use std::ops::{Add, Mul};
use std::str::FromStr;

use super::{NotAQuantity, as_text};

const EXPECTED: &str = "a duration such as `30s`, `10m` or `1h30m`";

/// A length of time in milliseconds, written as `500ms`, `30s`, `10m`, `1h30m`, `7d`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

/// Units from the longest to the shortest, in milliseconds; the order in which they may be written.
const UNITS: [(&str, u64); 6] = [
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// This many milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// This many seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    /// This many minutes.
    pub const fn from_mins(minutes: u64) -> Self {
        Self(minutes * 60_000)
    }

    /// Its milliseconds.
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// Its seconds, with fractions.
    pub fn secs_f64(self) -> f64 {
        self.std().as_secs_f64()
    }

    /// As people say it: `850ms`, `5.8s`, `2m 31s`, `1h 05m`; rounded down, and not read back.
    pub fn short(self) -> String {
        let (ms, seconds) = (self.0, self.0 / 1_000);
        match seconds {
            0 => format!("{ms}ms"),
            1..60 => format!("{seconds}.{}s", ms / 100 % 10),
            60..3_600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
            _ => format!("{}h {:02}m", seconds / 3_600, seconds / 60 % 60),
        }
    }

    /// As the standard library's type.
    pub const fn std(self) -> std::time::Duration {
        std::time::Duration::from_millis(self.0)
    }

    /// The shortest whole number of `steps` that is not shorter; this itself if steps take no time.
    #[must_use]
    pub const fn in_whole(self, steps: Self) -> Self {
        match steps.0 {
            0 => self,
            step => Self(self.0.div_ceil(step).saturating_mul(step)),
        }
    }

    /// This less `other`; zero if `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl From<std::time::Duration> for Duration {
    fn from(std: std::time::Duration) -> Self {
        Self(u64::try_from(std.as_millis()).unwrap_or(u64::MAX))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl std::iter::Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Duration {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let wrong = || NotAQuantity::new(text, EXPECTED);
        if text == "0" {
            return Ok(Self::ZERO);
        }
        let mut rest = text;
        let mut total = 0_u64;
        let mut units = UNITS.iter();
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = rest.split_at(digits);
            let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
            let (unit, tail) = tail.split_at(letters);
            let number: u64 = number.parse().map_err(|_| wrong())?;
            let (_, ms) = units
                .by_ref()
                .find(|(name, _)| *name == unit)
                .ok_or_else(wrong)?;
            total = number
                .checked_mul(*ms)
                .and_then(|part| total.checked_add(part))
                .ok_or_else(wrong)?;
            rest = tail;
        }
        if text.is_empty() {
            Err(wrong())
        } else {
            Ok(Self(total))
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (unit, ms) in UNITS {
            // People say `14d`, not `2w`.
            if unit != "w" && rest >= ms {
                write!(f, "{}{unit}", rest / ms)?;
                rest %= ms;
            }
        }
        Ok(())
    }
}

as_text!(Duration, "a duration such as 500ms, 30s, 10m, 1h30m or 7d");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_what_they_print() {
        for text in ["500ms", "30s", "10m", "1h30m", "7d", "1d2h3m4s5ms", "0s"] {
            assert_eq!(text.parse::<Duration>().unwrap().to_string(), text);
        }
        assert_eq!("2w".parse::<Duration>().unwrap().to_string(), "14d");
        assert_eq!("90s".parse::<Duration>().unwrap().to_string(), "1m30s");
    }

    #[test]
    fn what_is_looked_at_in_steps_takes_whole_steps() {
        let (quarter, minute) = (Duration::from_secs(15), Duration::from_mins(1));
        assert_eq!(Duration::from_secs(50).in_whole(quarter), minute);
        assert_eq!(minute.in_whole(quarter), minute);
        assert_eq!(minute.in_whole(Duration::ZERO), minute);
    }

    #[test]
    fn a_short_form_shows_what_matters() {
        let short = |ms| Duration::from_ms(ms).short();
        assert_eq!(short(850), "850ms");
        assert_eq!(short(5_840), "5.8s");
        assert_eq!(short(151_948), "2m 31s");
        assert_eq!(short(3_900_000), "1h 05m");
    }

    #[test]
    fn what_is_no_duration_says_what_one_looks_like() {
        for text in [
            "",
            "30",
            "s",
            "1m1h",
            "1s1s",
            "-3s",
            "1.5h",
            "99999999999w",
            "3 s",
        ] {
            let error = text.parse::<Duration>().unwrap_err().to_string();
            assert!(
                error.ends_with("is not a duration such as `30s`, `10m` or `1h30m`"),
                "{error}"
            );
        }
    }
}
