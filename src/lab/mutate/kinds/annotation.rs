//! What people read is missing.

use crate::alerts::rules::{AlertRule, Rule};
use crate::lab::mutate::mutant::Mutant;

/// What this mistake is called.
pub(in crate::lab::mutate) const DROPPED: &str = "annotation/dropped";

pub(super) fn mutants(alert: &AlertRule, _: &[String]) -> Vec<Mutant> {
    let all = alert.annotations.iter().enumerate();
    let dropped = all.map(|(index, (name, value))| {
        let before = format!("{name}: {}", value.text());
        let mut rule = alert.clone();
        rule.annotations.remove(index);
        let rule = Rule::Alert(rule);
        Mutant::new(DROPPED, before, String::new(), rule)
    });
    dropped.collect()
}
