//! Numbers and durations as PromQL writes them.

/// Units from the longest to the shortest, in milliseconds; the order in which they are written.
const UNITS: [(&str, i64); 7] = [
    ("y", 31_536_000_000),
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// The milliseconds of a duration such as `1h30m`; nothing if it is not one or too long.
pub(super) fn duration_ms(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0_i64;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let (number, tail) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let unit_length = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_length);
        let (_, ms) = units.by_ref().find(|(name, _)| *name == unit)?;
        let part = number.parse::<i64>().ok()?.checked_mul(*ms)?;
        total = total.checked_add(part)?;
        rest = tail;
    }
    // Prometheus keeps nanoseconds in 64 bits.
    (!text.is_empty() && total <= i64::MAX / 1_000_000).then_some(total)
}

/// Milliseconds as PromQL prints a duration: `1h30m`.
pub(super) fn print_duration(ms: i64) -> String {
    if ms == 0 {
        return "0s".to_owned();
    }
    let mut rest = ms.unsigned_abs();
    let mut text = String::from(if ms < 0 { "-" } else { "" });
    for (name, unit) in UNITS {
        let unit = unit.unsigned_abs();
        // Years and weeks are only used where nothing remains, as they are easy to misread.
        let is_exact = !matches!(name, "y" | "w") || rest.is_multiple_of(unit);
        if rest >= unit && is_exact {
            text.push_str(&(rest / unit).to_string());
            text.push_str(name);
            rest %= unit;
        }
    }
    text
}

/// The value of a number literal: decimal, hexadecimal, octal after a leading zero as in Go, with
/// `_` between digits.
pub(super) fn number(text: &str) -> Option<f64> {
    let is_separated = !text.ends_with('_')
        && !text.contains("__")
        && !text.contains("._")
        && !text.contains("_.")
        && !text.to_ascii_lowercase().contains("_e");
    if !is_separated {
        return None;
    }
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    if let Some(hexadecimal) = lower.strip_prefix("0x") {
        if hexadecimal.starts_with(['+', '-']) {
            return None;
        }
        return i64::from_str_radix(hexadecimal, 16).ok().map(as_f64);
    }
    let octal = lower
        .strip_prefix('0')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(octal) = octal.and_then(|rest| i64::from_str_radix(rest, 8).ok()) {
        return Some(as_f64(octal));
    }
    lower.parse().ok()
}

/// The nearest floating-point number.
#[expect(
    clippy::cast_precision_loss,
    reason = "PromQL's values are 64-bit floats"
)]
pub(super) fn as_f64(whole: i64) -> f64 {
    whole as f64
}

/// The whole number next to zero; what is out of range becomes the nearest that is not.
#[expect(clippy::cast_possible_truncation, reason = "saturates, as documented")]
pub(super) fn whole(value: f64) -> i64 {
    value as i64
}

/// Seconds as whole milliseconds, as Prometheus rounds a number that is used as a duration.
pub(super) fn seconds_as_ms(seconds: f64) -> i64 {
    whole((seconds * 1e9).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_printed() {
        for text in ["5m", "1h30m", "1d", "1w", "250ms", "1s500ms"] {
            assert_eq!(print_duration(duration_ms(text).unwrap()), text);
        }
        assert_eq!(duration_ms("30m1h"), None, "units go from long to short");
        assert_eq!(duration_ms("5"), None);
        assert_eq!(duration_ms("9999999999y"), None);
        assert_eq!(print_duration(-90_000), "-1m30s");
    }

    #[test]
    fn numbers_are_those_of_go() {
        let near = |text: &str, value: f64| (number(text).unwrap() - value).abs() < 1e-9;
        assert!(near("0x1F", 31.0));
        assert!(near("1_000.5", 1000.5));
        assert!(near("010", 8.0), "a leading zero means octal");
        assert!(near("08", 8.0), "unless it cannot");
        assert_eq!(number("1__0"), None);
    }
}
