//! Values over time.

use serde::{Deserialize, Serialize};

use crate::base::{Labels, ServerTime};

/// A value at a moment of Prometheus' clock. `NaN` and infinities are legal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When it was evaluated.
    pub at: ServerTime,
    /// What it was; JSON has no `NaN`, there it is `null`.
    #[serde(deserialize_with = "null_is_nan")]
    pub value: f64,
}

/// A series that an expression gave over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Its labels.
    pub labels: Labels,
    /// Its values, oldest first.
    pub points: Vec<Point>,
}

fn null_is_nan<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Option::<f64>::deserialize(deserializer).map(|value| value.unwrap_or(f64::NAN))
}
