//! When an alert can fire and page: predicted from what is loaded, to be set beside what is measured.

mod bounds;
mod shape;
mod window;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::alerts::routing::{PageDelay, RouteMatch, Routing, Timers};
use crate::alerts::rules::{AlertRule, Group};
use crate::base::{Duration, Labels};
use crate::promql;
use crate::spec::drill::{AlertPromise, AlertRole, Expect};
use crate::world::{Facts, LoadedRule};

use window::{Window, window};

pub use bounds::{Bounds, BoundsMs};

/// What a notification needs besides its timers.
const DELIVERY: Duration = Duration::from_secs(1);

/// The way from a fault's effect to a page, part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// Until what the alert tells of begins: an alert on a mitigation waits for the mitigation.
    pub onset: Bounds,
    /// Until a sample shows it; a rate of a new series needs two.
    pub scrape: Bounds,
    /// Until the expression's window is full enough.
    pub window: Bounds,
    /// Until the rule is evaluated.
    pub evaluation: Bounds,
    /// The rule's `for`, in whole evaluations.
    pub hold: Duration,
    /// Until the group is notified.
    pub routing: Bounds,
    /// Until the notification is here.
    pub delivery: Bounds,
    /// From when its cause is gone until the alert is over, at the latest.
    pub over: Duration,
    /// Whether there is a group already that the alert would join, so that `group_interval` counts
    /// and not `group_wait`.
    pub joins_group: bool,
    /// Whether the bounds can be relied on: what is measured beyond them is then worth a note.
    pub sure: bool,
    /// What was taken for granted.
    pub assumes: BTreeSet<String>,
}

impl Forecast {
    /// For the alert of a promise, by the rule that is loaded.
    pub(super) fn of(
        (promise, expect): (&AlertPromise, &Expect),
        rule: &LoadedRule,
        facts: &Facts,
        routing: Option<&Routing>,
    ) -> Self {
        let scrape = facts.scrape_interval.clone().unwrap_or_default();
        let mut window = read(rule, scrape);
        let onset = match promise.role {
            AlertRole::Backstop => Bounds::default(),
            AlertRole::Fires { .. } => Bounds::up_to(mitigated_within(expect)),
        };
        if onset.worst > Duration::ZERO {
            window.assumes.insert(format!(
                "what the alert tells of begins within {} of the effect, as promised of the \
                 mitigation",
                onset.worst
            ));
        }
        let route = routing.and_then(|routing| route_of(routing, promise, rule));
        let joins_group = route
            .as_ref()
            .is_some_and(|(route, labels)| group_exists(route, labels, facts, routing));
        let timers = route.map(|(route, _)| route.timers);
        let routing = timers.map_or_else(Bounds::default, |timers| {
            if joins_group {
                Bounds::up_to(timers.group_interval)
            } else {
                Bounds::exactly(timers.group_wait)
            }
        });
        let told = Self::told_by(rule, scrape, window, routing);
        Self {
            onset,
            joins_group,
            sure: told.sure && facts.scrape_interval.is_ok(),
            ..told
        }
    }

    /// For any alert of a rule, from the moment at which what it tells of begins: with samples that
    /// come this often, and by the timers of its route, where that is known. Nothing is known of the
    /// alerts around it: at best a group is flushed when it comes, at worst it waits for the next
    /// flush.
    pub fn of_rule(rule: &LoadedRule, scrape: Duration, timers: Option<Timers>) -> Self {
        let routing = timers
            .map(PageDelay::of)
            .map_or_else(Bounds::default, |delay| Bounds {
                best: delay.best(),
                expected: delay.new_group,
                worst: delay.worst(),
            });
        Self::told_by(rule, scrape, read(rule, scrape), routing)
    }

    fn told_by(rule: &LoadedRule, scrape: Duration, window: Window, routing: Bounds) -> Self {
        Self {
            onset: Bounds::default(),
            scrape: Bounds {
                worst: scrape * 2,
                ..Bounds::up_to(scrape)
            },
            window: window.takes,
            evaluation: Bounds::up_to(rule.interval),
            hold: rule.hold.in_whole(rule.interval),
            routing,
            delivery: Bounds {
                worst: DELIVERY,
                ..Bounds::default()
            },
            over: window_of(rule, scrape),
            joins_group: false,
            sure: window.sure,
            assumes: window.assumes,
        }
    }

