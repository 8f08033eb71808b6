//! How often something happens.

use std::fmt;
use std::str::FromStr;

use super::{NotAQuantity, as_text, decimal, show_decimal};

/// Events per unit of time, kept in thousandths per second, written as `5/s` or `30/m`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u64);

impl Rate {
    /// This many whole events a second.
    pub const fn per_second(events: u64) -> Self {
        Self(events * 1_000)
    }

    /// Events a second.
    #[expect(clippy::cast_precision_loss, reason = "rates are far below 2^52")]
    pub fn hertz(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// How many events fall into the first `ms` milliseconds of an even schedule that starts at 0.
    pub fn events_in(self, ms: u64) -> u64 {
        u64::try_from(u128::from(self.0) * u128::from(ms) / 1_000_000).unwrap_or(u64::MAX)
    }

    /// When the event with this number (from 0) is due on an even schedule, in milliseconds.
    pub fn due_ms(self, event: u64) -> u64 {
        if self.0 == 0 {
            return u64::MAX;
        }
        u64::try_from(u128::from(event) * 1_000_000 / u128::from(self.0)).unwrap_or(u64::MAX)
    }
}

impl FromStr for Rate {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let wrong = || NotAQuantity::new(text, "a rate such as `5/s` or `30/m`");
        let (number, unit) = text.split_once('/').ok_or_else(wrong)?;
        let thousandths = decimal(number, 3).ok_or_else(wrong)?;
        match unit {
            "s" => Ok(Self(thousandths)),
            "m" => Ok(Self(thousandths / 60)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_decimal(f, self.0, 3)?;
        f.write_str("/s")
    }
}

as_text!(Rate, "a rate such as 5/s or 30/m");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_what_they_print() {
        for text in ["5/s", "0.5/s", "1000/s"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        assert_eq!("30/m".parse::<Rate>().unwrap().to_string(), "0.5/s");
        assert!("5".parse::<Rate>().is_err());
        assert!("5/h".parse::<Rate>().is_err());
    }

    #[test]
    fn an_even_schedule_neither_drifts_nor_doubles() {
        let rate: Rate = "3/s".parse().unwrap();
        let due: Vec<u64> = (0..4).map(|event| rate.due_ms(event)).collect();
        assert_eq!(due, [0, 333, 666, 1_000]);
        assert_eq!(rate.events_in(60_000), 180);
    }
}
