//! What changed since the last look at the alerts.

use std::collections::BTreeMap;

use crate::base::Labels;
use crate::drill::plan::Plan;
use crate::report::words::{Paint, one_line};
use crate::world::{Alerts, Phase};

/// Lines about one look; a storm of alerts is not told one by one.
const LINES_MOST: usize = 6;

/// The alerts as they were told last.
#[derive(Clone, Debug, Default)]
pub(super) struct AlertsSoFar {
    phases: BTreeMap<Labels, Phase>,
}

impl AlertsSoFar {
    /// What fires before the drill is no news.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            phases: plan.facts.alerts.as_ref().map(phases).unwrap_or_default(),
        }
    }

    /// The differences, in the order of the alerts' labels.
    pub(super) fn told(&mut self, alerts: &Alerts, paint: Paint) -> Vec<String> {
        let before = std::mem::replace(&mut self.phases, phases(alerts));
        let begun = self
            .phases
            .iter()
            .filter(|(labels, phase)| before.get(labels) != Some(phase))
            .map(|(labels, phase)| match phase {
                Phase::Pending => format!("{} is pending", name(labels)),
                Phase::Firing => paint.bold(&format!("{} fires", name(labels))),
            });
        let over = before
            .iter()
            .filter(|(labels, _)| !self.phases.contains_key(labels))
            .map(|(labels, phase)| match phase {
                Phase::Pending => format!("{} is not pending any more", name(labels)),
                Phase::Firing => format!("{} is over", name(labels)),
            });
        let mut lines: Vec<String> = begun.chain(over).collect();
        if lines.len() > LINES_MOST {
            let more = lines.len() - (LINES_MOST - 1);
            lines.truncate(LINES_MOST - 1);
            lines.push(format!("and {more} more alerts changed"));
        }
        lines
    }
}

fn phases(alerts: &Alerts) -> BTreeMap<Labels, Phase> {
    let alerts = alerts.prometheus.iter();
    alerts
        .map(|alert| (alert.labels.clone(), alert.phase))
        .collect()
}

/// As `FallbackServing{provider="primary"}`.
fn name(labels: &Labels) -> String {
    let rest = labels.without("alertname");
    let alert = labels.get("alertname");
    if rest.is_empty() {
        one_line(alert)
    } else {
        one_line(&format!("{alert}{rest}"))
    }
}
