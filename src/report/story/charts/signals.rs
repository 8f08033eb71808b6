//! What Prometheus saw of the profile's signals.

use super::limits::limits;
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::report::picture::{Chart, Curve, Unit};
use crate::report::words::one_line;
use crate::world::Series;

/// More series of one signal are not drawn.
const SERIES_MOST: usize = 4;
/// Signals that are drawn beside what callers saw.
const BESIDE_CALLERS: [&str; 3] = ["success", "p95", "fallback_share"];

/// What Prometheus saw of a signal that callers see as well: its first series.
pub(super) fn seen_by_prometheus(told: &RunReport, signal: &str) -> Option<Curve> {
    let series = &told.seen().ranges.get(&format!("signal {signal}"))?.value;
    curve(told, series.first()?, format!("{signal}, Prometheus"))
}

/// The expression behind a signal.
pub(super) fn code(plan: &Plan, signal: &str) -> Vec<String> {
    let expr = plan.brief.signals.get(signal);
    expr.map(|expr| one_line(expr)).into_iter().collect()
}

/// A chart for each signal that callers cannot see, and of which the drill promises something.
/// What is drawn already is not drawn again.
pub(super) fn others(told: &RunReport, plan: &Plan, drawn: &[Chart]) -> Vec<Chart> {
    let names = plan.brief.signals.keys();
    let is_drawn = |name: &str| {
        let expr = code(plan, name);
        BESIDE_CALLERS.contains(&name) || drawn.iter().any(|chart| chart.code == expr)
    };
    names
        .filter(|name| !is_drawn(name) && !limits(&plan.brief.drill, name).is_empty())
        .filter_map(|name| {
            let range = told.seen().ranges.get(&format!("signal {name}"))?;
            let curves: Vec<Curve> = range
                .value
                .iter()
                .take(SERIES_MOST)
                .filter_map(|series| {
                    let labels = series.labels.without("__name__");
                    let label = if labels.is_empty() {
                        "Prometheus".to_owned()
                    } else {
                        one_line(&labels.to_string())
                    };
                    curve(told, series, label)
                })
                .collect();
            (!curves.is_empty()).then(|| Chart {
                title: title(name),
                about: about(name).to_owned(),
                unit: unit(name),
                curves,
                limits: limits(&plan.brief.drill, name),
                stretches: Vec::new(),
                code: code(plan, name),
            })
        })
        .collect()
}

/// A series on the runner's timeline, if Prometheus' clock is known.
pub(super) fn curve(told: &RunReport, series: &Series, name: String) -> Option<Curve> {
    let clock = told.plan()?.facts.prometheus_clock.as_ref().ok()?;
    let points = series.points.iter();
    let points: Vec<_> = points
        .map(|point| (clock.at(point.at), point.value))
        .collect();
    let steps = points.windows(2).map(|two| two[1].0.ms() - two[0].0.ms());
    let gap = steps.min().unwrap_or(0) * 5 / 2;
    Some(Curve { name, points, gap })
}

/// A signal's name for people: `attempts_per_request` is `Attempts per request`.
fn title(signal: &str) -> String {
    let words = signal.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn unit(signal: &str) -> Unit {
    match signal {
        "attempts_per_request" => Unit::Times,
        "p50" | "p95" | "p99" => Unit::Seconds,
        name if name.ends_with("_share") || name.ends_with("_ratio") => Unit::Share,
        _ => Unit::Number,
    }
}

fn about(signal: &str) -> &'static str {
    match signal {
        "attempts_per_request" => {
            "How often the gateway asked a provider for each request of a caller."
        }
        _ => "A signal of the platform's profile, as Prometheus sees it.",
    }
}
