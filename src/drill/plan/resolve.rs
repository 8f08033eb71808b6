//! From a brief and facts to a plan.

use super::crossing::crossings;
use super::forecast::Forecast;
use super::{Brief, Loaded, Plan, PlannedAlert, heartbeat_labels, obstacles, traffic, warnings};
use crate::alerts::routing::Routing;
use crate::base::{Duration, Labels, Source};
use crate::spec::drill::{AlertPromise, Expect, Shows};
use crate::world::{Facts, LoadedRule, Look};

/// What must be looked at before the plan can be made.
pub fn look(brief: &Brief) -> Look {
    let changes = brief.changes(|_| None);
    let tries = changes.iter();
    let tries = tries.map(|change| (change.place.clone(), change.ours.clone()));
    Look {
        tries: tries.collect(),
        places: changes.into_iter().map(|change| change.place).collect(),
        probes: match &brief.drill.effective.shows {
            Shows::Probe { probe, .. } => vec![probe.clone()],
            Shows::Signal { .. } => Vec::new(),
        },
        expressions: brief.requires.clone(),
        images: brief.images.clone(),
        heartbeat: heartbeat_labels(),
    }
}

/// What is looked at once more at the end: only what is loaded and what runs. No probe, no heartbeat.
pub fn look_again(brief: &Brief) -> Look {
    Look {
        places: Vec::new(),
        tries: Vec::new(),
        probes: Vec::new(),
        expressions: Vec::new(),
        images: brief.images.clone(),
        heartbeat: Labels::empty(),
    }
}

/// The plan for a brief, given the facts. Pure.
pub fn resolve(brief: Brief, facts: Facts) -> Plan {
    let changes = brief.changes(|place| {
        let mut looked = facts.places.iter();
        let (_, found) = looked.find(|(looked, _)| looked == place)?;
        Some(found.as_ref().ok()?.as_ref()?.content.clone())
    });
    let routing = facts
        .routing
        .as_ref()
        .ok()
        .and_then(|text| Routing::parse(&Source::new("alertmanager.yaml", &**text)).ok());
    let alerts: Vec<PlannedAlert> = brief
        .drill
        .expect
        .alerts
        .iter()
        .map(|promise| planned((promise, &brief.drill.expect), &facts, routing.as_ref()))
        .collect();
    let (traffic, runaway) = (traffic::steady(&brief), traffic::runaway(&brief));
    let mut plan = Plan {
        warnings: Vec::new(),
        obstacles: Vec::new(),
        loaded: Loaded::of(&facts),
        brief,
        facts,
        changes,
        traffic,
        runaway,
        alerts,
    };
    plan.obstacles = obstacles::all(&plan);
    plan.warnings = warnings::all(&plan);
    plan
}

/// The loaded rule that an alert promise means: the first of its name whose labels can match.
pub(super) fn rule_of<'a>(facts: &'a Facts, promise: &AlertPromise) -> Option<&'a LoadedRule> {
    facts.rules.as_ref().ok()?.iter().find(|rule| {
        rule.alert == promise.alert
            && promise.labels.iter().all(|(name, wanted)| {
                let fixed = rule.labels.get(name);
                fixed.is_empty() || fixed == wanted || fixed.contains("{{")
            })
    })
}

fn planned(
    (promise, expect): (&AlertPromise, &Expect),
    facts: &Facts,
    routing: Option<&Routing>,
) -> PlannedAlert {
    let rule = rule_of(facts, promise);
    PlannedAlert {
        alert: promise.alert.clone(),
        labels: promise.labels.clone(),
        expr: rule.map(|rule| rule.expr.clone()).unwrap_or_default(),
        crossings: rule.map(|rule| crossings(&rule.expr)).unwrap_or_default(),
        interval: rule.map_or(Duration::ZERO, |rule| rule.interval),
        forecast: rule.map(|rule| Forecast::of((promise, expect), rule, facts, routing)),
    }
}
