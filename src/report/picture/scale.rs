//! From values to heights.

/// Tops of axes, in units of a power of ten, and into how many steps each is cut.
const TOPS: [(f64, u8); 6] = [(1.0, 5), (1.5, 3), (2.0, 4), (3.0, 3), (5.0, 5), (8.0, 4)];

/// The values that an axis shows, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    steps: u8,
}

impl Scale {
    /// An axis on which all of these fit, and zero; `least` is the lowest top that it may have.
    pub(super) fn over(values: impl Iterator<Item = f64> + Clone, least: f64) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let high = finite.clone().fold(least, f64::max);
        let low = finite.fold(0.0, f64::min);
        let (top, steps) = round_up(high);
        if low < 0.0 {
            let (bottom, _) = round_up(-low);
            let half = top.max(bottom);
            return Self {
                low: -half,
                high: half,
                steps: 4,
            };
        }
        Self {
            low: 0.0,
            high: top,
            steps,
        }
    }

    /// How high a value stands, in thousandths of the height from the top; what lies outside stands
    /// at the edge.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share of a thousand, and 0 for what is no number"
    )]
    pub(super) fn place(&self, value: f64) -> i64 {
        let share = (value - self.low) / (self.high - self.low);
        ((1.0 - share.clamp(0.0, 1.0)) * 1_000.0).round() as i64
    }

    /// The values to be named on the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let step = (self.high - self.low) / f64::from(self.steps);
        (0..=self.steps)
            .map(|number| self.low + step * f64::from(number))
            .collect()
    }
}

/// The next round number, and into how many steps it is cut.
fn round_up(value: f64) -> (f64, u8) {
    if value <= 0.0 {
        return (1.0, 4);
    }
    let power = 10_f64.powf(value.log10().floor());
    TOPS.iter()
        .map(|(top, steps)| (top * power, *steps))
        // What differs by less than its rounding is the same number.
        .find(|(top, _)| *top >= value * (1.0 - 1e-9))
        .unwrap_or((power * 10.0, 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_begins_at_zero_and_ends_at_a_round_number() {
        let top = |values: &[f64]| Scale::over(values.iter().copied(), 0.0).ticks();
        assert_eq!(top(&[0.3, 4.2]), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(top(&[2.0]), [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert_eq!(top(&[f64::NAN, 130.0]), [0.0, 50.0, 100.0, 150.0]);
        assert_eq!(top(&[-3.0, 1.0]), [-3.0, -1.5, 0.0, 1.5, 3.0]);
        assert_eq!(top(&[]), [0.0, 0.25, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn heights_are_counted_from_the_top() {
        let scale = Scale::over([2.0].into_iter(), 0.0);
        assert_eq!(scale.place(0.0), 1_000);
        assert_eq!(scale.place(0.5), 750);
        assert_eq!(scale.place(2.0), 0);
        assert_eq!(scale.place(9.0), 0);
    }
}
