//! The tree of routes.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::{Matcher, PageDelay, Place};
use crate::base::{Duration, Labels};

/// By which labels a route puts alerts into one notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// By every label: each alert alone; written `...`.
    All,
    /// By these; by none, all alerts of the route are one group.
    Labels(BTreeSet<String>),
}

impl GroupBy {
    /// The labels that name the group of an alert.
    pub fn group_labels(&self, labels: &Labels) -> Labels {
        match self {
            Self::All => labels.clone(),
            Self::Labels(names) => labels.filtered(|name| names.contains(name)),
        }
    }
}

/// How long a route waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    /// Before the first notification about a group.
    pub group_wait: Duration,
    /// Before the next one about a group, when something changed.
    pub group_interval: Duration,
    /// Before the same is said again; checked every `group_interval`.
    pub repeat_interval: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            group_wait: Duration::from_secs(30),
            group_interval: Duration::from_mins(5),
            repeat_interval: Duration::from_mins(4 * 60),
        }
    }
}

/// One route with everything that it inherits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Whom it tells.
    pub receiver: Arc<str>,
    /// How it groups.
    pub group_by: GroupBy,
    /// How long it waits.
    pub timers: Timers,
    /// What an alert must match, sorted; none matches every alert.
    pub matchers: Vec<Matcher>,
    /// Whether the siblings after it are tried as well.
    pub continues: bool,
    /// Alertmanager's name for it: the matchers of the routes from the root down, as
    /// `{}/{severity="sev1"}`.
    pub key: String,
    /// What stands for it in messages: its receiver where it names one, else its first matcher.
    pub place: Place,
    /// Its place in a walk over the tree: two routes may have the same key.
    pub(super) index: usize,
    /// Tried in order before the route itself.
    pub routes: Vec<Self>,
}

/// A route that an alert takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteMatch {
    /// Whom it tells.
    pub receiver: Arc<str>,
    /// How it groups.
    pub group_by: GroupBy,
    /// How long it waits.
    pub timers: Timers,
    /// Alertmanager's name for the route, as `{}/{severity="sev1"}`.
    pub path: String,
    /// What stands for the route in messages.
    pub place: Place,
    pub(super) index: usize,
}

impl RouteMatch {
    /// How long the route makes a first page wait.
    pub const fn delay(&self) -> PageDelay {
        PageDelay::of(self.timers)
    }

    /// Alertmanager's name for the group of an alert with these labels, as
    /// `{}/{severity="sev1"}:{alertname="Down"}`.
    pub fn group_key(&self, labels: &Labels) -> String {
        format!("{}:{}", self.path, self.group_by.group_labels(labels))
    }
}

impl Route {
    /// The routes that an alert with these labels takes, in the order of the file.
    pub fn matching(&self, labels: &Labels) -> Vec<RouteMatch> {
        if !self.matchers.iter().all(|matcher| matcher.matches(labels)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for route in &self.routes {
            let below = route.matching(labels);
            let stop = !below.is_empty() && !route.continues;
            found.extend(below);
            if stop {
                break;
            }
        }
        if found.is_empty() {
            found.push(self.taken());
        }
        found
    }

    /// This route, taken by an alert.
    pub(super) fn taken(&self) -> RouteMatch {
        RouteMatch {
            receiver: self.receiver.clone(),
            group_by: self.group_by.clone(),
            timers: self.timers,
            path: self.key.clone(),
            place: self.place,
            index: self.index,
        }
    }
}

/// The matchers as a route's key shows them.
pub(super) struct Shown<'a>(pub(super) &'a [Matcher]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        write!(f, "{{{}}}", shown.join(","))
    }
}
