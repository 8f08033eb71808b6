//! No alert is muted by a milder one, and none on safety by any.

use super::alert::{Alert, some};
use super::subject::Subject;
use crate::alerts::routing::InhibitRule;
use crate::base::Problem;
use crate::spec::drill::IncidentClass;

const BY_A_MILDER: &str = "policy/muted-by-milder";
const SAFETY: &str = "policy/safety-muted";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let (_, routing) = subject.routing;
    let rules = routing.inhibit_rules.iter();
    rules
        .flat_map(|rule| {
            let safety = safety_muted(subject, alerts, rule);
            safety
                .into_iter()
                .chain(milder_mutes(subject, alerts, rule))
        })
        .collect()
}

/// What the rule may mute: whatever it cannot be ruled out for.
fn muted<'a>(alerts: &'a [Alert<'a>], rule: &InhibitRule) -> impl Iterator<Item = &'a Alert<'a>> {
    alerts
        .iter()
        .filter(move |alert| alert.foreseen.meets(&rule.target) != Some(false))
}

fn is_safety(subject: &Subject, alert: &Alert) -> bool {
    subject.policy.1.class_of(alert.name()) == Some(IncidentClass::Safety)
}

fn safety_muted(subject: &Subject, alerts: &[Alert], rule: &InhibitRule) -> Option<Problem> {
    let names: Vec<&str> = muted(alerts, rule)
        .filter(|alert| is_safety(subject, alert))
        .map(Alert::name)
        .collect();
    if names.is_empty() {
        return None;
    }
    let message = format!(
        "this rule may mute {}, which tells of harm to people",
        some(&names)
    );
    let hint = "exclude it by its name, as `alertname!=\"…\"`: nothing inhibits an alert on safety";
    let problem = Problem::error(SAFETY, message);
    Some(
        problem
            .at(subject.routing.0, rule.place.0, "what is muted")
            .hint(hint),
    )
}

/// The graver alerts that a milder one may mute, with one such.
fn milder_mutes(subject: &Subject, alerts: &[Alert], rule: &InhibitRule) -> Option<Problem> {
    let sources: Vec<&Alert> = alerts
        .iter()
        .filter(|alert| alert.foreseen.meets(&rule.source) != Some(false))
        .collect();
    let may_mute = |source: &Alert, target: &Alert| {
        let both = source.severity().zip(target.severity());
        both.is_some_and(|(source, target)| source > target) && agree(rule, source, target)
    };
    let pairs: Vec<(&Alert, &str)> = muted(alerts, rule)
        .filter(|target| !is_safety(subject, target))
        .filter_map(|target| {
            let source = sources.iter().find(|source| may_mute(source, target))?;
            Some((*source, target.name()))
        })
        .collect();
    let (source, _) = pairs.first()?;
    let names: Vec<&str> = pairs.iter().map(|(_, name)| *name).collect();
    let milder = source.severity()?;
    let message = format!(
        "`{}`, which is {milder}, may mute {}, which is graver",
        source.name(),
        some(&names)
    );
    let hint = format!(
        "narrow the targets to {milder} and milder, or the sources to alerts as grave as these"
    );
    let problem = Problem::error(BY_A_MILDER, message);
    Some(
        problem
            .at(subject.routing.0, rule.place.0, "what is muted")
            .hint(hint),
    )
}

/// Whether both may have the same values where the rule wants them to be equal.
fn agree(rule: &InhibitRule, source: &Alert, target: &Alert) -> bool {
    let differ = |name: &String| {
        let both = source.foreseen.get(name).zip(target.foreseen.get(name));
        both.is_some_and(|(one, other)| one != other)
    };
    !rule.equal.iter().any(differ)
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn an_alert_on_safety_that_a_rule_may_mute_is_red() {
        let told = Small::new()
            .with(
                "alertmanager.yaml",
                "alertname=\"Slow\"",
                "severity=\"sev1\"",
            )
            .only();
        assert!(
            told.contains("policy/safety-muted]: this rule may mute `Harm`"),
            "{told}"
        );
        assert!(told.contains("alertmanager.yaml:13"), "{told}");
    }

    #[test]
    fn a_graver_alert_that_a_milder_one_mutes_is_red() {
        let told = Small::new()
            .with(
                "alertmanager.yaml",
                "[alertname=\"Down\"]",
                "[alertname=\"Dear\"]",
            )
            .only();
        assert!(
            told.contains(
                "policy/muted-by-milder]: `Dear`, which is sev3, may mute `Slow`, which is graver"
            ),
            "{told}"
        );
    }

    #[test]
    fn alerts_that_can_never_agree_do_not_mute_each_other() {
        let small = Small::new()
            .with(
                "alertmanager.yaml",
                "[alertname=\"Down\"]",
                "[alertname=\"Dear\"]",
            )
            .with(
                "alertmanager.yaml",
                "target_matchers: [alertname=\"Slow\"]",
                "target_matchers: [alertname=\"Slow\"], equal: [severity]",
            );
        assert_eq!(small.told(), Vec::<String>::new());
    }
}
