//! A label of an alert that is missing, or a severity that is another: other people are paged.

use crate::alerts::rules::{AlertRule, Rule};
use crate::alerts::template::Template;
use crate::lab::mutate::mutant::Mutant;

const SEVERITY: &str = "severity";

pub(super) fn mutants(alert: &AlertRule, severities: &[String]) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (index, (name, value)) in alert.labels.iter().enumerate() {
        let before = format!("{name}: {}", value.text());
        let mut rule = alert.clone();
        if name == SEVERITY
            && let Some(other) = next(severities, value.text())
            && let Ok(template) = Template::parse(other)
        {
            let mut rule = rule.clone();
            rule.labels[index].1 = template;
            let after = format!("{name}: {other}");
            let rule = Rule::Alert(rule);
            found.push(Mutant::new("severity/changed", before.clone(), after, rule));
        }
        rule.labels.remove(index);
        let rule = Rule::Alert(rule);
        found.push(Mutant::new(
            "alert-label/dropped",
            before,
            String::new(),
            rule,
        ));
    }
    found
}

/// The severity after this one, and the first after the last.
fn next<'a>(severities: &'a [String], value: &str) -> Option<&'a str> {
    let place = severities.iter().position(|severity| severity == value)?;
    let next = severities.get(place + 1).or(severities.first())?;
    (next != value).then_some(next)
}
