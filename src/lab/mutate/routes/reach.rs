//! What a configuration does with the alerts that there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alerts::routing::{GroupBy, InhibitRule, Routing, Timers};
use crate::alerts::rules::{AlertRule, RuleFile};
use crate::base::Labels;
use crate::drill::plan::heartbeat_labels;
use crate::promql::ExprKind;

/// What a configuration does with the alerts of some rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// For each alert.
    pub(super) alerts: Vec<Reached>,
    /// Who inhibits whom.
    pub(super) inhibited: BTreeSet<(Labels, Labels)>,
}

/// Who is told of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) labels: Labels,
    pub(super) takes: Vec<Taken>,
}

/// A route that an alert takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) receiver: Arc<str>,
    /// By which of its labels the alert is grouped; none stands for all.
    group_by: Option<BTreeSet<String>>,
    timers: Timers,
}

impl Reach {
    pub(super) fn of(routing: &Routing, rules: &[Arc<RuleFile>]) -> Self {
        let alerts = rules.iter().flat_map(|file| file.alerts());
        let alerts = alerts.map(|(_, alert)| labels(alert, None));
        let alerts: Vec<Labels> = alerts.chain([heartbeat_labels()]).collect();
        // The same alerts of something else: another model, another provider.
        let others = rules.iter().flat_map(|file| file.alerts());
        let others = others.flat_map(|(_, alert)| {
            let names = told_apart(alert).into_iter();
            names.map(|name| labels(alert, Some(&name)))
        });
        let others: Vec<Labels> = others.collect();
        let mut inhibited = BTreeSet::new();
        for source in &alerts {
            for target in alerts.iter().chain(&others) {
                let mut rules = routing.inhibit_rules.iter();
                if rules.any(|rule| inhibits(rule, source, target)) {
                    inhibited.insert((source.clone(), target.clone()));
                }
            }
        }
        let reached = alerts.into_iter().map(|labels| Reached {
            takes: taken(routing, &labels),
            labels,
        });
        Self {
            alerts: reached.collect(),
            inhibited,
        }
    }
}

fn taken(routing: &Routing, labels: &Labels) -> Vec<Taken> {
    let routes = routing.routes(labels).into_iter();
    let taken = routes.map(|route| Taken {
        receiver: route.receiver,
        group_by: match route.group_by {
            GroupBy::All => None,
            GroupBy::Labels(names) => {
                let has = |name: &String| !labels.get(name).is_empty();
                Some(names.into_iter().filter(has).collect())
            }
        },
        timers: route.timers,
    });
    taken.collect()
}

/// The labels by which an alert's expression tells series apart.
fn told_apart(alert: &AlertRule) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    alert.query.expr.walk(&mut |part| {
        if let ExprKind::Aggregate(aggregate) = &part.kind {
            let grouping = aggregate.grouping.iter();
            names.extend(grouping.flat_map(|grouping| grouping.labels().to_vec()));
        }
    });
    names.remove("le");
    names
}

/// The labels that an alert has: its own, and those by which its expression tells series apart, one of
/// which may be another.
fn labels(alert: &AlertRule, another: Option<&str>) -> Labels {
    let told_apart = told_apart(alert).into_iter().map(|name| {
        let which = if another == Some(&name) {
            "another"
        } else {
            "some"
        };
        let value = format!("{which}-{name}");
        (name, value)
    });
    let own = alert.labels.iter();
    let own = own.map(|(name, value)| (name.clone(), value.text().to_owned()));
    let name = ("alertname".to_owned(), alert.name.to_string());
    Labels::new(told_apart.chain(own).chain([name]))
}

fn inhibits(rule: &InhibitRule, source: &Labels, target: &Labels) -> bool {
    let is_source = |labels: &Labels| rule.source.iter().all(|one| one.matches(labels));
    let is_target = |labels: &Labels| rule.target.iter().all(|one| one.matches(labels));
    let agree = |name: &String| source.get(name) == target.get(name);
    is_source(source)
        && is_target(target)
        && !(is_target(source) && is_source(target))
        && rule.equal.iter().all(agree)
}
