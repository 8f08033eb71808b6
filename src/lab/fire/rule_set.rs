//! The rules that are loaded together, and which of them write what others read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::alerts::rules::{AlertRule, Group, Rule, RuleDocument};
use crate::base::Source;

/// Where a rule stands: its group and its place in the group.
pub(super) type Place = (usize, usize);

/// Rules that are loaded together.
#[derive(Clone, Debug)]
pub struct RuleSet {
    groups: Vec<(Source, Arc<Group>)>,
    /// The rules by the metric that they record, or by their alert's name.
    records: BTreeMap<Arc<str>, Vec<Place>>,
    alerts: BTreeMap<Arc<str>, Vec<Place>>,
}

impl RuleSet {
    /// The rules of these documents, in their order.
    pub fn new(documents: &[RuleDocument]) -> Self {
        let groups = documents.iter().flat_map(|document| {
            let groups = document.rules.groups.iter();
            groups.map(|group| (document.source.clone(), group.clone()))
        });
        let mut set = Self {
            groups: groups.collect(),
            records: BTreeMap::new(),
            alerts: BTreeMap::new(),
        };
        for (number, (_, group)) in set.groups.iter().enumerate() {
            for (place, rule) in group.rules.iter().enumerate() {
                let known = match rule {
                    Rule::Alert(_) => &mut set.alerts,
                    Rule::Record(_) => &mut set.records,
                };
                let places = known.entry(rule.name().clone()).or_default();
                places.push((number, place));
            }
        }
        set
    }

    /// All alerting rules, in the order of their files.
    pub(super) fn alerts(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self.alerts.values().flatten().copied().collect();
        places.sort_unstable();
        places
    }

    /// The rules that record a metric.
    pub(super) fn recording(&self, metric: &str) -> &[Place] {
        self.records.get(metric).map_or(&[], Vec::as_slice)
    }

    /// The alerting rules of a name.
    pub(super) fn alerting(&self, name: &str) -> &[Place] {
        self.alerts.get(name).map_or(&[], Vec::as_slice)
    }

    /// The rule at a place.
    pub(super) fn rule(&self, (group, place): Place) -> Option<&Rule> {
        self.groups.get(group)?.1.rules.get(place)
    }

    /// The alerting rule at a place.
    pub(super) fn alert(&self, place: Place) -> Option<&AlertRule> {
        match self.rule(place)? {
            Rule::Alert(alert) => Some(alert),
            Rule::Record(_) => None,
        }
    }

    /// The file and the group of a place.
    pub(super) fn home(&self, (group, _): Place) -> Option<&(Source, Arc<Group>)> {
        self.groups.get(group)
    }

    /// The groups with these rules alone.
    pub(super) fn only(&self, places: &BTreeSet<Place>) -> Vec<Arc<Group>> {
        let mut groups: Vec<(usize, Group)> = Vec::new();
        for place in places {
            let (Some(rule), Some((_, home))) = (self.rule(*place), self.home(*place)) else {
                continue;
            };
            match groups.last_mut() {
                Some((number, group)) if *number == place.0 => group.rules.push(rule.clone()),
                _ => {
                    let mut group = Group::clone(home);
                    group.rules = vec![rule.clone()];
                    groups.push((place.0, group));
                }
            }
        }
        groups
            .into_iter()
            .map(|(_, group)| Arc::new(group))
            .collect()
    }

    /// The files in which these rules stand, and all groups of those files.
    pub(super) fn files(&self, places: &BTreeSet<Place>) -> (Vec<Arc<str>>, Vec<Arc<Group>>) {
        let homes = places.iter().filter_map(|place| self.home(*place));
        let names: BTreeSet<&Arc<str>> = homes.map(|(source, _)| &source.name).collect();
        let groups = self.groups.iter();
        let groups = groups.filter(|(source, _)| names.contains(&source.name));
        let groups = groups.map(|(_, group)| group.clone()).collect();
        (names.into_iter().cloned().collect(), groups)
    }
}
