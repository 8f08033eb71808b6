//! The few numbers by which two runs of a drill are compared.

use crate::base::{At, Duration};
use crate::drill::measure::{Share, bad_beats, bad_latency, within};
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::world::{Outcome, Shot};

/// How callers were served during the fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Served {
    /// Requests that were answered, of those that were due.
    pub(in crate::report) success: Share,
    /// How long callers waited; none if nobody waited for an answer.
    pub(in crate::report) p50: Option<Duration>,
    pub(in crate::report) p95: Option<Duration>,
    /// How far off the 95th percentile may be, at 95 %.
    pub(in crate::report) p95_error: Duration,
    /// Seconds in which callers suffered.
    pub(in crate::report) bad_seconds: u64,
}

/// How callers were served from the injection until putting back began; none if nothing was
/// injected, or nobody asked meanwhile.
pub(in crate::report) fn served(told: &RunReport) -> Option<Served> {
    let plan = told.plan()?;
    let stretch = told.seen().fault()?;
    let shots = within(&told.seen().shots, stretch.0, stretch.1);
    let took = sorted(shots);
    let (p95, p95_error) = quantile_with_error(&took, 0.95);
    let some = !took.is_empty();
    let beat = plan.brief.timing.beat;
    let bad = (beat * bad_in(told, plan, stretch)).ms().div_ceil(1_000);
    (!shots.is_empty()).then(|| Served {
        success: Share::of(shots, |shot| shot.outcome.is_ok()),
        p50: some.then(|| quantile(&took, 0.5)),
        p95: some.then_some(p95),
        p95_error,
        bad_seconds: bad,
    })
}

/// How many beats of a stretch were bad, by the limits that the drill sets.
pub(super) fn bad_in(told: &RunReport, plan: &Plan, stretch: (At, At)) -> u64 {
    let drill = &plan.brief.drill;
    let limits = (&drill.steady.success, bad_latency(drill));
    bad_beats(&told.seen().shots, stretch, plan.brief.timing.beat, limits)
}

/// How long callers waited for an answer, the shortest first; one who gave up waited until then.
/// What failed at once is left out, else an outage would look quick.
pub(super) fn sorted(shots: &[Shot]) -> Vec<Duration> {
    let waited = |shot: &&Shot| shot.outcome.is_ok() || shot.outcome == Outcome::Timeout;
    let mut took: Vec<Duration> = shots.iter().filter(waited).map(|shot| shot.took).collect();
    took.sort_unstable();
    took
}

/// The value that this share of them stays under; zero of nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list"
)]
pub(super) fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let place = (sorted.len() as f64 * share) as usize;
    let last = sorted.len().saturating_sub(1);
    sorted.get(place.min(last)).copied().unwrap_or_default()
}

/// A quantile, and half of the distance between the two that enclose it with 95 %.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn quantile_with_error(sorted: &[Duration], share: f64) -> (Duration, Duration) {
    let n = (sorted.len() as f64).max(1.0);
    let spread = 1.96 * (share * (1.0 - share) / n).sqrt();
    let low = quantile(sorted, (share - spread).max(0.0));
    let high = quantile(sorted, (share + spread).min(1.0));
    let error = Duration::from_ms(high.saturating_sub(low).ms().div_ceil(2));
    (quantile(sorted, share), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_has_an_error_that_shrinks_with_more_requests() {
        let took = |count: u64| -> Vec<Duration> {
            let parts = (0..count).map(|part| Duration::from_ms(part * 1_000 / count));
            parts.collect()
        };
        let (few, few_error) = quantile_with_error(&took(100), 0.95);
        let (many, many_error) = quantile_with_error(&took(1_000), 0.95);
        assert_eq!((few.ms(), many.ms()), (950, 950));
        assert_eq!((few_error.ms(), many_error.ms()), (45, 14));
        assert_eq!(quantile_with_error(&[], 0.95).0, Duration::ZERO);
    }
}
