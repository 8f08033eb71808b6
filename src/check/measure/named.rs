//! What a metric's name says about its numbers, where no profile knows it.

use super::Measure;
use crate::spec::metrics::Unit;

/// Endings by which Prometheus' naming conventions, and habits, tell units.
const ENDINGS: [(&str, Unit); 9] = [
    ("_timestamp_seconds", Unit::Timestamp),
    ("_milliseconds", Unit::Milliseconds),
    ("_microseconds", Unit::Microseconds),
    ("_seconds", Unit::Seconds),
    ("_bytes", Unit::Bytes),
    ("_dollars", Unit::Dollars),
    ("_usd", Unit::Dollars),
    ("_ratio", Unit::Ratio),
    ("_percent", Unit::Percent),
];

/// What the name of a metric, or of a histogram's sum, says about its numbers.
pub fn of_name(name: &str) -> Option<Measure> {
    // Counts are of observations. A time may be a moment as well as a length.
    if name.ends_with("_count") || name.ends_with("_bucket") || name.ends_with("time_seconds") {
        return None;
    }
    let base = ["_total", "_sum"]
        .iter()
        .find_map(|end| name.strip_suffix(end));
    let base = base.unwrap_or(name);
    let (_, unit) = ENDINGS.iter().find(|(end, _)| base.ends_with(end))?;
    Some(Measure::of_unit(*unit))
}
