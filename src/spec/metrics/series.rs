//! What is known of the series that have one name.

use super::schema::Entry;
use super::{Metric, MetricType, Unit};
use crate::base::Labels;

/// What is known of the series that have one name.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The metric that they belong to.
    pub metric: &'a Metric,
    /// Which of its series they are.
    pub part: Part,
    /// The profiles that tell of it, at least one.
    pub profiles: &'a [String],
    entry: &'a Entry,
}

/// Which of a metric's series are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Those that have the metric's own name.
    Whole,
    /// The counters up to a bound, `le`.
    Bucket,
    /// What was observed, added up.
    Sum,
    /// How often something was observed.
    Count,
    /// When it began to count, in seconds since 1970, as some client libraries tell it.
    Created,
}

/// How the values of a series behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Behaviour {
    /// They only grow, until the process starts again: ask for a rate or an increase.
    Grows,
    /// They go up and down: ask for the value itself.
    Varies,
}

/// Whether series have a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// Each of them has it.
    Always,
    /// Some of them do, or it comes from the scrape.
    Sometimes,
    /// None that is known, but operators may add labels to this metric.
    Perhaps,
    /// None of them does.
    Never,
}

impl Part {
    /// The series that a metric of this type has, without when it began to count.
    pub const fn of(kind: MetricType) -> &'static [Self] {
        match kind {
            MetricType::Counter | MetricType::Gauge => &[Self::Whole],
            MetricType::Histogram => &[Self::Bucket, Self::Sum, Self::Count],
            MetricType::Summary => &[Self::Whole, Self::Sum, Self::Count],
        }
    }

    /// What their names have behind the metric's.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Bucket => "_bucket",
            Self::Sum => "_sum",
            Self::Count => "_count",
            Self::Created => "_created",
        }
    }

    /// The label that these series of a metric of this type have from their type.
    pub(super) const fn label(self, kind: MetricType) -> Option<&'static str> {
        match (self, kind) {
            (Self::Bucket, _) => Some("le"),
            (Self::Whole, MetricType::Summary) => Some("quantile"),
            (Self::Whole | Self::Sum | Self::Count | Self::Created, _) => None,
        }
    }
}

impl<'a> Series<'a> {
    pub(super) fn new(entry: &'a Entry, part: Part) -> Self {
        Self {
            metric: &entry.metric,
            part,
            profiles: &entry.profiles,
            entry,
        }
    }

    /// How the values behave.
    pub fn behaviour(&self) -> Behaviour {
        match (self.part, self.metric.kind) {
            (Part::Bucket | Part::Sum | Part::Count, _) | (Part::Whole, MetricType::Counter) => {
                Behaviour::Grows
            }
            (Part::Whole, MetricType::Gauge | MetricType::Summary | MetricType::Histogram)
            | (Part::Created, _) => Behaviour::Varies,
        }
    }

    /// What the numbers mean; none where they count observations, or are not known.
    pub fn unit(&self) -> Option<Unit> {
        match self.part {
            Part::Whole | Part::Sum => self.metric.unit,
            Part::Bucket | Part::Count => None,
            Part::Created => Some(Unit::Timestamp),
        }
    }

    /// The label that its type brings: `le` of buckets, `quantile` of summaries.
    pub fn own_label(&self) -> Option<&'static str> {
        self.part.label(self.metric.kind)
    }

    /// Whether the series have a label.
    pub fn label(&self, name: &str) -> Presence {
        let is = |one: &String| one == name;
        if name == Labels::NAME
            || self.own_label() == Some(name)
            || self.metric.labels.iter().any(is)
        {
            Presence::Always
        } else if self.metric.sometimes.iter().any(is) || self.entry.comes_from_scrape(name) {
            Presence::Sometimes
        } else if self.entry.more_labels {
            Presence::Perhaps
        } else {
            Presence::Never
        }
    }

    /// The labels that the series have by themselves, always or sometimes, without what the scrape
    /// adds to them.
    pub fn labels(&self) -> impl Iterator<Item = &'a str> {
        let listed = self.metric.labels.iter().chain(&self.metric.sometimes);
        listed.map(String::as_str).chain(self.own_label())
    }

    /// All values that a label can have; none where they are not known.
    pub fn values(&self, label: &str) -> Option<&'a [String]> {
        self.metric.values.get(label).map(Vec::as_slice)
    }
}
