//! Meanings of numbers, and how arithmetic changes them.

use crate::spec::metrics::{Metric, Per, Unit};

/// What a number measures, whatever its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Lengths of time, in seconds.
    Time,
    /// Moments, in seconds since 1970.
    Moment,
    /// Sizes, in bytes.
    Bytes,
    /// Money, in dollars.
    Dollars,
    /// What language models read and write.
    Tokens,
    /// Requests, attempts, answers, calls.
    Requests,
    /// Parts of a whole, which is 1.
    Share,
}

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// What it measures.
    pub of: Dimension,
    /// What 1 of it is in the dimension's unit: 0.001 for milliseconds.
    pub scale: f64,
    /// Within how many seconds, for what is counted within a length of time.
    pub per: Option<f64>,
    /// Whether a profile says so of a metric, and nothing was computed.
    pub is_told: bool,
}

impl Dimension {
    /// The dimension of a unit, and what 1 of that unit is in it.
    const fn of(unit: Unit) -> (Self, f64) {
        match unit {
            Unit::Seconds => (Self::Time, 1.0),
            Unit::Milliseconds => (Self::Time, 1e-3),
            Unit::Microseconds => (Self::Time, 1e-6),
            Unit::Timestamp => (Self::Moment, 1.0),
            Unit::Bytes => (Self::Bytes, 1.0),
            Unit::Dollars => (Self::Dollars, 1.0),
            Unit::Tokens => (Self::Tokens, 1.0),
            Unit::Requests => (Self::Requests, 1.0),
            Unit::Ratio => (Self::Share, 1.0),
            Unit::Percent => (Self::Share, 0.01),
        }
    }

    /// Its unit, in the plural.
    const fn name(self) -> &'static str {
        match self {
            Self::Time => "seconds",
            Self::Moment => "seconds since 1970",
            Self::Bytes => "bytes",
            Self::Dollars => "dollars",
            Self::Tokens => "tokens",
            Self::Requests => "requests",
            Self::Share => "parts of 1",
        }
    }
}

impl Measure {
    /// What a metric's own numbers mean.
    pub fn of_metric(metric: &Metric) -> Option<Self> {
        Some(Self {
            per: metric.per.map(Per::seconds),
            is_told: true,
            ..Self::of_unit(metric.unit?)
        })
    }

    /// Numbers of a unit.
    pub(super) const fn of_unit(unit: Unit) -> Self {
        let (of, scale) = Dimension::of(unit);
        Self {
            of,
            scale,
            per: None,
            is_told: false,
        }
    }

    /// What it is within a length of time; nothing if it is related to one already.
    pub(super) fn within(self, seconds: f64) -> Option<Self> {
        self.per.is_none().then_some(Self {
            per: Some(seconds),
            is_told: false,
            ..self
        })
    }

    /// What the numbers mean once they are multiplied.
    pub(super) fn times(self, factor: f64) -> Option<Self> {
        if !factor.is_finite() || factor <= 0.0 {
            return None;
        }
        let mut changed = Self {
            is_told: false,
            ..self
        };
        match &mut changed.per {
            // What is multiplied by 60 per second is meant per minute.
            Some(per) if is_length(*per * factor) || is_conversion(factor) => *per *= factor,
            None if is_conversion(factor) => changed.scale /= factor,
            // Four fifths of some bytes are bytes.
            Some(_) | None => {}
        }
        Some(changed)
    }

    /// Whether both measure the same thing in the same unit, within the same time.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let per = match (self.per, other.per) {
            (Some(mine), Some(theirs)) => near(mine, theirs),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        self.of == other.of && near(self.scale, other.scale) && per
    }

    /// What they have in contradiction: another dimension, unit, or length of time. What only one of
    /// both is related to is none.
    pub fn contradicts(&self, other: &Self) -> bool {
        let per = match (self.per, other.per) {
            (Some(mine), Some(theirs)) => near(mine, theirs),
            (None, _) | (_, None) => true,
        };
        self.of != other.of || !near(self.scale, other.scale) || !per
    }

    /// Whether it is so much time within a time, as that of a processor: a number without a unit.
    pub fn is_rate_of_time(&self) -> bool {
        self.of == Dimension::Time && self.per.is_some()
    }

    /// In words, as "dollars per second".
    pub fn words(&self) -> String {
        let named = [
            (Dimension::Time, 1e-3, "milliseconds"),
            (Dimension::Time, 1e-6, "microseconds"),
            (Dimension::Share, 0.01, "per cent"),
            (self.of, 1.0, self.of.name()),
        ];
        let mut named = named.iter();
        let known = named.find(|(of, scale, _)| *of == self.of && near(*scale, self.scale));
        let unit = match known {
            Some((.., name)) => (*name).to_owned(),
            None => format!("{} {}", self.scale, self.of.name()),
        };
        match self.per {
            None => unit,
            Some(seconds) => format!("{unit} per {}", length(seconds)),
        }
    }
}

/// Factors between units, besides whole minutes.
const CONVERSIONS: [f64; 8] = [
    24.0,
    100.0,
    1e3,
    1e6,
    1e9,
    1_024.0,
    1_048_576.0,
    1_073_741_824.0,
];

/// Whether who multiplies by this, or divides, wants another unit, and not a part or a multiple.
fn is_conversion(factor: f64) -> bool {
    let factor = factor.max(factor.recip());
    let minutes = (factor / 60.0).round();
    let is_minutes = minutes >= 1.0 && near(minutes * 60.0, factor);
    is_minutes || CONVERSIONS.iter().any(|known| near(*known, factor))
}

/// Whether something is usually said to be within so many seconds.
fn is_length(seconds: f64) -> bool {
    Per::ALL.iter().any(|per| near(per.seconds(), seconds))
}

/// A length of time in words: "second", "minute", "300 seconds".
fn length(seconds: f64) -> String {
    let exact = Per::ALL
        .into_iter()
        .find(|per| near(per.seconds(), seconds));
    exact.map_or_else(|| format!("{seconds} seconds"), |per| per.to_string())
}

/// Whether two numbers are the same but for rounding.
pub(super) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_times_sixty_is_per_minute_and_seconds_times_a_thousand_are_milliseconds() {
        let dollars = Measure::of_unit(Unit::Dollars).within(1.0).unwrap();
        assert_eq!(dollars.words(), "dollars per second");
        assert_eq!(dollars.times(60.0).unwrap().words(), "dollars per minute");
        assert_eq!(
            dollars.times(300.0).unwrap().words(),
            "dollars per 300 seconds"
        );
        let seconds = Measure::of_unit(Unit::Seconds);
        assert_eq!(seconds.times(1e3).unwrap().words(), "milliseconds");
        assert_eq!(seconds.times(0.0), None);
        let share = Measure::of_unit(Unit::Ratio);
        assert_eq!(share.times(100.0).unwrap().words(), "per cent");
    }
}
