//! When a page can come: the sum of what stands between a fault and a pager.

use serde::{Deserialize, Serialize};

use crate::alerts::routing::Routing;
use crate::base::{Duration, Labels};
use crate::world::LoadedRule;

/// The parts of the time from a fault's effect to the page, apart from the time that the rule's own
/// window needs to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageBudget {
    /// Two scrapes: a rate needs two samples.
    pub scrapes: Duration,
    /// Up to one evaluation.
    pub evaluation: Duration,
    /// The rule's `for`.
    pub hold: Duration,
    /// What the route waits before a group's first notification.
    pub group_wait: Duration,
}

impl PageBudget {
    pub(super) fn of(
        rule: &LoadedRule,
        scrape: Duration,
        routing: Option<&Routing>,
        labels: &Labels,
    ) -> Self {
        let labels = Labels::new(
            rule.labels
                .iter()
                .chain(labels.iter())
                .chain([("alertname", &*rule.alert)])
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let group_wait = routing
            .and_then(|routing| {
                routing
                    .routes(&labels)
                    .iter()
                    .map(|route| route.timers.group_wait)
                    .max()
            })
            .unwrap_or(Duration::ZERO);
        Self {
            scrapes: scrape * 2,
            evaluation: rule.interval,
            hold: rule.hold,
            group_wait,
        }
    }

    /// At the earliest: everything that may be zero is.
    pub fn best(&self) -> Duration {
        self.hold + self.group_wait
    }

    /// At the latest, apart from the rule's own window.
    pub fn worst(&self) -> Duration {
        self.scrapes + self.evaluation + self.hold + self.group_wait
    }
}
