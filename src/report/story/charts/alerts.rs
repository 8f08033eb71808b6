//! What the rules of the expected alerts saw.

use super::signals::curve;
use crate::base::{At, Labels};
use crate::drill::plan::{Crossing, Plan, PlannedAlert};
use crate::report::RunReport;
use crate::report::picture::{Chart, Curve, Limit, State, Stretch, Unit};
use crate::report::words::{one_line, spoken};
use crate::spec::drill::{AlertPromise, AlertRole};

/// More curves in one chart cannot be told apart.
const CURVES_MOST: usize = 4;

pub(super) fn all(told: &RunReport, plan: &Plan) -> Vec<Chart> {
    let promises = plan.brief.drill.expect.alerts.iter().zip(&plan.alerts);
    promises
        .flat_map(|(promise, planned)| of_alert(told, promise, planned))
        .collect()
}

/// A chart for each condition of the rule that was seen: what they compare are numbers of different
/// sizes. A rule without any has one chart all the same, as long as its states are known.
fn of_alert(told: &RunReport, promise: &AlertPromise, planned: &PlannedAlert) -> Vec<Chart> {
    let stretches = states(told, planned);
    let conditions = planned.crossings.len();
    let seen = planned.crossings.iter().enumerate();
    let charts = seen.filter_map(|(number, crossing)| {
        let curves = curves(told, planned, number);
        (!curves.is_empty()).then(|| Chart {
            title: if conditions > 1 {
                format!(
                    "{}, condition {} of {conditions}",
                    one_line(&promise.alert),
                    number + 1
                )
            } else {
                one_line(&promise.alert)
            },
            about: about(promise).to_owned(),
            unit: Unit::Number,
            curves,
            limits: vec![limit(planned, crossing)],
            stretches: stretches.clone(),
            code: vec![one_line(&crossing.value)],
        })
    });
    let mut charts: Vec<Chart> = charts.collect();
    if charts.is_empty() && !stretches.is_empty() {
        charts.push(Chart {
            title: one_line(&promise.alert),
            about: about(promise).to_owned(),
            unit: Unit::Number,
            curves: Vec::new(),
            limits: Vec::new(),
            stretches,
            code: vec![one_line(&planned.expr)],
        });
    }
    charts
}

const fn about(promise: &AlertPromise) -> &'static str {
    match promise.role {
        AlertRole::Fires { .. } => "It must fire: what its rule compares with its threshold.",
        AlertRole::Backstop => {
            "It must stay quiet while the mitigation holds, and fire when it does not."
        }
    }
}

/// What moves in the condition of this number.
fn curves(told: &RunReport, planned: &PlannedAlert, number: usize) -> Vec<Curve> {
    let wanted = wanted(planned);
    let Some(range) = told.seen().ranges.get(&planned.range_of_crossing(number)) else {
        return Vec::new();
    };
    let ours = range
        .value
        .iter()
        .filter(|series| series.labels.contains(&wanted));
    let ours: Vec<_> = ours.collect();
    let curves = ours.iter().filter_map(|series| {
        let name = if ours.len() > 1 {
            one_line(&series.labels.without("__name__").to_string())
        } else {
            "value".to_owned()
        };
        curve(told, series, name)
    });
    curves.take(CURVES_MOST).collect()
}

/// The labels by which the alert's series are told from others; the rule adds its name and severity.
fn wanted(planned: &PlannedAlert) -> Labels {
    planned
        .labels
        .filtered(|name| name != "alertname" && name != "severity")
}

fn limit(planned: &PlannedAlert, crossing: &Crossing) -> Limit {
    let hold = planned.forecast.as_ref().map(|forecast| forecast.hold);
    let hold = hold.filter(|hold| hold.ms() > 0);
    let hold = hold.map_or_else(String::new, |hold| format!(" for {}", spoken(hold)));
    Limit {
        name: format!("fires {} {}{hold}", crossing.operator, crossing.threshold),
        value: crossing.threshold,
    }
}

/// When the alert was pending and firing, as Prometheus has recorded it.
pub(in crate::report::story) fn states(told: &RunReport, planned: &PlannedAlert) -> Vec<Stretch> {
    let range = told
        .seen()
        .ranges
        .get(&format!("ALERTS of {}", planned.alert));
    let clock = told
        .plan()
        .and_then(|plan| plan.facts.prometheus_clock.as_ref().ok());
    let Some((range, clock)) = range.zip(clock) else {
        return Vec::new();
    };
    let wanted = wanted(planned);
    let mut found = Vec::new();
    for series in range
        .value
        .iter()
        .filter(|series| series.labels.contains(&wanted))
    {
        let state = match series.labels.get("alertstate") {
            "pending" => State::Pending,
            "firing" => State::Firing,
            _ => continue,
        };
        let moments = series.points.iter().map(|point| clock.at(point.at));
        found.extend(stretches(state, moments));
    }
    found.sort_by_key(|stretch| (stretch.from, stretch.state));
    found
}

/// Moments that follow one another closely are one stretch; a state lasts until the next look at it.
fn stretches(state: State, moments: impl Iterator<Item = At>) -> Vec<Stretch> {
    let moments: Vec<At> = moments.collect();
    let steps = moments.windows(2).map(|two| two[1].since(two[0]));
    let step = steps.min().unwrap_or_default();
    let mut found: Vec<Stretch> = Vec::new();
    for at in moments {
        match found.last_mut() {
            Some(last) if at <= last.to + step => last.to = at + step,
            _ => found.push(Stretch {
                state,
                from: at,
                to: at + step,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_pauses_is_two_stretches() {
        let moments = [0, 15, 30, 90, 105].map(|second| At::from_ms(second * 1_000));
        let found = stretches(State::Firing, moments.into_iter());
        let told: Vec<(i64, i64)> = found
            .iter()
            .map(|stretch| (stretch.from.ms() / 1_000, stretch.to.ms() / 1_000))
            .collect();
        assert_eq!(told, [(0, 45), (90, 120)]);
    }
}
