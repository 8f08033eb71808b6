//! How long to wait between two drills, so that the second is not judged by what the first left.

use std::collections::BTreeMap;

use super::journal::{Observed, Stage};
use super::plan::{Plan, window_of};
use crate::alerts::routing::Routing;
use crate::base::{At, Duration, Source};
use crate::spec::Drill;
use crate::world::{Page, PageStatus};

/// For so long Prometheus sends again that an alert is over, once a minute. Each time Alertmanager
/// puts it into its group, which can keep the group alive from one `group_interval` to the next.
pub(super) const SENT_AGAIN: Duration = Duration::from_mins(15);

/// How long to wait before the next drill, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settling {
    /// From the end of the drill before; zero if nothing has to be waited for.
    pub wait: Duration,
    /// What is waited for, the longest first, each with the time that it needs.
    pub reasons: Vec<(Duration, String)>,
}

impl Settling {
    /// What is waited for, as `` `group_interval` of what notified ai-oncall (5m 12s)``.
    pub fn why(&self) -> String {
        let reasons = self.reasons.iter();
        let reasons = reasons.map(|(needs, why)| format!("{why} ({})", needs.short()));
        reasons.collect::<Vec<_>>().join(", ")
    }
}

/// What must be over before the next drill begins: the windows of the rules that it expects, the
/// `group_interval` of the groups that were notified, and the time that breakers and the like have
/// to recover. Nothing, if nothing was broken.
pub fn settling(seen: &Observed, next: &Drill) -> Settling {
    let (Some(plan), Some(restored), Some(ended)) =
        (&seen.plan, &seen.restored, seen.entered(Stage::Gather))
    else {
        return Settling::default();
    };
    let restored = restored.value;
    let mut until: Vec<(At, String)> = windows(plan, next)
        .map(|(length, alert)| (restored + length, format!("the window of {alert}")))
        .collect();
    until.extend(groups(plan, seen, next).into_iter().map(|(receiver, at)| {
        let why = format!("`group_interval` of what notified {receiver}");
        (at, why)
    }));
    until.push((
        restored + plan.brief.drill.recovery.within,
        format!("breakers and cooldowns after {}", plan.brief.drill.name),
    ));
    let mut reasons: Vec<(Duration, String)> = until
        .into_iter()
        .map(|(at, why)| (at.since(ended), why))
        .filter(|(needs, _)| *needs > Duration::ZERO)
        .collect();
    reasons.sort_by(|one, other| other.cmp(one));
    Settling {
        wait: reasons.first().map_or(Duration::ZERO, |(needs, _)| *needs),
        reasons,
    }
}

/// For each alert that the next drill expects: until its rule has forgotten the fault.
fn windows<'a>(plan: &'a Plan, next: &'a Drill) -> impl Iterator<Item = (Duration, &'a str)> {
    let scrape = plan.facts.scrape_interval.clone().unwrap_or_default();
    let rules = plan.facts.rules.iter().flatten();
    rules
        .filter(|rule| {
            let mut expected = next.expect.alerts.iter();
            expected.any(|promise| promise.alert == rule.alert)
        })
        .map(move |rule| (window_of(rule, scrape), rule.alert.as_str()))
}

/// For each receiver: until the last of its groups is notified as a new one is. A group that was not
/// told yet that its alert is over is told at a `group_interval` after that; one that the next drill
/// would join must be gone, else its page waits for `group_interval` and not for `group_wait`.
fn groups(plan: &Plan, seen: &Observed, next: &Drill) -> BTreeMap<String, At> {
    let restored = seen.restored.as_ref().map_or(At::START, |seen| seen.value);
    let routing = plan.facts.routing.as_ref().ok();
    let routing =
        routing.and_then(|text| Routing::parse(&Source::new("alertmanager.yaml", &**text)).ok());
    let scrape = plan.facts.scrape_interval.clone().unwrap_or_default();
    let mut last: BTreeMap<(&str, &str), &Page> = BTreeMap::new();
    for page in seen.pages.iter().map(|seen| &seen.value) {
        last.insert((&page.receiver, &page.fingerprint), page);
    }
    let mut until = BTreeMap::new();
    for page in last.into_values() {
        let alert = page.labels.get("alertname");
        let mut rules = plan.facts.rules.iter().flatten();
        let rule = rules.find(|rule| rule.alert == alert);
        let over = match (page.status, rule) {
            (PageStatus::Firing, Some(rule)) => restored + window_of(rule, scrape),
            (PageStatus::Firing | PageStatus::Resolved, _) => page.arrived,
        };
        let mut expected = next.expect.alerts.iter();
        let joined = expected.any(|promise| promise.alert == alert);
        let sent_again = if joined { SENT_AGAIN } else { Duration::ZERO };
        let at = over.max(page.arrived) + sent_again + interval_of(page, routing.as_ref());
        let last = until.entry(page.receiver.clone()).or_insert(at);
        *last = at.max(*last);
    }
    until
}

fn interval_of(page: &Page, routing: Option<&Routing>) -> Duration {
    let routes = routing.map(|routing| routing.routes(&page.labels));
    let mut routes = routes.into_iter().flatten();
    let route = routes.find(|route| *route.receiver == *page.receiver);
    route.map_or(Duration::ZERO, |route| route.timers.group_interval)
}
