//! An alert as the policy looks at it.

use crate::alerts::routing::{Foreseen, ForeseenRoute, Routing};
use crate::alerts::rules::{AlertRule, Group};
use crate::base::{Duration, Problem, Source, Span};
use crate::spec::drill::IncidentSeverity;
use crate::spec::words::listed;

/// The label that says how bad it is.
pub(super) const SEVERITY: &str = "severity";

/// How often Prometheus evaluates rules where nothing is said.
const SERVERS_INTERVAL: Duration = Duration::from_mins(1);

/// The most alerts that are named in a sentence.
const NAMED_MOST: usize = 3;

/// An alert rule, with its file.
#[derive(Clone, Debug)]
pub(super) struct Alert<'a> {
    pub(super) source: &'a Source,
    pub(super) rule: &'a AlertRule,
    /// What it will be when it fires.
    pub(super) foreseen: Foreseen,
    /// The routes that it may take.
    pub(super) routes: Vec<ForeseenRoute>,
    /// How often its rule is evaluated.
    pub(super) interval: Duration,
}

impl<'a> Alert<'a> {
    pub(super) fn new(
        source: &'a Source,
        group: &Group,
        rule: &'a AlertRule,
        routing: &Routing,
    ) -> Self {
        let foreseen = Foreseen::of(rule);
        Self {
            source,
            rule,
            routes: routing.route.foreseen(&foreseen),
            foreseen,
            interval: group.interval.unwrap_or(SERVERS_INTERVAL),
        }
    }

    pub(super) fn name(&self) -> &'a str {
        &self.rule.name
    }

    /// Its severity; none where the rule does not fix it, or the policy has no such.
    pub(super) fn severity(&self) -> Option<IncidentSeverity> {
        let written = self.foreseen.get(SEVERITY)?;
        let mut all = IncidentSeverity::ALL.into_iter();
        all.find(|severity| severity.name() == written)
    }

    /// Where its severity stands, or else its name.
    pub(super) fn severity_span(&self) -> Span {
        let labels = self.rule.labels.iter().zip(&self.rule.places.labels);
        let mut severities = labels.filter(|((name, _), _)| name == SEVERITY);
        severities
            .next()
            .map_or(self.rule.name_span, |(_, places)| places.text)
    }

    /// Where its `for` stands, or else its name.
    pub(super) fn hold_span(&self) -> Span {
        self.rule.places.hold.unwrap_or(self.rule.name_span)
    }

    /// An error in its rule.
    pub(super) fn problem(
        &self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Problem {
        Problem::error(code, message).at(self.source, span, label)
    }
}

/// The gravest severity among the alerts of this name.
pub(super) fn gravest(alerts: &[Alert], name: &str) -> Option<IncidentSeverity> {
    let named = alerts.iter().filter(|alert| alert.name() == name);
    named.filter_map(Alert::severity).min()
}

/// These alerts in a sentence; of many, the first and how many more.
pub(super) fn some(names: &[&str]) -> String {
    match names.get(..NAMED_MOST) {
        Some(first) if names.len() > NAMED_MOST => {
            let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
            let more = names.len() - NAMED_MOST;
            format!("{} and {more} more", first.join(", "))
        }
        Some(_) | None => listed(names.iter().copied(), "and"),
    }
}
