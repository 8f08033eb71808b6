//! What operators make of meanings.

use super::quantity::{Dimension, Measure};
use crate::spec::metrics::Unit;

/// A multiplication by a number.
pub(super) fn scaled(measure: Option<Measure>, factor: f64) -> Option<Measure> {
    measure?.times(factor)
}

/// A division: what is like its divisor becomes a share.
pub(super) fn divided(sides: (Option<Measure>, Option<Measure>)) -> Option<Measure> {
    let (Some(left), Some(right)) = sides else {
        return None;
    };
    left.is_like(&right).then(|| Measure::of_unit(Unit::Ratio))
}

/// A sum or a difference, of two that are alike or of one and a number.
pub(super) fn added(
    sides: (Option<Measure>, Option<Measure>),
    numbers: [Option<f64>; 2],
) -> Option<Measure> {
    let computed = |measure: Measure| Measure {
        is_told: false,
        ..measure
    };
    match (sides, numbers) {
        ((Some(left), Some(right)), _) => {
            let like = left.is_like(&right) && left.of != Dimension::Moment;
            like.then(|| computed(left))
        }
        ((Some(one), None), [None, Some(_)]) | ((None, Some(one)), [Some(_), None]) => {
            Some(computed(one))
        }
        _ => None,
    }
}
