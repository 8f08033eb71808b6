//! The one place of these tests that reads a clock and waits.

use std::time::{Duration, Instant, SystemTime};

/// Between two looks at something that belongs to another process.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until there is something to see, and fails when the limit is over.
#[track_caller]
pub(crate) fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < limit, "{what}: not within {limit:?}");
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
