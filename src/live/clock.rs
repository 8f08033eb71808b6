//! The only place that reads clocks.

use std::time::{Instant, SystemTime};

use tokio::sync::mpsc;

use crate::base::{At, Duration, ServerTime};
use crate::world::Incoming;

/// How often the clocks are compared.
const COMPARED_EVERY: Duration = Duration::from_secs(1);

/// How far the runner may fall behind before the run has to know.
const TOLERATED: Duration = Duration::from_secs(5);

/// Longer than any run.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3_600);

/// The runner's timeline, which begins when this is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    start: Instant,
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads clocks"
)]
impl Clock {
    /// Begins the timeline.
    pub(super) fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }

    /// This moment on the runner's timeline.
    pub(super) fn now(&self) -> At {
        At::START + Duration::from(self.start.elapsed())
    }

    /// This moment as the runner's wall clock shows it: a number that is unlikely to come again,
    /// never a measure.
    pub(super) fn wall() -> ServerTime {
        let since_epoch = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        ServerTime::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }

    /// Waits for a moment on the timeline; does not wait for one that is past.
    pub(super) async fn sleep_until(&self, at: At) {
        let wait =
            self.start
                .checked_add(at.since(At::START).std())
                .map_or(FOREVER.std(), |moment| {
                    moment
                        .saturating_duration_since(Instant::now())
                        .min(FOREVER.std())
                });
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

/// Tells the run when the runner was stopped: suspended, frozen or starved.
pub(super) async fn watch(clock: Clock, outbox: mpsc::Sender<Incoming>) {
    let mut last = (clock.now(), outside());
    loop {
        tokio::time::sleep(COMPARED_EVERY.std()).await;
        let now = (clock.now(), outside());
        let stopped = stopped_for(now.0.since(last.0), now.1.saturating_sub(last.1));
        last = now;
        if let Some(length) = stopped
            && outbox.send(Incoming::ClockJumped(length)).await.is_err()
        {
            return;
        }
    }
}

/// How long the runner was stopped between two comparisons, if longer than is tolerated; one clock
/// stands still while the machine sleeps, the other does not.
fn stopped_for(ours: Duration, outside: Duration) -> Option<Duration> {
    let late = ours.max(outside).saturating_sub(COMPARED_EVERY);
    (late > TOLERATED).then_some(late)
}

/// A clock that goes on while the machine sleeps: the time since it was started, where the system
/// tells it, since that clock is never set; else the wall clock.
fn outside() -> Duration {
    std::fs::read_to_string("/proc/uptime")
        .ok()
        .and_then(|text| uptime(&text))
        .unwrap_or_else(wall_since_epoch)
}

/// The first number of `/proc/uptime`, as `350735.47 234388.90`.
fn uptime(text: &str) -> Option<Duration> {
    let (seconds, fraction) = text.split_whitespace().next()?.split_once('.')?;
    let seconds: u64 = seconds.parse().ok()?;
    let hundredths: u64 = fraction.get(..2)?.parse().ok()?;
    Some(Duration::from_ms(seconds * 1_000 + hundredths * 10))
}

fn wall_since_epoch() -> Duration {
    Duration::from_ms(u64::try_from(Clock::wall().unix_ms()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspended_laptop_and_a_starved_container_are_noticed_and_a_hiccup_is_not() {
        let second = Duration::from_secs(1);
        assert_eq!(stopped_for(second, Duration::from_secs(6)), None);
        assert_eq!(
            stopped_for(second, Duration::from_secs(61)),
            Some(Duration::from_secs(60)),
            "suspended: only the outside clock went on"
        );
        assert_eq!(
            stopped_for(Duration::from_secs(9), Duration::from_secs(9)),
            Some(Duration::from_secs(8)),
            "starved: both went on"
        );
    }

    #[test]
    fn the_time_since_boot_is_read_in_milliseconds() {
        assert_eq!(
            uptime("350735.47 234388.90\n"),
            Some(Duration::from_ms(350_735_470))
        );
        assert_eq!(uptime("nonsense"), None);
    }

    #[tokio::test]
    async fn a_moment_that_is_past_is_not_waited_for() {
        let clock = Clock::start();
        clock.sleep_until(At::from_ms(-5)).await;
        clock.sleep_until(At::from_ms(20)).await;
        assert!(clock.now() >= At::from_ms(20));
    }
}
