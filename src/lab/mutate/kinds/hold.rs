//! An alert that waits too long, or not at all.

use crate::alerts::rules::{AlertRule, Rule};
use crate::base::Duration;
use crate::lab::mutate::mutant::Mutant;

pub(super) fn mutants(alert: &AlertRule, _: &[String]) -> Vec<Mutant> {
    let mut found = Vec::new();
    if alert.hold > Duration::ZERO {
        let mut with = |what, hold: Duration| {
            let before = format!("for: {}", alert.hold);
            let after = format!("for: {hold}");
            let rule = AlertRule {
                hold,
                ..alert.clone()
            };
            found.push(Mutant::new(what, before, after, Rule::Alert(rule)));
        };
        with("for/doubled", alert.hold * 2);
        with("for/removed", Duration::ZERO);
    }
    if alert.keep_firing_for > Duration::ZERO {
        let before = format!("keep_firing_for: {}", alert.keep_firing_for);
        let rule = AlertRule {
            keep_firing_for: Duration::ZERO,
            ..alert.clone()
        };
        let mutant = Mutant::new("for/removed", before, String::new(), Rule::Alert(rule));
        found.push(mutant);
    }
    found
}
