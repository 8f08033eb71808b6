//! What an expression is worth.

use crate::base::Labels;

/// The value that marks the end of a series: a NaN with a payload of its own.
pub const STALE_NAN: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

/// Whether this value marks the end of a series; other NaNs do not.
pub fn is_stale(value: f64) -> bool {
    value.to_bits() == STALE_NAN.to_bits()
}

/// One series' value at the time of the evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What identifies the series.
    pub labels: Labels,
    /// Its value.
    pub value: f64,
}

/// One series' values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What identifies the series.
    pub labels: Labels,
    /// Times in Unix milliseconds, ascending, each with the value.
    pub points: Vec<(i64, f64)>,
}

/// What an expression is worth at one time.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number that belongs to no series.
    Scalar(f64),
    /// A text.
    String(String),
    /// One value for each series; the order is meant only after a sorting function.
    Vector(Vec<Sample>),
    /// The raw samples of a window, for each series.
    Matrix(Vec<Series>),
}
