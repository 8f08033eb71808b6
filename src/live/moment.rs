//! Moments as servers write them.

use jiff::Timestamp;

use crate::base::ServerTime;

/// A moment in RFC 3339, as Go writes it; none for Go's zero time, which means "never".
pub(super) fn rfc3339(text: &str) -> Result<Option<ServerTime>, String> {
    let moment: Timestamp = text
        .parse()
        .map_err(|error| format!("`{text}` is not a moment: {error}"))?;
    let ms = moment.as_millisecond();
    Ok((ms > 0).then(|| ServerTime::from_unix_ms(ms)))
}

/// A moment in RFC 3339 that must be one.
pub(super) fn known(text: &str) -> Result<ServerTime, String> {
    rfc3339(text)?.ok_or_else(|| format!("`{text}` is Go's zero time, where a moment should be"))
}

/// How Alertmanager is told a moment.
pub(super) fn to_rfc3339(time: ServerTime) -> String {
    Timestamp::from_millisecond(time.unix_ms())
        .unwrap_or_default()
        .to_string()
}

/// The `Date` header of HTTP, as `Sun, 06 Nov 1994 08:49:37 GMT`; whole seconds.
pub(super) fn http_date(text: &str) -> Option<ServerTime> {
    let moment = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(ServerTime::from_unix_ms(
        moment.timestamp().as_millisecond(),
    ))
}

/// Seconds since the Unix epoch with fractions, as Prometheus writes moments in samples.
pub(super) fn from_seconds(seconds: f64) -> ServerTime {
    ServerTime::from_unix_ms(whole_ms(seconds))
}

/// Seconds as a decimal with milliseconds, as Prometheus' parameters want them.
pub(super) fn to_seconds(time: ServerTime) -> String {
    let ms = time.unix_ms();
    format!("{}.{:03}", ms.div_euclid(1_000), ms.rem_euclid(1_000))
}

/// Seconds as whole milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what is out of range becomes the nearest number in it"
)]
pub(super) fn whole_ms(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gos_zero_time_is_never() {
        assert_eq!(rfc3339("0001-01-01T00:00:00Z"), Ok(None));
        assert_eq!(
            rfc3339("2026-01-01T00:00:01.5+00:00"),
            Ok(Some(ServerTime::from_unix_ms(1_767_225_601_500)))
        );
        assert!(rfc3339("yesterday").is_err());
        assert!(known("0001-01-01T00:00:00Z").is_err());
    }

    #[test]
    fn a_moment_goes_out_as_it_came_in() {
        let time = ServerTime::from_unix_ms(1_767_225_601_500);
        assert_eq!(known(&to_rfc3339(time)), Ok(time));
        assert_eq!(to_seconds(time), "1767225601.500");
        assert_eq!(from_seconds(1_767_225_601.5), time);
    }

    #[test]
    fn the_date_header_is_read() {
        assert_eq!(
            http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(ServerTime::from_unix_ms(784_111_777_000))
        );
        assert_eq!(http_date("soon"), None);
    }
}
