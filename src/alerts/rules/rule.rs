//! Rules and their groups.

use std::sync::Arc;

use super::{GroupPlaces, RulePlaces};
use crate::alerts::template::Template;
use crate::alerts::yaml::place_in;
use crate::base::{Duration, Labels, Source, Span};
use crate::promql::Expr;

/// The groups of one rule file.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// In the order of the file.
    pub groups: Vec<Arc<Group>>,
}

/// Rules that are evaluated together, one after the other, at a fixed interval.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name, unique in its file.
    pub name: Arc<str>,
    /// How often it is evaluated; none leaves that to the server.
    pub interval: Option<Duration>,
    /// How far before the evaluation its queries look; none leaves that to the server.
    pub query_offset: Option<Duration>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// Where its parts stand in the file.
    pub places: GroupPlaces,
}

/// One rule.
#[derive(Clone, Debug)]
pub enum Rule {
    /// It fires while its query gives anything.
    Alert(AlertRule),
    /// It writes what its query gives under a name.
    Record(RecordRule),
}

/// An expression, and where it stands in its file.
#[derive(Clone, Debug)]
pub struct Query {
    /// As it was read: without the quotes and the indentation of the file.
    pub text: String,
    /// What it means; its spans are in `text`.
    pub expr: Arc<Expr>,
    /// Where the whole of it stands in the file.
    pub span: Span,
}

/// A rule that fires while its query gives anything.
#[derive(Clone, Debug)]
pub struct AlertRule {
    /// The value of the label `alertname`.
    pub name: Arc<str>,
    /// Where the name stands in the file.
    pub name_span: Span,
    /// Its condition: one alert for each series that it gives.
    pub query: Query,
    /// How long a series must be given before its alert fires: `for`.
    pub hold: Duration,
    /// How long an alert goes on firing when its series is not given any more.
    pub keep_firing_for: Duration,
    /// Labels that are added to the series' own, those of the group included.
    pub labels: Vec<(String, Template)>,
    /// What people read.
    pub annotations: Vec<(String, Template)>,
    /// Where its parts stand in the file.
    pub places: RulePlaces,
}

/// A rule that writes what its query gives under a name.
#[derive(Clone, Debug)]
pub struct RecordRule {
    /// The metric that it writes.
    pub name: Arc<str>,
    /// Where the name stands in the file.
    pub name_span: Span,
    /// What is written.
    pub query: Query,
    /// Labels that are added to the series' own, those of the group included.
    pub labels: Labels,
    /// Where its parts stand in the file.
    pub places: RulePlaces,
}

impl Query {
    /// Where a part of the expression stands in the file; `part` counts bytes of `self.text`.
    pub fn place(&self, source: &Source, part: Span) -> Span {
        place_in(source, self.span, &self.text, part)
    }
}

impl RuleFile {
    /// All rules of all groups, each with its group.
    pub fn rules(&self) -> impl Iterator<Item = (&Arc<Group>, &Rule)> {
        self.groups
            .iter()
            .flat_map(|group| group.rules.iter().map(move |rule| (group, rule)))
    }

    /// The alerting rules, each with its group.
    pub fn alerts(&self) -> impl Iterator<Item = (&Arc<Group>, &AlertRule)> {
        self.rules().filter_map(|(group, rule)| match rule {
            Rule::Alert(alert) => Some((group, alert)),
            Rule::Record(_) => None,
        })
    }
}

impl Rule {
    /// The alert's or the metric's name.
    pub const fn name(&self) -> &Arc<str> {
        match self {
            Self::Alert(alert) => &alert.name,
            Self::Record(record) => &record.name,
        }
    }

    /// Where its name stands in the file.
    pub const fn name_span(&self) -> Span {
        match self {
            Self::Alert(alert) => alert.name_span,
            Self::Record(record) => record.name_span,
        }
    }

    /// Where its parts stand in the file.
    pub const fn places(&self) -> &RulePlaces {
        match self {
            Self::Alert(alert) => &alert.places,
            Self::Record(record) => &record.places,
        }
    }

    /// Its expression.
    pub const fn query(&self) -> &Query {
        match self {
            Self::Alert(alert) => &alert.query,
            Self::Record(record) => &record.query,
        }
    }
}
