//! A drill's class is that of one of its alerts.

use super::alert::Alert;
use super::subject::Subject;
use crate::base::{Problem, Source};
use crate::spec::Drill;
use crate::spec::drill::{IncidentClass, Places};
use crate::spec::words::listed;

const CODE: &str = "policy/drill-class";

pub(super) fn check(subject: &Subject, _: &[Alert]) -> Vec<Problem> {
    let drills = subject.drills.iter();
    drills
        .filter_map(|(source, drill)| wrong(subject, source, drill))
        .collect()
}

fn wrong(subject: &Subject, source: &Source, drill: &Drill) -> Option<Problem> {
    let (_, policy) = subject.policy;
    let alerts = drill.expect.alerts.iter();
    let classes: Vec<_> = alerts
        .filter_map(|promise| policy.class_of(&promise.alert))
        .collect();
    let own = drill.incident.class;
    if classes.is_empty() || classes.contains(&own) {
        return None;
    }
    let message = format!("none of this drill's alerts tells of {own}");
    let mut told: Vec<&str> = classes.into_iter().map(IncidentClass::name).collect();
    told.sort_unstable();
    told.dedup();
    let hint = format!(
        "its alerts tell of {}: correct the class, or promise something of an alert on {own}",
        listed(told, "and")
    );
    let span = Places::of(source).class;
    Some(
        Problem::error(CODE, message)
            .at(source, span, "no alert says so")
            .hint(hint),
    )
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_drill_whose_class_is_none_of_its_alerts_is_red() {
        let told = Small::new()
            .with("drill.yaml", "class: availability", "class: cost")
            .only();
        assert!(
            told.contains("policy/drill-class]: none of this drill's alerts tells of cost"),
            "{told}"
        );
        assert!(told.contains("^^^^ no alert says so"), "{told}");
    }
}
