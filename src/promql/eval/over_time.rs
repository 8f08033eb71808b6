//! Functions that make one value of the samples of a window.
#![expect(
    clippy::unnecessary_wraps,
    reason = "all window functions have one signature"
)]

use super::aggregate::extreme;
use super::window::Window;
use super::{kahan, plain};
use crate::promql::options::Major;
use crate::promql::unit::as_f64;

fn values(window: &Window<'_>) -> impl Iterator<Item = f64> {
    window.values.iter().copied()
}

pub(super) fn sum(window: &Window<'_>) -> Option<f64> {
    Some(kahan::sum(values(window)))
}

pub(super) fn avg(window: &Window<'_>) -> Option<f64> {
    Some(match window.major {
        Major::Two => plain::compensated_mean(values(window)),
        Major::Three => kahan::mean(values(window)),
    })
}

pub(super) fn count(window: &Window<'_>) -> Option<f64> {
    Some(as_f64(
        i64::try_from(window.values.len()).unwrap_or(i64::MAX),
    ))
}

pub(super) fn min(window: &Window<'_>) -> Option<f64> {
    Some(extreme(values(window), |a, b| a < b))
}

pub(super) fn max(window: &Window<'_>) -> Option<f64> {
    Some(extreme(values(window), |a, b| a > b))
}

pub(super) fn stdvar(window: &Window<'_>) -> Option<f64> {
    Some(kahan::variance(values(window)))
}

pub(super) fn stddev(window: &Window<'_>) -> Option<f64> {
    Some(kahan::variance(values(window)).sqrt())
}

pub(super) fn last(window: &Window<'_>) -> Option<f64> {
    window.values.last().copied()
}

pub(super) fn present(_: &Window<'_>) -> Option<f64> {
    Some(1.0)
}
