//! Signals of the platform, as the synthetic client sees them.

use super::window::{within, within_latency};
use super::{Share, Truth};
use crate::base::{At, Bound, Comparison, Duration, Labels, Ratio};
use crate::spec::drill::{LatencySignal, ShareSignal, SignalBound};
use crate::world::{Alerts, Phase, Shot};

/// What a signal says over `[from, to)`: the share that decides, and the bound on it.
///
/// `primary` is who answers when nothing is broken: what anybody else answers comes from a
/// fallback. A factor cannot be told from requests alone.
fn deciding(
    shots: &[Shot],
    (from, to): (At, At),
    limit: &SignalBound,
    primary: Option<&str>,
) -> Option<(Share, Bound<Ratio>)> {
    let stretch = within(shots, from, to);
    match limit {
        SignalBound::Share {
            signal: ShareSignal::Success,
            is,
        } => Some((Share::of(stretch, |shot| shot.outcome.is_ok()), *is)),
        SignalBound::Share {
            signal: ShareSignal::FallbackShare,
            is,
        } => {
            let by_another = |shot: &&Shot| {
                shot.outcome.is_ok()
                    && shot
                        .served_by
                        .as_deref()
                        .is_some_and(|by| Some(by) != primary)
            };
            Some((Share::of(stretch, by_another), *is))
        }
        SignalBound::Latency { signal, is } => {
            let quick = within_latency(stretch, is.limit);
            let quantile = Ratio::from_millionths(match signal {
                LatencySignal::P50 => 500_000,
                LatencySignal::P95 => 950_000,
                LatencySignal::P99 => 990_000,
            });
            let comparison = match is.comparison {
                Comparison::Below | Comparison::AtMost => Comparison::AtLeast,
                Comparison::Above | Comparison::AtLeast => Comparison::Below,
            };
            Some((
                quick,
                Bound {
                    comparison,
                    limit: quantile,
                },
            ))
        }
        SignalBound::Factor { .. } => None,
    }
}

/// Whether a signal is within its bound over a stretch, point by point.
pub fn signal_holds(
    shots: &[Shot],
    stretch: (At, At),
    limit: &SignalBound,
    primary: Option<&str>,
) -> bool {
    deciding(shots, stretch, limit, primary).is_some_and(|(share, bound)| share.holds(&bound))
}

/// When a signal came within its bound and stayed there up to `to`: the first beat that begins a
/// window in which it holds, such that it holds for all of the rest; and in that stretch the moment
/// at which the first caller had an answer, since nobody is helped before that. Also says what is
/// known of the rest; it fails if there was no such beat, or only one that did not last.
pub fn mitigated_at(
    shots: &[Shot],
    (from, to): (At, At),
    (beat, window): (Duration, Duration),
    limit: &SignalBound,
    primary: Option<&str>,
) -> (Option<At>, Truth) {
    let mut start = from;
    let mut first = None;
    while start + window <= to {
        if signal_holds(shots, (start, start + window), limit, primary) {
            first = first.or(Some(start));
            if let Some((rest, bound)) = deciding(shots, (start, to), limit, primary)
                && rest.holds(&bound)
            {
                let answer = within(shots, start, to)
                    .iter()
                    .filter(|shot| shot.outcome.is_ok())
                    .map(|shot| shot.due + shot.took)
                    .min();
                return (answer.or(Some(start)), rest.judge(&bound));
            }
        }
        start += beat;
    }
    // Once it held and did not last, the first moment at which it held is what there is to tell.
    (first, Truth::Fails)
}

/// Whether an alert with these labels fires in a look at Prometheus.
pub fn alert_firing(alerts: &Alerts, name: &str, labels: &Labels) -> bool {
    alerts.prometheus.iter().any(|alert| {
        alert.phase == Phase::Firing
            && alert.labels.get("alertname") == name
            && alert.labels.contains(labels)
    })
}

/// Who answers most of these requests.
pub fn usual_server(shots: &[Shot]) -> Option<&str> {
    let mut answered = std::collections::BTreeMap::<&str, usize>::new();
    for by in shots.iter().filter_map(|shot| shot.served_by.as_deref()) {
        *answered.entry(by).or_default() += 1;
    }
    answered
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(by, _)| by)
}