    /// From the fault's effect to the alert's firing.
    pub fn fires(&self) -> Bounds {
        self.onset
            .then(self.scrape)
            .then(self.window)
            .then(self.evaluation)
            .then(Bounds::exactly(self.hold))
    }

    /// Which of the route's timers counts.
    pub const fn timer(&self) -> &'static str {
        if self.joins_group {
            "`group_interval`"
        } else {
            "`group_wait`"
        }
    }

    /// From the alert's firing to the page.
    pub fn told(&self) -> Bounds {
        self.routing.then(self.delivery)
    }

    /// From the fault's effect to the page of a rule whose expression holds at once: what scrapes,
    /// evaluation, `for` and the route's timers take.
    pub fn apart_from_window(&self) -> Bounds {
        self.scrape
            .then(self.evaluation)
            .then(Bounds::exactly(self.hold))
            .then(self.routing)
    }

    /// From the fault's effect to the page.
    pub fn pages(&self) -> Bounds {
        self.fires().then(self.told())
    }
}

fn read(rule: &LoadedRule, scrape: Duration) -> Window {
    promql::parse(&rule.expr).map_or_else(|_| Window::unread(), |expr| window(&expr, scrape))
}

/// A rule of a file as Prometheus would tell of it, which evaluates this often unless the group says
/// otherwise.
pub(crate) fn loaded_of(group: &Group, rule: &AlertRule, every: Duration) -> LoadedRule {
    let labels = rule.labels.iter();
    LoadedRule {
        alert: rule.name.to_string(),
        group: group.name.to_string(),
        interval: group.interval.unwrap_or(every),
        expr: rule.query.expr.to_string(),
        hold: rule.hold,
        keep_firing: rule.keep_firing_for,
        labels: Labels::new(labels.map(|(name, value)| (name.as_str(), value.text()))),
        last_evaluation: None,
        error: None,
    }
}

/// From when its cause is gone until an alert of this rule is over, at the latest.
pub(crate) fn window_of(rule: &LoadedRule, scrape: Duration) -> Duration {
    scrape * 2 + read(rule, scrape).longest + rule.interval * 2 + rule.keep_firing
}

/// How soon the last of the promised mitigations must hold.
fn mitigated_within(expect: &Expect) -> Duration {
    let signals = expect.mitigation.iter().map(|promise| promise.within);
    let taken_back = expect.taken_back.iter().map(|promise| promise.within);
    signals.chain(taken_back).max().unwrap_or_default()
}

/// The route that leads to the promised receiver, or else the slowest, and the labels that the
/// alert is known to have.
fn route_of(
    routing: &Routing,
    promise: &AlertPromise,
    rule: &LoadedRule,
) -> Option<(RouteMatch, Labels)> {
    let labels = Labels::new(
        rule.labels
            .iter()
            .filter(|(_, value)| !value.contains("{{"))
            .chain(promise.labels.iter())
            .chain([("alertname", &*rule.alert)])
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let promised = match &promise.role {
        AlertRole::Fires { pages, .. } => pages.as_ref().map(|pages| pages.receiver.as_str()),
        AlertRole::Backstop => None,
    };
    let routes = routing.routes(&labels);
    let leads = |route: &&RouteMatch| promised == Some(&*route.receiver);
    let route = routes
        .iter()
        .find(leads)
        .or_else(|| routes.iter().max_by_key(|route| route.timers.group_wait))?;
    Some((route.clone(), labels))
}

/// Whether an alert that fires already is in the group that this one would join.
fn group_exists(
    route: &RouteMatch,
    labels: &Labels,
    facts: &Facts,
    routing: Option<&Routing>,
) -> bool {
    let ours = route.group_by.group_labels(labels);
    let others = facts.alerts.iter().flat_map(|alerts| &alerts.alertmanager);
    others.into_iter().any(|other| {
        let theirs = route.group_by.group_labels(&other.labels);
        // A label that is not known of ours may be anything; the alert's name is always known.
        let same = theirs
            .iter()
            .all(|(name, value)| [value, ""].contains(&ours.get(name)));
        let there = routing
            .into_iter()
            .flat_map(|routing| routing.routes(&other.labels))
            .any(|taken| taken.path == route.path);
        same && there && ours.iter().all(|(name, value)| theirs.get(name) == value)
    })
}
