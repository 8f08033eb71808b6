//! What time it is for whoever plans something.

use crate::base::ServerTime;

/// This moment by the machine's wall clock.
#[expect(
    clippy::disallowed_methods,
    reason = "what is planned for a time of the day needs the time of the day"
)]
pub(super) fn now() -> ServerTime {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    ServerTime::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
