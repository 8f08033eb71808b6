//! Time to detect, part by part, each with the clock that it was read from and its error.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Case;
use crate::base::{At, Duration, Labels};
use crate::drill::journal::Seen;
use crate::drill::measure::alert_firing;
use crate::drill::plan::PlannedAlert;
use crate::spec::drill::{AlertPromise, AlertRole, Shows};
use crate::world::{Page, PageStatus, Phase};

/// How one alert was detected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detection {
    /// The alert.
    pub alert: String,
    /// From the fault's effect to the page, in order.
    pub parts: Vec<Part>,
}

/// One moment on the way from a fault to a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Which moment.
    pub moment: String,
    /// When, from the fault's effect on, in milliseconds; none if it was not seen.
    pub after_ms: Option<i64>,
    /// How far off that may be, in milliseconds.
    pub error_ms: u64,
    /// Who says so.
    pub source: String,
}

/// The moments of one alert on the runner's timeline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    pub(super) crossed: Option<At>,
    pub(super) pending: Option<At>,
    pub(super) firing: Option<At>,
    pub(super) routed: Option<At>,
}

pub(super) fn all(case: &Case) -> Vec<Detection> {
    let promises = case
        .plan
        .brief
        .drill
        .expect
        .alerts
        .iter()
        .zip(&case.plan.alerts);
    promises
        .filter_map(|(promise, planned)| {
            let AlertRole::Fires { pages, .. } = &promise.role else {
                return None;
            };
            let moments = moments(case, promise, planned);
            let receiver = pages.as_ref().map(|pages| pages.receiver.as_str());
            let page = first_page(case, promise, receiver);
            Some(Detection {
                alert: promise.alert.clone(),
                parts: parts(case, planned, moments, page.map(|page| page.value.arrived)),
            })
        })
        .collect()
}

fn parts(case: &Case, planned: &PlannedAlert, moments: Moments, page: Option<At>) -> Vec<Part> {
    let brief = &case.plan.brief;
    let error_of = |clock: &crate::world::Known<crate::base::ClockOffset>| {
        clock.as_ref().map_or(Duration::ZERO, |clock| clock.error)
    };
    let prometheus = error_of(&case.plan.facts.prometheus_clock);
    let alertmanager = error_of(&case.plan.facts.alertmanager_clock);
    let scrape = case.plan.facts.scrape_interval.clone().unwrap_or_default();
    let part = |moment: &str, at: Option<At>, error: Duration, source: &str| Part {
        moment: moment.to_owned(),
        after_ms: at.map(|at| at.ms() - case.effective.ms()),
        error_ms: error.ms(),
        source: source.to_owned(),
    };
    let step = planned.interval.min(scrape);
    let probes = brief.timing.beat;
    vec![
        part(
            "fault effective",
            Some(case.effective),
            probes,
            shown_by(case),
        ),
        part(
            "metric crosses",
            moments.crossed,
            step + prometheus,
            "Prometheus, range query",
        ),
        part(
            "pending",
            moments.pending,
            prometheus,
            "Prometheus, activeAt",
        ),
        part(
            "firing",
            moments.firing,
            prometheus,
            "Alertmanager, startsAt",
        ),
        part(
            "in Alertmanager",
            moments.routed,
            brief.timing.poll + alertmanager,
            "Alertmanager, updatedAt",
        ),
        part("page arrives", page, Duration::ZERO, "the sink's log"),
    ]
}

/// Who says that the fault has its effect.
fn shown_by(case: &Case) -> &'static str {
    match case.plan.brief.drill.effective.shows {
        Shows::Probe { .. } => "probes",
        Shows::Signal { .. } => "callers",
    }
}

/// What is known of an alert; only what began after the injection counts, less the clock's error.
pub(super) fn moments(case: &Case, promise: &AlertPromise, planned: &PlannedAlert) -> Moments {
    let Ok(prometheus) = &case.plan.facts.prometheus_clock else {
        return Moments::default();
    };
    let earliest = case.injected - prometheus.error;
    let matches = |labels: &Labels| {
        labels.get("alertname") == promise.alert && labels.contains(&promise.labels)
    };
    let mut found = Moments::default();
    for look in &case.seen.alerts {
        for alert in look
            .value
            .prometheus
            .iter()
            .filter(|alert| matches(&alert.labels))
        {
            let active = prometheus.at(alert.active_at);
            if active >= earliest {
                found.pending = found.pending.or(Some(active));
                if alert.phase == Phase::Firing {
                    found.firing = found.firing.or(Some(look.at));
                }
            }
        }
        for alert in look
            .value
            .alertmanager
            .iter()
            .filter(|alert| matches(&alert.labels))
        {
            let starts = prometheus.at(alert.starts_at);
            if starts >= earliest && found.routed.is_none() {
                // What Alertmanager was sent says better than our look when it began to fire.
                found.firing = Some(starts);
                found.routed = case
                    .plan
                    .facts
                    .alertmanager_clock
                    .as_ref()
                    .ok()
                    .map(|clock| clock.at(alert.updated_at));
            }
        }
    }
    if let Some(page) = first_page(case, promise, None) {
        found.firing = Some(prometheus.at(page.value.starts_at));
    }
    let expression = case
        .seen
        .ranges
        .get(&format!("expression of {}", planned.alert));
    let wanted = promise
        .labels
        .filtered(|name| name != "alertname" && name != "severity");
    found.crossed = expression
        .into_iter()
        .flat_map(|range| &range.value)
        .filter(|series| series.labels.contains(&wanted))
        .flat_map(|series| &series.points)
        .map(|point| prometheus.at(point.at))
        .filter(|at| *at >= earliest)
        .min();
    found
}

/// The record in which an alert was first seen firing since the injection: a look, or a page.
pub(super) fn first_firing(case: &Case, promise: &AlertPromise) -> Option<u64> {
    let look = case.seen.alerts.iter().find(|look| {
        look.at >= case.injected && alert_firing(&look.value, &promise.alert, &promise.labels)
    });
    let page = first_page(case, promise, None).map(|page| page.record);
    look.map(|look| look.record).into_iter().chain(page).min()
}

/// The records that show that an alert did not fire, or went on firing: the last look while the
/// fault was there, and what Prometheus says of the alert over the whole run.
pub(super) fn to_the_end(case: &Case, planned: &PlannedAlert) -> Vec<u64> {
    let looks = case.seen.alerts.iter();
    let last = looks.rev().find(|look| look.at < case.end);
    let names = ["expression of", "ALERTS of"];
    let ranges = names.map(|name| case.seen.ranges.get(&format!("{name} {}", planned.alert)));
    let ranges = ranges.into_iter().flatten().map(|range| range.record);
    last.map(|look| look.record)
        .into_iter()
        .chain(ranges)
        .collect()
}

/// The first page about an alert since the injection; at one receiver, or at any.
pub(super) fn first_page<'a>(
    case: &Case<'a>,
    promise: &AlertPromise,
    receiver: Option<&str>,
) -> Option<&'a Seen<Page>> {
    let clock = case.plan.facts.prometheus_clock.as_ref().ok()?;
    case.seen.pages.iter().find(|seen| {
        let page = &seen.value;
        page.status == PageStatus::Firing
            && page.labels.get("alertname") == promise.alert
            && page.labels.contains(&promise.labels)
            && clock.at(page.starts_at) >= case.injected - clock.error
            && receiver.is_none_or(|receiver| page.receiver == receiver)
    })
}
