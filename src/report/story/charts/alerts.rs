//! What the rules of the expected alerts saw.

use super::signals::curve;
use crate::base::{At, Labels};
use crate::drill::plan::{Plan, PlannedAlert};
use crate::report::RunReport;
use crate::report::picture::{Chart, Curve, Limit, State, Stretch, Unit};
use crate::report::words::{one_line, spoken};
use crate::spec::drill::{AlertPromise, AlertRole};

/// More curves in one chart cannot be told apart.
const CURVES_MOST: usize = 4;

pub(super) fn all(told: &RunReport, plan: &Plan) -> Vec<Chart> {
    let promises = plan.brief.drill.expect.alerts.iter().zip(&plan.alerts);
    promises
        .filter_map(|(promise, planned)| {
            let curves = curves(told, planned);
            let stretches = states(told, planned);
            let nothing = curves.is_empty() && stretches.is_empty();
            (!nothing).then(|| Chart {
                title: one_line(&promise.alert),
                about: about(promise).to_owned(),
                unit: Unit::Number,
                curves,
                limits: limits(planned),
                stretches,
                code: vec![one_line(&planned.expr)],
            })
        })
        .collect()
}

const fn about(promise: &AlertPromise) -> &'static str {
    match promise.role {
        AlertRole::Fires { .. } => "It must fire: what its rule compares with its threshold.",
        AlertRole::Backstop => {
            "It must stay quiet while the mitigation holds, and fire when it does not."
        }
    }
}

/// What moves in each of the rule's conditions.
fn curves(told: &RunReport, planned: &PlannedAlert) -> Vec<Curve> {
    let wanted = wanted(planned);
    let mut found = Vec::new();
    for number in 0..planned.crossings.len() {
        let Some(range) = told.seen().ranges.get(&planned.range_of_crossing(number)) else {
            continue;
        };
        let ours = range
            .value
            .iter()
            .filter(|series| series.labels.contains(&wanted));
        let ours: Vec<_> = ours.collect();
        for series in &ours {
            let labels = series.labels.without("__name__");
            let condition = if planned.crossings.len() > 1 {
                format!("condition {}", number + 1)
            } else {
                "value".to_owned()
            };
            let name = if ours.len() > 1 {
                format!("{condition} {}", one_line(&labels.to_string()))
            } else {
                condition
            };
            found.extend(curve(told, series, name));
        }
    }
    found.truncate(CURVES_MOST);
    found
}

/// The labels by which the alert's series are told from others; the rule adds its name and severity.
fn wanted(planned: &PlannedAlert) -> Labels {
    planned
        .labels
        .filtered(|name| name != "alertname" && name != "severity")
}

fn limits(planned: &PlannedAlert) -> Vec<Limit> {
    let hold = planned.forecast.as_ref().map(|forecast| forecast.hold);
    let hold = hold.filter(|hold| hold.ms() > 0);
    let hold = hold.map_or_else(String::new, |hold| format!(" for {}", spoken(hold)));
    let mut limits: Vec<Limit> = planned
        .crossings
        .iter()
        .map(|crossing| Limit {
            name: format!("fires {} {}{hold}", crossing.operator, crossing.threshold),
            value: crossing.threshold,
        })
        .collect();
    limits.dedup();
    limits
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
