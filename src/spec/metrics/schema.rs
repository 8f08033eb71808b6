//! What several profiles know of metrics, together.

use std::collections::{BTreeMap, BTreeSet};

use super::series::{Part, Series};
use super::{Metric, MetricType, built_in};
use crate::base::closest;
use crate::spec::Profile;

/// Labels that scrape configurations and Prometheus itself commonly add to every series.
const SCRAPED: [&str; 19] = [
    "app",
    "cluster",
    "container",
    "endpoint",
    "env",
    "environment",
    "instance",
    "job",
    "monitor",
    "namespace",
    "node",
    "pod",
    "prometheus",
    "prometheus_replica",
    "region",
    "replica",
    "service",
    "team",
    "zone",
];

/// What several profiles know of metrics, together.
#[derive(Clone, Debug)]
pub struct Schema {
    entries: BTreeMap<String, Entry>,
    /// Metrics of which profiles contradict each other in what matters most.
    contested: BTreeSet<String>,
    /// Beginnings of names, and the profile that lists every metric whose name begins so.
    families: BTreeMap<String, String>,
    /// All labels that some metric has.
    labels: BTreeSet<String>,
}

/// A metric, and who tells of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) metric: Metric,
    pub(super) profiles: Vec<String>,
    /// Whether operators may add labels of their own.
    pub(super) more_labels: bool,
    target_labels: BTreeSet<String>,
}

impl Schema {
    /// What these profiles know, and what is known of Prometheus itself.
    ///
    /// Where several tell of one metric, only what is true of all of them is known. A metric that
    /// grows in one and varies in another is not known at all: see [`Self::is_contested`].
    pub fn of(profiles: &[Profile]) -> Self {
        let mut schema = Self {
            entries: BTreeMap::new(),
            contested: BTreeSet::new(),
            families: BTreeMap::new(),
            labels: BTreeSet::new(),
        };
        schema.add(built_in::prometheus());
        for profile in profiles {
            schema.add(profile);
        }
        schema
    }

    /// What is known of the series with this name; none where nothing is.
    pub fn series(&self, name: &str) -> Option<Series<'_>> {
        if let Some(entry) = self.entries.get(name) {
            // A classic histogram has no series under its own name.
            if entry.metric.kind != MetricType::Histogram {
                return Some(Series::new(entry, Part::Whole));
            }
        }
        let parts = [Part::Bucket, Part::Sum, Part::Count];
        let by_type = parts.into_iter().find_map(|part| {
            let entry = self.entries.get(name.strip_suffix(part.suffix())?)?;
            let has = Part::of(entry.metric.kind).contains(&part);
            has.then(|| Series::new(entry, part))
        });
        by_type.or_else(|| {
            let base = name.strip_suffix(Part::Created.suffix())?;
            let entry = self.entries.get(base);
            let entry = entry.or_else(|| self.entries.get(&format!("{base}_total")))?;
            let counts = entry.metric.kind != MetricType::Gauge;
            counts.then(|| Series::new(entry, Part::Created))
        })
    }

    /// What is known of the metric with this name, as it stands in a profile: without `_bucket`,
    /// `_sum` and `_count`.
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        Some(&self.entries.get(name)?.metric)
    }

    /// Whether profiles tell of this metric and contradict each other.
    pub fn is_contested(&self, name: &str) -> bool {
        self.contested.contains(name)
    }

    /// The profile that lists every metric whose name begins as this one's; none where a metric of
    /// this name may well exist without being listed.
    pub fn family(&self, name: &str) -> Option<&str> {
        let mut families = self.families.iter();
        let (_, profile) = families.find(|(prefix, _)| name.starts_with(&***prefix))?;
        Some(profile)
    }

    /// The names of all series that are known, sorted by metric.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.entries.iter().flat_map(|(name, entry)| {
            let parts = Part::of(entry.metric.kind).iter();
            parts.map(move |part| format!("{name}{}", part.suffix()))
        })
    }

    /// The known name that was probably meant by an unknown one.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let names: Vec<String> = self.names().collect();
        closest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// All labels that some metric has by itself, sorted.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    fn add(&mut self, profile: &Profile) {
        for family in &profile.families {
            self.families
                .entry(family.clone())
                .or_insert_with(|| profile.name.clone());
        }
        for (name, metric) in &profile.metrics {
            let labels = metric.labels.iter().chain(&metric.sometimes);
            self.labels.extend(labels.cloned());
            let other = Entry {
                metric: metric.clone(),
                profiles: vec![profile.name.clone()],
                more_labels: profile.more_labels,
                target_labels: profile.target_labels.iter().cloned().collect(),
            };
            match self.entries.get_mut(name) {
                None if self.contested.contains(name) => {}
                None => {
                    self.entries.insert(name.clone(), other);
                }
                Some(entry) if entry.metric.kind == other.metric.kind => entry.narrow(other),
                Some(_) => {
                    self.entries.remove(name);
                    self.contested.insert(name.clone());
                }
            }
        }
    }
}

