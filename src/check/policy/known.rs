//! Every alert tells of one class of incident, and every alert that a class lists exists.

use std::collections::BTreeSet;

use super::alert::Alert;
use super::subject::Subject;
use crate::base::{Problem, Source, Spanned, closest};
use crate::spec::drill::IncidentClass;
use crate::spec::words::listed;

const NO_CLASS: &str = "policy/alert-class";
const NO_ALERT: &str = "policy/unknown-alert";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let (source, policy) = subject.policy;
    let names: BTreeSet<&str> = alerts.iter().map(Alert::name).collect();
    let mut problems = Vec::new();
    for (class, one) in &policy.classes {
        for alert in &one.alerts {
            let label = format!("listed for {class}");
            problems.extend(unknown(source, alert, &names, label));
        }
    }
    let mut seen = BTreeSet::new();
    for alert in alerts {
        if policy.class_of(alert.name()).is_some() || !seen.insert(alert.name()) {
            continue;
        }
        let message = format!("no class of the policy lists `{}`", alert.name());
        let classes = IncidentClass::ALL.into_iter().map(IncidentClass::name);
        let hint = format!(
            "add it to the `alerts` of {} in `{}`: the class decides at which level people begin",
            listed(classes, "or"),
            source.name
        );
        let span = alert.rule.name_span;
        problems.push(
            alert
                .problem(NO_CLASS, message, span, "of what does it tell?")
                .hint(hint),
        );
    }
    problems
}

/// That no rule makes an alert which the policy lists; nothing if one does.
pub(super) fn unknown(
    source: &Source,
    alert: &Spanned<String>,
    names: &BTreeSet<&str>,
    label: impl Into<String>,
) -> Option<Problem> {
    if names.contains(&*alert.value) {
        return None;
    }
    let message = format!("no rule makes an alert `{}`", alert.value);
    let hint = match closest(&alert.value, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "take it out of the list, or write its rule".to_owned(),
    };
    let problem = Problem::error(NO_ALERT, message).at(source, alert.span, label);
    Some(problem.hint(hint))
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn an_alert_that_no_class_lists_and_a_listed_one_that_no_rule_makes_are_red() {
        let told = Small::new().with("policy.yaml", "[Dear]", "[Deer]").told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("policy/unknown-alert"), "{}", told[0]);
        assert!(told[0].ends_with("did you mean `Dear`?"), "{}", told[0]);
        assert!(told[1].contains("policy/alert-class"), "{}", told[1]);
        assert!(told[1].contains("alerts.yaml:9"), "{}", told[1]);
    }
}
