//! Values over time as paths.

use std::fmt::Write;

use super::scale::Scale;
use super::span::Span;
use crate::base::At;

/// The path of some points; the pen is lifted where nothing was measured for longer than `gap`
/// milliseconds, and over what is no number.
pub(super) fn path(points: &[(At, f64)], gap: i64, span: &Span, scale: Scale) -> String {
    let mut path = String::new();
    let mut before: Option<(At, (i64, i64))> = None;
    for &(at, value) in points {
        if !value.is_finite() {
            before = None;
            continue;
        }
        let place = (span.place(at), scale.place(value));
        let goes_on = before.filter(|(last, _)| at.ms() - last.ms() <= gap);
        match goes_on {
            Some((_, same)) if same == place => {}
            // Writing to a text does not fail.
            Some(_) => drop(write!(path, "L{} {}", place.0, place.1)),
            // A line of no length shows as a dot, since its ends are round.
            None => drop(write!(path, "M{0} {1}h0", place.0, place.1)),
        }
        before = Some((at, place));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_interrupted_where_nothing_was_measured() {
        let at = At::from_ms;
        let span = Span::new(at(0), at(1_000), at(0));
        let scale = Scale::over([1.0].into_iter(), 0.0);
        let points = [
            (0, 0.0),
            (100, 0.5),
            (200, f64::NAN),
            (300, 1.0),
            (900, 1.0),
        ];
        let points = points.map(|(ms, value)| (at(ms), value));
        let drawn = path(&points, 150, &span, scale);
        assert_eq!(drawn, "M0 1000h0L100 500M300 0h0M900 0h0");
    }
}
