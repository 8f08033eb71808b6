//! The same difference with less: a case is read by people.

use super::apart::{Difference, Pair};
use super::input::Input;

/// Leaves out the series and the values that the difference does not need.
pub(super) fn shrink(pair: &Pair, input: Input, difference: Difference) -> (Input, Difference) {
    let mut best = (input, difference);
    let mut number = best.0.series.len();
    while number > 0 {
        number -= 1;
        let mut fewer = best.0.clone();
        fewer.until = best.1.at;
        fewer.series.remove(number);
        if let Some(found) = pair.first_difference(&fewer) {
            best = (fewer, found);
        }
    }
    let (mut input, difference) = best;
    input.until = difference.at;
    let values = difference.at.ms() / input.interval.ms().max(1) + 1;
    let values = usize::try_from(values).unwrap_or(usize::MAX);
    for (_, given) in &mut input.series {
        given.truncate(values);
    }
    (input, difference)
}
