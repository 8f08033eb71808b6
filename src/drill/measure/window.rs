//! Synthetic requests by the time at which they were due.

use super::Callers;
use super::Share;
use crate::base::{At, Bound, Duration, Ratio};
use crate::spec::Drill;
use crate::spec::drill::{Recovery, ShareSignal, Steady};
use crate::world::{Outcome, Shot};

/// The requests that were due in `[from, to)`, out of some that are sorted by that.
pub fn within(shots: &[Shot], from: At, to: At) -> &[Shot] {
    let start = shots.partition_point(|shot| shot.due < from);
    let end = shots.partition_point(|shot| shot.due < to);
    &shots[start..end.max(start)]
}

/// The share of these requests that took no longer than the limit. A quantile's bound is a bound
/// on this share: p95 <= 2s says that at least 95 % took at most 2 s. A request that was never
/// answered took forever.
pub fn within_latency(shots: &[Shot], limit: Duration) -> Share {
    Share::of(shots, |shot| {
        shot.took <= limit && !matches!(shot.outcome, Outcome::Timeout)
    })
}

/// Whether a stretch of requests is as good as the steady state, point by point: no interval.
fn is_steady(shots: &[Shot], steady: &Steady) -> bool {
    let success = Share::of(shots, |shot| shot.outcome.is_ok());
    let quick = within_latency(shots, steady.p95.limit);
    success.holds(&steady.success) && quick.holds(&at_least_p95())
}

/// The bound on the share of quick requests that a bound on the 95th percentile stands for.
pub(crate) fn at_least_p95() -> Bound<Ratio> {
    Bound::at_least(Ratio::from_millionths(950_000))
}

/// The latency beyond which an answer is a bad one: while a mitigation serves, callers are promised
/// what the drill says of that time.
pub fn bad_latency(drill: &Drill) -> Duration {
    let promised = drill.expect.service.iter();
    promised
        .filter_map(|promise| promise.p95.map(|p95| p95.limit))
        .fold(drill.steady.p95.limit, Duration::max)
}

/// How many beats of `[from, to)` were bad: so few requests were answered, or answered within the
/// latency, that even the handful in one beat shows it. One slow answer of ten does not.
pub fn bad_beats(
    shots: &[Shot],
    (from, to): (At, At),
    beat: Duration,
    (success, latency): (&Bound<Ratio>, Duration),
) -> u64 {
    let mut bad = 0;
    let mut start = from;
    while start < to {
        let stretch = within(shots, start, (start + beat).min(to));
        let answered = Share::of(stretch, |shot| shot.outcome.is_ok());
        let quick = within_latency(stretch, latency);
        bad += u64::from(answered.surely_fails(success) || quick.surely_fails(&at_least_p95()));
        start += beat;
    }
    bad
}

/// The first beat of `[from, to)` from which a window of requests is as good as the steady state,
/// and the cache answers as many as it must again; `None` while there is no such window.
pub(crate) fn back_from(
    callers: &Callers,
    (from, to): (At, At),
    (beat, window): (Duration, Duration),
    (steady, recovery): (&Steady, &Recovery),
) -> Option<At> {
    let mut start = from;
    while start + window <= to {
        let stretch = (start, start + window);
        let warm = recovery.cache_hit_ratio.is_none_or(|is| {
            callers
                .share(stretch, ShareSignal::CacheHitRatio)
                .holds(&is)
        });
        if warm && is_steady(within(callers.ordinary, stretch.0, stretch.1), steady) {
            return Some(start);
        }
        start += beat;
    }
    None
}

/// The first beat of `[from, to)` from which a window of requests is as good as the steady state,
/// whatever the cache does.
pub(crate) fn steady_again(
    callers: &Callers,
    stretch: (At, At),
    pace: (Duration, Duration),
    steady: &Steady,
) -> Option<At> {
    let recovery = Recovery {
        within: Duration::ZERO,
        cache_hit_ratio: None,
    };
    back_from(callers, stretch, pace, (steady, &recovery))
}

/// How many of the questions with known answers were answered right in `[from, to)`.
pub fn right_answers(examined: &[Shot], (from, to): (At, At)) -> Share {
    let graded = within(examined, from, to).iter();
    Share::of(graded.filter(|shot| shot.correct.is_some()), |shot| {
        shot.correct == Some(true)
    })
}
