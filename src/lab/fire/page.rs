//! How long it takes until somebody is paged, and who.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alerts::routing::Routing;
use crate::alerts::rules::{AlertRule, Group};
use crate::base::{Duration, Labels};
use crate::drill::plan::{Bounds, Forecast, loaded_of};

/// How the servers around the rules are configured.
#[derive(Clone, Debug)]
pub struct Around {
    /// How often targets are scraped.
    pub scrape: Duration,
    /// How often groups without an interval of their own are evaluated.
    pub evaluation: Duration,
    /// Alertmanager's configuration, if it is known.
    pub routing: Option<Routing>,
}

/// How long it takes from the moment that its series show it until an alert is told of.
#[derive(Clone, Debug)]
pub struct TimeToPage {
    /// Until the alert fires.
    pub fires: Bounds,
    /// Until the page; none where no routes are known.
    pub pages: Option<Bounds>,
    /// Whether the expression says enough for the bounds to be relied on.
    pub sure: bool,
    /// What was taken for granted.
    pub assumes: BTreeSet<String>,
    /// Who is told.
    pub receivers: Vec<Arc<str>>,
    /// What somebody should know about the way there.
    pub notes: Vec<String>,
}

impl Around {
    /// That of an alert with these labels.
    pub fn time_to_page(&self, group: &Group, rule: &AlertRule, labels: &Labels) -> TimeToPage {
        let loaded = loaded_of(group, rule, self.evaluation);
        let routes = self.routing.as_ref().map(|routing| routing.routes(labels));
        let routes = routes.unwrap_or_default();
        // Whoever is told first has been told.
        let quickest = routes.iter().min_by_key(|route| route.timers.group_wait);
        let timers = quickest.map(|route| route.timers);
        let forecast = Forecast::of_rule(&loaded, self.scrape, timers);
        TimeToPage {
            fires: forecast.fires(),
            pages: timers.map(|_| forecast.pages()),
            sure: forecast.sure,
            assumes: forecast.assumes,
            receivers: routes.iter().map(|route| route.receiver.clone()).collect(),
            notes: self.notes(labels),
        }
    }

    fn notes(&self, labels: &Labels) -> Vec<String> {
        let Some(routing) = &self.routing else {
            return Vec::new();
        };
        let mut notes = Vec::new();
        let root = &routing.route;
        let routes = routing.routes(labels);
        if !root.routes.is_empty() && routes.iter().all(|route| route.path == root.key) {
            notes.push(format!(
                "no route but the root's matches it: whoever is at the end of the tree, `{}`, is told",
                root.receiver
            ));
        }
        let nobody = routes.iter().filter(|route| {
            let receiver = routing.receiver(&route.receiver);
            receiver.is_none_or(|receiver| receiver.integrations.is_empty())
        });
        for route in nobody {
            notes.push(format!("the receiver `{}` tells nobody", route.receiver));
        }
        let both = routing.inhibit_rules.iter().filter(|rule| {
            let all = |matchers: &[crate::alerts::routing::Matcher]| {
                matchers.iter().all(|matcher| matcher.matches(labels))
            };
            all(&rule.source) && all(&rule.target)
        });
        if both.count() > 0 {
            notes.push(
                "an inhibit rule has it as source and as target: Alertmanager lets no alert inhibit \
                 itself or its like, so that rule does nothing here"
                    .to_owned(),
            );
        }
        notes
    }
}
