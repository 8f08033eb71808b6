//! The stretch of time that a picture shows.

use crate::base::At;
use crate::report::words::signed;

/// Distances between two ticks, in milliseconds.
const STEPS: [i64; 12] = [
    5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
    3_600_000, 7_200_000,
];
/// More ticks than these do not fit a phone.
const TICKS_MOST: i64 = 8;

/// From when to when, and the moment that everything is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Span {
    from: At,
    to: At,
    zero: At,
}

impl Span {
    /// A stretch of at least a second.
    pub(in crate::report) fn new(from: At, to: At, zero: At) -> Self {
        let to = to.max(from + crate::base::Duration::from_secs(1));
        Self { from, to, zero }
    }

    pub(in crate::report) const fn from(&self) -> At {
        self.from
    }

    pub(in crate::report) const fn to(&self) -> At {
        self.to
    }

    /// Where a moment stands, in thousandths of the width; what lies outside stands at the edge.
    pub(super) fn place(&self, at: At) -> i64 {
        let length = self.to.ms() - self.from.ms();
        let after = (at.ms() - self.from.ms()).clamp(0, length);
        (after * 1_000 + length / 2) / length
    }

    /// Whether a text that begins here, or has its middle here, would not end within the picture.
    pub(super) fn is_near_end(&self, at: At) -> bool {
        self.place(at) > 965
    }

    /// The same as an attribute of SVG.
    pub(super) fn percent(&self, at: At) -> String {
        percent(self.place(at))
    }

    /// From one moment to another, as an attribute of SVG.
    pub(super) fn width(&self, from: At, to: At) -> String {
        percent((self.place(to) - self.place(from)).max(0))
    }

    /// Moments to be named on the axis, and their names.
    pub(super) fn ticks(&self) -> Vec<(At, String)> {
        let length = self.to.ms() - self.from.ms();
        let step = STEPS
            .into_iter()
            .find(|step| length / step < TICKS_MOST)
            .unwrap_or(length / TICKS_MOST + 1);
        let first = (self.from.ms() - self.zero.ms()).div_euclid(step);
        (first..)
            .map(|number| number * step)
            .skip_while(|after| self.zero.ms() + after < self.from.ms())
            .take_while(|after| self.zero.ms() + after <= self.to.ms())
            .map(|after| {
                let name = if after == 0 {
                    "T0".to_owned()
                } else {
                    signed(after)
                };
                (At::from_ms(self.zero.ms() + after), name)
            })
            .collect()
    }
}

fn percent(thousandths: i64) -> String {
    match (thousandths / 10, thousandths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_shares_of_the_width_and_never_outside() {
        let at = At::from_ms;
        let span = Span::new(at(1_000), at(5_000), at(2_000));
        assert_eq!(span.percent(at(2_000)), "25%");
        assert_eq!(span.percent(at(2_100)), "27.5%");
        assert_eq!(span.percent(at(9_000)), "100%");
        assert_eq!(span.percent(at(-9_000)), "0%");
        assert_eq!(span.width(at(2_000), at(3_000)), "25%");
        assert_eq!(span.width(at(3_000), at(2_000)), "0%");
    }

    #[test]
    fn ticks_are_round_and_few_and_count_from_zero() {
        let minutes = |from: i64, to: i64, zero: i64| {
            let at = |minutes| At::from_ms(minutes * 60_000);
            let ticks = Span::new(at(from), at(to), at(zero)).ticks();
            ticks.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(minutes(0, 5, 1), ["-1m", "T0", "+1m", "+2m", "+3m", "+4m"]);
        assert_eq!(
            minutes(0, 13, 1),
            ["T0", "+2m", "+4m", "+6m", "+8m", "+10m", "+12m"]
        );
        assert_eq!(minutes(0, 600, 0).len(), 6);
        assert!(minutes(0, 6_000, 0).len() <= 9);
    }
}
