//! Numbers for people: Prometheus' `humanize` family.

use super::go::format_g;

const LARGE: [&str; 8] = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const SMALL: [&str; 8] = ["m", "u", "n", "p", "f", "a", "z", "y"];
const BINARY: [&str; 8] = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

fn short(value: f64) -> String {
    format_g(value, Some(4))
}

fn is_zero(value: f64) -> bool {
    value.abs() < f64::MIN_POSITIVE && !value.is_subnormal()
}

/// With a metric prefix, to four digits.
pub(super) fn humanize(value: f64) -> String {
    if is_zero(value) || !value.is_finite() {
        return short(value);
    }
    let (value, prefix) = if value.abs() >= 1.0 {
        divided(value, 1_000.0, LARGE)
    } else {
        multiplied(value)
    };
    format!("{}{prefix}", short(value))
}

/// With a binary prefix, to four digits.
pub(super) fn humanize_1024(value: f64) -> String {
    if value.abs() <= 1.0 || !value.is_finite() {
        return short(value);
    }
    let (value, prefix) = divided(value, 1_024.0, BINARY);
    format!("{}{prefix}", short(value))
}

/// A share of one, in percent.
pub(super) fn humanize_percentage(value: f64) -> String {
    format!("{}%", short(value * 100.0))
}

/// Seconds in days, hours, minutes and seconds; below a second with a metric prefix.
pub(super) fn humanize_duration(value: f64) -> String {
    if !value.is_finite() {
        return short(value);
    }
    if is_zero(value) {
        return format!("{}s", short(value));
    }
    if value.abs() < 1.0 {
        let (value, prefix) = multiplied(value);
        return format!("{}{prefix}s", short(value));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the whole seconds are wanted; casts saturate"
    )]
    let whole = value.abs() as u64;
    let (days, hours) = (whole / 86_400, whole / 3_600 % 24);
    let (minutes, seconds) = (whole / 60 % 60, whole % 60);
    if days > 0 {
        format!("{sign}{days}d {hours}h {minutes}m {seconds}s")
    } else if hours > 0 {
        format!("{sign}{hours}h {minutes}m {seconds}s")
    } else if minutes > 0 {
        format!("{sign}{minutes}m {seconds}s")
    } else {
        format!("{sign}{}s", short(value.abs()))
    }
}

/// Seconds as Go prints a duration: `1h2m3.5s`.
pub(super) fn go_duration(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let seconds = seconds.abs();
    if is_zero(seconds) || seconds.is_nan() {
        return "0s".to_owned();
    }
    if seconds < 1.0 {
        let (value, prefix) = multiplied(seconds);
        let prefix = if prefix == "u" { "µ" } else { prefix };
        return format!("{sign}{value}{prefix}s");
    }
    let (minutes, rest) = ((seconds / 60.0).floor(), seconds % 60.0);
    let (hours, minutes) = ((minutes / 60.0).floor(), minutes % 60.0);
    if hours >= 1.0 {
        format!("{sign}{hours}h{minutes}m{rest}s")
    } else if minutes >= 1.0 {
        format!("{sign}{minutes}m{rest}s")
    } else {
        format!("{sign}{rest}s")
    }
}

/// Unix seconds as a date and time in UTC; none beyond what a date can say.
pub(super) fn humanize_timestamp(value: f64) -> Option<String> {
    if !value.is_finite() {
        return Some(short(value));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Prometheus truncates to milliseconds; casts saturate"
    )]
    let ms = (value * 1_000.0) as i64;
    let time = jiff::Timestamp::from_millisecond(ms).ok()?;
    let date = time.strftime("%Y-%m-%d %H:%M:%S");
    let fraction = format!("{:03}", ms.rem_euclid(1_000));
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{date}{point}{fraction} +0000 UTC"))
}

fn divided(mut value: f64, by: f64, prefixes: [&'static str; 8]) -> (f64, &'static str) {
    let mut prefix = "";
    for next in prefixes {
        if value.abs() < by {
            break;
        }
        prefix = next;
        value /= by;
    }
    (value, prefix)
}

fn multiplied(mut value: f64) -> (f64, &'static str) {
    let mut prefix = "";
    for next in SMALL {
        if value.abs() >= 1.0 {
            break;
        }
        prefix = next;
        value *= 1_000.0;
    }
    (value, prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_the_prefix_that_people_expect() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (1_234_567.0, "1.235M"),
            (0.12, "120m"),
            (-1_500.0, "-1.5k"),
            (1e30, "1e+06Y"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(humanize(value), text);
        }
        assert_eq!(humanize_1024(1_048_576.0), "1Mi");
        assert_eq!(humanize_1024(0.5), "0.5");
        assert_eq!(humanize_percentage(0.123_456), "12.35%");
    }

    #[test]
    fn durations_are_told_in_the_two_to_four_largest_units() {
        for (value, text) in [
            (0.0, "0s"),
            (0.012, "12ms"),
            (1.5, "1.5s"),
            (61.9, "1m 1s"),
            (3_600.0, "1h 0m 0s"),
            (899_999.0, "10d 9h 59m 59s"),
            (-65.0, "-1m 5s"),
        ] {
            assert_eq!(humanize_duration(value), text);
        }
    }

    #[test]
    fn a_timestamp_is_a_date_in_utc() {
        let text = humanize_timestamp(1_435_065_584.128);
        assert_eq!(text.as_deref(), Some("2015-06-23 13:19:44.128 +0000 UTC"));
        assert_eq!(
            humanize_timestamp(0.0).as_deref(),
            Some("1970-01-01 00:00:00 +0000 UTC")
        );
        assert_eq!(humanize_timestamp(1e300), None);
        assert_eq!(go_duration(3_723.5), "1h2m3.5s");
        assert_eq!(go_duration(-0.25), "-250ms");
    }
}
