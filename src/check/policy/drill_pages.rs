//! A drill promises pages to those whom the policy tells, within the time in which they respond.

use super::alert::{Alert, gravest};
use super::subject::Subject;
use crate::base::{Problem, Source};
use crate::spec::drill::{AlertPlaces, AlertRole, IncidentSeverity, Pages, Places};
use crate::spec::policy::Respond;
use crate::spec::words::listed;

const RECEIVER: &str = "policy/drill-receiver";
const LATE: &str = "policy/drill-pages-late";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (source, drill) in &subject.drills {
        for (number, promise) in drill.expect.alerts.iter().enumerate() {
            let AlertRole::Fires {
                pages: Some(pages), ..
            } = &promise.role
            else {
                continue;
            };
            let Some(severity) = gravest(alerts, &promise.alert) else {
                continue;
            };
            let promised = Promised {
                source,
                number,
                alert: &promise.alert,
                severity,
                pages,
            };
            problems.extend(promised.wrong_receiver(subject));
            problems.extend(promised.too_late(subject));
        }
    }
    problems
}

/// A page that a drill promises.
struct Promised<'a> {
    source: &'a Source,
    /// The alert's place among those that something is promised of.
    number: usize,
    alert: &'a str,
    severity: IncidentSeverity,
    pages: &'a Pages,
}

impl Promised<'_> {
    fn wrong_receiver(&self, subject: &Subject) -> Option<Problem> {
        let (severity, receiver) = (self.severity, &self.pages.receiver);
        let told = subject.policy.1.receivers_of(severity);
        if told.contains(&&**receiver) {
            return None;
        }
        let message = format!(
            "this page is promised to `{receiver}`, and the policy does not tell it of {severity}"
        );
        let problem = Problem::error(RECEIVER, message);
        let problem = problem.at(self.source, self.places().receiver, self.label());
        Some(problem.hint(format!("write {}", listed(told, "or"))))
    }

    fn too_late(&self, subject: &Subject) -> Option<Problem> {
        let (severity, within) = (self.severity, self.pages.within);
        let severities = &subject.policy.1.severities;
        let Respond::Within(respond) = severities.get(&severity)?.respond.value else {
            return None;
        };
        if within <= respond {
            return None;
        }
        let message = format!(
            "this page is promised within {within}, and {severity} is responded to within \
             {respond}"
        );
        let problem = Problem::error(LATE, message);
        let problem = problem.at(self.source, self.places().pages_within, self.label());
        let hint = format!("write {respond} or less: who is not told does not respond");
        Some(problem.hint(hint))
    }

    fn label(&self) -> String {
        format!("`{}` is {}", self.alert, self.severity)
    }

    fn places(&self) -> AlertPlaces {
        let all = Places::of(self.source).alerts;
        all.get(self.number).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_page_that_is_promised_to_somebody_else_is_red() {
        let told = Small::new()
            .with("drill.yaml", "receiver: pager", "receiver: talk")
            .only();
        assert!(told.contains("policy/drill-receiver"), "{told}");
        assert!(told.ends_with("write `pager`"), "{told}");
    }

    #[test]
    fn a_page_that_is_promised_too_late_is_red() {
        let told = Small::new()
            .with("drill.yaml", "hold: 10m", "hold: 30m")
            .with(
                "drill.yaml",
                "receiver: pager, within: 5m",
                "receiver: pager, within: 20m",
            )
            .only();
        assert!(
            told.contains("this page is promised within 20m, and sev2 is responded to within 15m"),
            "{told}"
        );
    }
}