impl Default for Schema {
    /// What is known of Prometheus itself.
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Entry {
    /// Whether Prometheus may add this label when it scrapes.
    pub(super) fn comes_from_scrape(&self, label: &str) -> bool {
        SCRAPED.contains(&label)
            || label.starts_with("exported_")
            || self.target_labels.contains(label)
    }

    /// Keeps what is true of another profile's metric of this name too.
    fn narrow(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.metric, other.metric);
        let both = |label: &String| theirs.labels.contains(label);
        let (labels, only_mine): (Vec<_>, Vec<_>) =
            std::mem::take(&mut mine.labels).into_iter().partition(both);
        let rest = only_mine
            .into_iter()
            .chain(std::mem::take(&mut mine.sometimes));
        let rest = rest.chain(theirs.labels).chain(theirs.sometimes);
        let rest: BTreeSet<String> = rest.filter(|label| !labels.contains(label)).collect();
        mine.labels = labels;
        mine.sometimes = rest.into_iter().collect();
        mine.unit = mine.unit.filter(|unit| theirs.unit == Some(*unit));
        mine.per = mine.per.filter(|per| theirs.per == Some(*per));
        mine.values.retain(|label, values| {
            let Some(more) = theirs.values.get(label) else {
                return false;
            };
            let new = more.iter().filter(|value| !values.contains(value));
            let new: Vec<String> = new.cloned().collect();
            values.extend(new);
            true
        });
        mine.optional |= theirs.optional;
        mine.common |= theirs.common;
        mine.note = None;
        self.profiles.extend(other.profiles);
        self.more_labels |= other.more_labels;
        self.target_labels.extend(other.target_labels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;
    use crate::spec::metrics::{Behaviour, Presence, Unit};

    fn profile(name: &str, text: &str) -> Profile {
        Profile::read(&Source::new(name, text)).unwrap()
    }

    const ONE: &str = "
families: [app_]
target_labels: [rack]
metrics:
  app_requests_total: {type: counter, unit: requests, labels: [model, status], sometimes: [reason], values: {status: [ok, error]}}
  app_wait_seconds: {type: histogram, unit: seconds, labels: [model]}
  app_age_seconds: {type: summary, unit: seconds}
  app_busy: {type: gauge}
";

    #[test]
    fn the_series_of_a_histogram_and_a_summary_are_found_by_their_own_names() {
        let schema = Schema::of(&[profile("one.yaml", ONE)]);
        let told = |name: &str| {
            let series = schema.series(name)?;
            Some((
                series.part,
                series.behaviour(),
                series.unit(),
                series.own_label(),
            ))
        };
        let (grows, varies, seconds) = (Behaviour::Grows, Behaviour::Varies, Some(Unit::Seconds));
        assert_eq!(
            told("app_wait_seconds_bucket"),
            Some((Part::Bucket, grows, None, Some("le")))
        );
        assert_eq!(
            told("app_wait_seconds_sum"),
            Some((Part::Sum, grows, seconds, None))
        );
        assert_eq!(
            told("app_wait_seconds"),
            None,
            "a classic histogram has no such series"
        );
        assert!(schema.metric("app_wait_seconds").is_some());
        assert_eq!(
            told("app_age_seconds"),
            Some((Part::Whole, varies, seconds, Some("quantile")))
        );
        assert_eq!(
            told("app_age_seconds_count"),
            Some((Part::Count, grows, None, None))
        );
        assert_eq!(told("app_age_seconds_bucket"), None);
        assert_eq!(told("app_busy"), Some((Part::Whole, varies, None, None)));
        let created = (Part::Created, varies, Some(Unit::Timestamp), None);
        assert_eq!(told("app_requests_created"), Some(created));
        assert_eq!(told("app_busy_created"), None);
    }

    #[test]
    fn a_label_is_there_always_sometimes_or_never() {
        let schema = Schema::of(&[profile("one.yaml", ONE)]);
        let series = schema.series("app_requests_total").unwrap();
        assert_eq!(series.label("model"), Presence::Always);
        assert_eq!(series.label("reason"), Presence::Sometimes);
        assert_eq!(
            series.label("namespace"),
            Presence::Sometimes,
            "from the scrape"
        );
        assert_eq!(
            series.label("rack"),
            Presence::Sometimes,
            "from this profile's scrape"
        );
        assert_eq!(series.label("version"), Presence::Never);
        assert_eq!(series.values("status").unwrap(), ["ok", "error"]);
        assert_eq!(series.values("model"), None);
    }

    #[test]
    fn of_a_metric_in_two_profiles_only_what_is_true_of_both_is_known() {
        let two = "
more_labels: true
metrics:
  app_requests_total: {type: counter, labels: [model, status, tenant], values: {status: [ok, blocked]}}
  app_busy: {type: counter}
";
        let profiles = [profile("one.yaml", ONE), profile("two.yaml", two)];
        let schema = Schema::of(&profiles);
        let series = schema.series("app_requests_total").unwrap();
        assert_eq!(series.profiles, ["one", "two"]);
        assert_eq!(series.unit(), None);
        assert_eq!(series.label("status"), Presence::Always);
        assert_eq!(series.label("tenant"), Presence::Sometimes);
        assert_eq!(series.label("colour"), Presence::Perhaps);
        assert_eq!(series.values("status").unwrap(), ["ok", "error", "blocked"]);
        assert!(schema.series("app_busy").is_none() && schema.is_contested("app_busy"));
    }

    #[test]
    fn an_unknown_name_of_a_known_family_has_a_nearest_one() {
        let schema = Schema::of(&[profile("one.yaml", ONE)]);
        assert_eq!(schema.family("app_request_total"), Some("one"));
        assert_eq!(schema.family("other_total"), None);
        let nearest = schema.nearest("app_request_total");
        assert_eq!(nearest.as_deref(), Some("app_requests_total"));
    }

    #[test]
    fn prometheus_itself_is_known_without_a_profile() {
        let schema = Schema::of(&[]);
        let alerts = schema.series("ALERTS").unwrap();
        assert_eq!(alerts.profiles, ["prometheus"]);
        assert_eq!(alerts.label("severity"), Presence::Perhaps);
        assert!(schema.series("up").is_some());
    }
}
