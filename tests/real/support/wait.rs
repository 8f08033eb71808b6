//! The one place of these tests that reads a clock and waits.

use std::time::{Duration, Instant, SystemTime};

/// Between two looks at something that belongs to another process.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until there is something to see, and fails when the limit is over.
#[track_caller]
pub(crate) fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    until_told(what, limit, || look().ok_or_else(|| "not yet".into()))
}

/// The same, for a look that can tell what is still missing.
#[track_caller]
pub(crate) fn until_told<T>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Result<T, String>,
) -> T {
    let begun = now();
    loop {
        let missing = match look() {
            Ok(seen) => return seen,
            Err(missing) => missing,
        };
        assert!(
            begun.elapsed() < limit,
            "{what}: not within {limit:?}: {missing}"
        );
        pause(PAUSE);
    }
}

/// Lets others work for a moment.
#[expect(
    clippy::disallowed_methods,
    reason = "other processes cannot be awaited, only looked at again"
)]
pub(crate) fn pause(length: Duration) {
    std::thread::sleep(length);
}

#[expect(clippy::disallowed_methods, reason = "limits are in real time")]
fn now() -> Instant {
    Instant::now()
}

/// The wall clock, in Unix milliseconds: that of every server on this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "what servers say is compared with it"
)]
pub(crate) fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}
