//! How long a platform may have to settle between two drills, as far as files tell it beforehand.

use std::sync::Arc;

use super::plan::{loaded_of, window_of};
use super::settle::SENT_AGAIN;
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::{Duration, Labels, Source};
use crate::spec::Drill;
use crate::world::LoadedRule;

/// Prometheus' own default, from one scrape or one evaluation to the next, where no file says it.
const EVERY: Duration = Duration::from_mins(1);

/// What [`settling`](super::settling) would wait for at the most if every alert that a drill expects
/// had fired and been notified: by the rules and routes of the repository, since what is loaded is
/// known only to a run.
pub fn settling_ahead(
    before: &Drill,
    next: &Drill,
    rules: &[Arc<RuleFile>],
    routing: &Source,
) -> Duration {
    let routing = Routing::parse(routing).ok();
    let rules = || rules.iter().flat_map(|file| file.alerts());
    let expects = |drill: &Drill, alert: &str| {
        let mut promises = drill.expect.alerts.iter();
        promises.any(|promise| promise.alert == alert)
    };
    let windows = rules()
        .filter(|(_, rule)| expects(next, &rule.name))
        .map(|(group, rule)| window_of(&loaded_of(group, rule, EVERY), EVERY));
    let groups = rules()
        .filter(|(_, rule)| expects(before, &rule.name))
        .map(|(group, rule)| {
            let rule = loaded_of(group, rule, EVERY);
            let again = if expects(next, &rule.alert) {
                SENT_AGAIN
            } else {
                Duration::ZERO
            };
            window_of(&rule, EVERY) + again + interval_of(&rule, routing.as_ref())
        });
    let longest = windows.chain(groups).max().unwrap_or_default();
    longest.max(before.recovery.within)
}

/// The longest `group_interval` of the routes that an alert of this rule takes.
fn interval_of(rule: &LoadedRule, routing: Option<&Routing>) -> Duration {
    let labels = rule.labels.iter().chain([("alertname", &*rule.alert)]);
    let labels = Labels::new(labels.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let routes = routing.map(|routing| routing.routes(&labels));
    let routes = routes.into_iter().flatten();
    let intervals = routes.map(|route| route.timers.group_interval);
    intervals.max().unwrap_or_default()
}
