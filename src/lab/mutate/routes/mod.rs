//! Mistakes in Alertmanager's configuration, and who notices them.

mod change;
mod reach;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::drills::Drills;
use crate::alerts::routing::Routing;
use crate::base::{Labels, Source};
use crate::report::Fate;
use change::Change;
use reach::{Reach, Reached};

/// A configuration with one mistake in it.
#[derive(Clone, Debug)]
pub(super) struct RouteMutant {
    pub(super) what: &'static str,
    pub(super) before: String,
    pub(super) after: String,
    source: Source,
    routing: Routing,
}

impl RouteMutant {
    /// Every mistake that is tried with a configuration, in the order of the file; severities are those
    /// that alerts have, the gravest first.
    pub(super) fn all(source: &Source, severities: &[String]) -> Vec<Self> {
        let Ok(config) = serde_yaml::from_str::<Value>(&source.text) else {
            return Vec::new();
        };
        let changes = change::all(&config, severities).into_iter();
        changes
            .filter_map(|change| Self::of(&config, source, change))
            .collect()
    }

    /// The configuration with the change, if Alertmanager would load it.
    fn of(config: &Value, source: &Source, change: Change) -> Option<Self> {
        let mutated = change.apply(config)?;
        let text = serde_yaml::to_string(&mutated).ok()?;
        let source = Source::new(source.name.clone(), text);
        let routing = Routing::parse(&source).ok()?;
        let Change {
            what,
            before,
            after,
            ..
        } = change;
        Some(Self {
            what,
            before,
            after,
            source,
            routing,
        })
    }

    /// What becomes of it.
    pub(super) fn fate(&self, drills: &Drills) -> Fate {
        let Ok(original) = Routing::parse(&drills.routing) else {
            return Fate::NotToldApart;
        };
        if let Some(policy) = drills.policy_on_routes(&self.source) {
            return Fate::Policy { by: policy };
        }
        let (original, mutant) = (
            Reach::of(&original, drills.rules()),
            Reach::of(&self.routing, drills.rules()),
        );
        if original == mutant {
            return Fate::NotToldApart;
        }
        let alerts = differing(&original, &mutant);
        let muted = mutant.inhibited.difference(&original.inhibited);
        let name = |labels: &Labels| labels.get("alertname").to_owned();
        let muted = muted.map(|(source, target)| [name(source), name(target)]);
        let muted: BTreeSet<[String; 2]> = muted.collect();
        if let Some(drill) = drills.notice_routes(&alerts, &muted, &self.source) {
            return Fate::Drill { by: drill };
        }
        Fate::Survives {
            test: test(&drills.routing.name, &original, &mutant),
            file: None,
        }
    }
}

/// The alerts of which somebody else is told, or at another time, or not at all.
fn differing<'a>(original: &'a Reach, mutant: &'a Reach) -> Vec<&'a str> {
    let alerts = original.alerts.iter().zip(&mutant.alerts);
    let differing = alerts.filter(|(one, other)| one != other);
    let names = differing.map(|(one, _)| one.labels.get("alertname"));
    let inhibited = original.inhibited.difference(&mutant.inhibited);
    names
        .chain(inhibited.map(|(source, _)| source.get("alertname")))
        .collect()
}

/// What would notice, as a command; nothing tests timers and inhibitions but a drill.
fn test(file: &str, original: &Reach, mutant: &Reach) -> String {
    let alerts = original.alerts.iter().zip(&mutant.alerts);
    let mut differing = alerts.filter(|(one, other)| one != other);
    let mut text = String::new();
    if let Some((one, other)) = differing.next() {
        let receivers = |reached: &Reached| {
            let names = reached.takes.iter().map(|taken| taken.receiver.to_string());
            names.collect::<Vec<_>>().join(",")
        };
        let labels = one
            .labels
            .iter()
            .map(|(name, value)| format!(" {name}={value}"));
        let labels: String = labels.collect();
        // Writing to a text does not fail.
        let _ = if receivers(one) == receivers(other) {
            writeln!(
                text,
                "# only a drill in which `{}` fires shows when and with what else it is told:\n\
                 # expect its page with `pages: {{receiver: {}, within: …}}`",
                one.labels.get("alertname"),
                receivers(one)
            )
        } else {
            writeln!(
                text,
                "amtool config routes test --config.file={file} --verify.receivers={}{labels}",
                receivers(one)
            )
        };
    } else {
        let pair = original.inhibited.symmetric_difference(&mutant.inhibited);
        if let Some((source, target)) = pair.into_iter().next() {
            let (source, target) = (source.get("alertname"), target.get("alertname"));
            let _ = writeln!(
                text,
                "# only a drill in which `{source}` and `{target}` fire together shows who inhibits whom"
            );
        }
    }
    text
}
