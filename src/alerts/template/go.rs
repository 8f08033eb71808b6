//! Floats as Go prints them.

/// The exponent from which `%g` without a precision switches to the scientific form.
const SHORTEST_LIMIT: i32 = 6;

/// `%g` with a number of significant digits, or with as few as identify the value.
pub(super) fn format_g(value: f64, precision: Option<usize>) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let precision = precision.map(|digits| digits.max(1));
    let written = match precision {
        Some(digits) => format!("{:.*e}", digits - 1, value.abs()),
        None => format!("{:e}", value.abs()),
    };
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let all: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match all.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let limit = precision.map_or(SHORTEST_LIMIT, |digits| {
        i32::try_from(digits).unwrap_or(i32::MAX)
    });
    if exponent < -4 || exponent >= limit {
        scientific(sign, digits, exponent)
    } else {
        positional(sign, digits, exponent)
    }
}

/// What Go prints for what is no number.
pub(super) fn not_finite(value: f64) -> Option<&'static str> {
    match (value.is_nan(), value.is_infinite(), value > 0.0) {
        (true, ..) => Some("NaN"),
        (_, true, true) => Some("+Inf"),
        (_, true, false) => Some("-Inf"),
        _ => None,
    }
}

fn scientific(sign: &str, digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    let exponent = exponent.abs();
    format!("{sign}{first}{point}{rest}e{exponent_sign}{exponent:02}")
}

fn positional(sign: &str, digits: &str, exponent: i32) -> String {
    let Ok(whole) = usize::try_from(exponent + 1) else {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    };
    if whole == 0 {
        return format!("{sign}0.{digits}");
    }
    if digits.len() <= whole {
        let zeros = "0".repeat(whole - digits.len());
        return format!("{sign}{digits}{zeros}");
    }
    let (before, after) = digits.split_at(whole);
    format!("{sign}{before}.{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_printed_as_go_prints_them() {
        for (value, shortest, four) in [
            (1_234_567.0, "1.234567e+06", "1.235e+06"),
            (1e6, "1e+06", "1e+06"),
            (123_456.0, "123456", "1.235e+05"),
            (100_000.0, "100000", "1e+05"),
            (999_999.5, "999999.5", "1e+06"),
            (1e-4, "0.0001", "0.0001"),
            (1e-5, "1e-05", "1e-05"),
            (0.25, "0.25", "0.25"),
            (1.5, "1.5", "1.5"),
            (0.0, "0", "0"),
            (-0.0, "-0", "-0"),
            (0.1 + 0.2, "0.30000000000000004", "0.3"),
            (999.96, "999.96", "1000"),
            (9_999.6, "9999.6", "1e+04"),
            (-12.5, "-12.5", "-12.5"),
            (f64::NAN, "NaN", "NaN"),
            (f64::INFINITY, "+Inf", "+Inf"),
            (f64::NEG_INFINITY, "-Inf", "-Inf"),
        ] {
            assert_eq!(format_g(value, None), shortest);
            assert_eq!(format_g(value, Some(4)), four);
        }
    }
}
