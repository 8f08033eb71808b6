//! No alert is muted by a milder one, none by one that tells of another class, and none on safety by any.

use super::alert::{Alert, some};
use super::subject::Subject;
use crate::alerts::routing::InhibitRule;
use crate::base::Problem;
use crate::spec::drill::IncidentClass;

const BY_A_MILDER: &str = "policy/muted-by-milder";
const BY_ANOTHER_CLASS: &str = "policy/muted-by-another-class";
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
                .chain(another_class_mutes(subject, alerts, rule))
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

/// What the rule may mute and should not be muted by what it may be muted by, with one such source.
fn wrongly_muted<'a>(
    subject: &Subject,
    alerts: &'a [Alert<'a>],
    rule: &InhibitRule,
    is_wrong: impl Fn(&Alert, &Alert) -> bool,
) -> Option<(&'a Alert<'a>, Vec<&'a Alert<'a>>)> {
    let sources: Vec<&Alert> = alerts
        .iter()
        .filter(|alert| alert.foreseen.meets(&rule.source) != Some(false))
        .collect();
    let pairs: Vec<(&Alert, &Alert)> = muted(alerts, rule)
        .filter(|target| !is_safety(subject, target))
        .filter_map(|target| {
            let mutes = |source: &Alert| agree(rule, source, target) && is_wrong(source, target);
            let source = sources.iter().find(|source| mutes(source))?;
            Some((*source, target))
        })
        .collect();
    let (source, _) = pairs.first()?;
    Some((source, pairs.iter().map(|(_, target)| *target).collect()))
}

/// The alerts that one of another class may mute: then people hear of one incident where there are two.
fn another_class_mutes(subject: &Subject, alerts: &[Alert], rule: &InhibitRule) -> Option<Problem> {
    let class = |alert: &Alert| subject.policy.1.class_of(alert.name());
    let (source, targets) = wrongly_muted(subject, alerts, rule, |source, target| {
        let both = class(source).zip(class(target));
        !is_milder(source, target) && both.is_some_and(|(source, target)| source != target)
    })?;
    let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
    let (own, other) = (class(source)?, class(targets.first()?)?);
    let message = format!(
        "`{}`, which tells of {own}, may mute {}, which tells of {other}",
        source.name(),
        some(&names)
    );
    let hint = "narrow both sides to alerts of one class, or name the labels that must be `equal`";
    let problem = Problem::error(BY_ANOTHER_CLASS, message);
    let label = "one incident would hide another";
    Some(
        problem
            .at(subject.routing.0, rule.place.0, label)
            .hint(hint),
    )
}

fn is_milder(source: &Alert, target: &Alert) -> bool {
    let both = source.severity().zip(target.severity());
    both.is_some_and(|(source, target)| source > target)
}

/// The graver alerts that a milder one may mute, with one such.
fn milder_mutes(subject: &Subject, alerts: &[Alert], rule: &InhibitRule) -> Option<Problem> {
    let (source, targets) = wrongly_muted(subject, alerts, rule, is_milder)?;
    let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
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
    fn an_alert_that_one_of_another_class_may_mute_is_red() {
        let dear = "alertname=\"Dear\"";
        let told = Small::new()
            .with("alertmanager.yaml", "alertname=\"Slow\"", dear)
            .only();
        let message = "policy/muted-by-another-class]: `Down`, which tells of availability, may \
                       mute `Dear`, which tells of cost";
        assert!(told.contains(message), "{told}");
        assert!(told.contains("alertmanager.yaml:13"), "{told}");
    }

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
