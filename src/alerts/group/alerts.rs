//! The alerts of one rule, and their states.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Change;
use crate::base::{Duration, Labels};

/// How long an alert that is over is remembered, and sent as resolved.
const RESOLVED_KEPT: Duration = Duration::from_mins(15);

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertState {
    /// Its condition is true, and it waits for `for` to pass.
    Pending,
    /// It fires.
    Firing,
}

/// An alert that is pending or fires.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveAlert {
    /// The rule's name.
    pub rule: Arc<str>,
    /// What identifies it, `alertname` included.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
    /// Where it stands.
    pub state: AlertState,
    /// Since when its condition is true, in Unix milliseconds.
    pub active_at_ms: i64,
    /// Since when it fires, in Unix milliseconds.
    pub fired_at_ms: Option<i64>,
    /// What its query gave last.
    pub value: f64,
}

/// An alert as its rule knows it.
#[derive(Clone, Debug)]
pub(super) struct Tracked {
    pub(super) annotations: Labels,
    pub(super) value: f64,
    pub(super) active_at: i64,
    pub(super) fired_at: Option<i64>,
    pub(super) resolved_at: Option<i64>,
    keep_since: Option<i64>,
    pub(super) last_sent: Option<i64>,
    series: Option<(AlertState, [Labels; 2])>,
}

impl Tracked {
    fn new(at: i64, found: Found) -> Self {
        Self {
            annotations: found.annotations,
            value: found.value,
            active_at: at,
            fired_at: None,
            resolved_at: None,
            keep_since: None,
            last_sent: None,
            series: None,
        }
    }

    /// None when it is over.
    pub(super) const fn state(&self) -> Option<AlertState> {
        match (self.resolved_at, self.fired_at) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(AlertState::Firing),
            (None, None) => Some(AlertState::Pending),
        }
    }

    /// The series by which rules see it: `ALERTS` with its state, and `ALERTS_FOR_STATE`.
    pub(super) fn series(&mut self, labels: &Labels, state: AlertState) -> [Labels; 2] {
        let known = self.series.take().filter(|(of, _)| *of == state);
        let named = |name| labels.with(Labels::NAME, name);
        let (_, series) = self.series.insert(known.unwrap_or_else(|| {
            let state_now = match state {
                AlertState::Pending => "pending",
                AlertState::Firing => "firing",
            };
            let alerts = named("ALERTS").with("alertstate", state_now);
            (state, [alerts, named("ALERTS_FOR_STATE")])
        }));
        series.clone()
    }

    /// Whether it goes on firing although its series is not given any more.
    fn is_kept(&mut self, at: i64, keep_firing_for: Duration) -> bool {
        if self.state() != Some(AlertState::Firing) || keep_firing_for == Duration::ZERO {
            return false;
        }
        let since = *self.keep_since.get_or_insert(at);
        at - since < ms(keep_firing_for)
    }
}

/// What a rule's query gave for one alert.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) annotations: Labels,
    pub(super) value: f64,
}

/// The alerts of one rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Alerts(pub(super) BTreeMap<Labels, Tracked>);

impl Alerts {
    /// Takes in what the query gave at this time; what changed, by labels.
    pub(super) fn update(
        &mut self,
        at: i64,
        found: BTreeMap<Labels, Found>,
        hold: Duration,
        keep_firing_for: Duration,
    ) -> Vec<(Labels, Change)> {
        let mut changes = Vec::new();
        self.end_missing(at, &found, keep_firing_for, &mut changes);
        for (labels, found) in found {
            let tracked = match self.0.remove(&labels) {
                Some(mut known) if known.resolved_at.is_none() => {
                    known.annotations = found.annotations;
                    known.value = found.value;
                    known.keep_since = None;
                    known
                }
                _ => {
                    if hold > Duration::ZERO {
                        changes.push((labels.clone(), Change::Pending));
                    }
                    Tracked::new(at, found)
                }
            };
            self.0.insert(labels, tracked);
        }
        for (labels, tracked) in &mut self.0 {
            if tracked.state() == Some(AlertState::Pending) && at - tracked.active_at >= ms(hold) {
                tracked.fired_at = Some(at);
                changes.push((labels.clone(), Change::Firing));
            }
        }
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        changes
    }

    fn end_missing(
        &mut self,
        at: i64,
        found: &BTreeMap<Labels, Found>,
        keep_firing_for: Duration,
        changes: &mut Vec<(Labels, Change)>,
    ) {
        self.0.retain(|labels, tracked| {
            if found.contains_key(labels) {
                return true;
            }
            match tracked.state() {
                Some(AlertState::Pending) => {
                    changes.push((labels.clone(), Change::Dropped));
                    false
                }
                Some(AlertState::Firing) => {
                    if !tracked.is_kept(at, keep_firing_for) {
                        tracked.resolved_at = Some(at);
                        changes.push((labels.clone(), Change::Resolved));
                    }
                    true
                }
                None => tracked
                    .resolved_at
                    .is_none_or(|resolved| at - resolved <= ms(RESOLVED_KEPT)),
            }
        });
    }

    /// Whether nothing becomes of any alert at this time if the query gives what it gave last.
    pub(super) fn stay(&self, at: i64, hold: Duration) -> bool {
        self.0.values().all(|tracked| {
            let is_given = tracked.resolved_at.is_none() && tracked.keep_since.is_none();
            let fires_now = tracked.fired_at.is_none() && at - tracked.active_at >= ms(hold);
            is_given && !fires_now
        })
    }

    /// Those that are pending or fire.
    pub(super) fn active(&self) -> impl Iterator<Item = (&Labels, &Tracked, AlertState)> {
        self.0
            .iter()
            .filter_map(|(labels, tracked)| Some((labels, tracked, tracked.state()?)))
    }
}

/// A length as a difference of Unix milliseconds.
pub(super) fn ms(length: Duration) -> i64 {
    i64::try_from(length.ms()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    /// One alert whose condition is true at the minutes given; its changes, by minute.
    fn changes(true_at: &[i64], until: i64, hold: u64, keep: u64) -> Vec<(i64, Change)> {
        let mut alerts = Alerts::default();
        let mut changes = Vec::new();
        for minute in 0..=until {
            let found = Found {
                annotations: Labels::empty(),
                value: 1.0,
            };
            let found = true_at
                .contains(&minute)
                .then(|| (Labels::new([("alertname", "A")]), found));
            let (hold, keep) = (Duration::from_mins(hold), Duration::from_mins(keep));
            let now = alerts.update(minute * MINUTE, found.into_iter().collect(), hold, keep);
            changes.extend(now.into_iter().map(|(_, change)| (minute, change)));
        }
        changes
    }

    #[test]
    fn an_alert_fires_when_its_condition_has_held_for_long_enough() {
        assert_eq!(
            changes(&[1, 2, 3, 4], 6, 2, 0),
            [
                (1, Change::Pending),
                (3, Change::Firing),
                (5, Change::Resolved)
            ]
        );
        assert_eq!(changes(&[0], 0, 0, 0), [(0, Change::Firing)]);
    }

    #[test]
    fn a_gap_begins_the_wait_anew() {
        assert_eq!(
            changes(&[0, 1, 3, 4], 5, 2, 0),
            [
                (0, Change::Pending),
                (2, Change::Dropped),
                (3, Change::Pending),
                (5, Change::Dropped)
            ]
        );
    }

    #[test]
    fn an_alert_may_go_on_firing_for_a_while() {
        assert_eq!(
            changes(&[0, 1, 4], 9, 0, 3),
            [(0, Change::Firing), (8, Change::Resolved)],
            "the condition came back at 4, within the 3 minutes from 2"
        );
    }

    #[test]
    fn an_alert_that_is_over_is_remembered_for_a_quarter_of_an_hour() {
        let mut alerts = Alerts::default();
        let found = || {
            let found = Found {
                annotations: Labels::empty(),
                value: 1.0,
            };
            BTreeMap::from([(Labels::empty(), found)])
        };
        let mut at = |minute: i64, found| {
            alerts.update(minute * MINUTE, found, Duration::ZERO, Duration::ZERO);
            alerts.0.len()
        };
        assert_eq!(at(0, found()), 1);
        assert_eq!(at(1, BTreeMap::new()), 1);
        assert_eq!(at(16, BTreeMap::new()), 1);
        assert_eq!(at(17, BTreeMap::new()), 0);
    }
}
