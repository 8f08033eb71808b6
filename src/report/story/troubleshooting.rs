//! The troubleshooting table for AI services, and the symptom that a finding is one of.

use crate::drill::Code;
use crate::report::RunReport;
use crate::report::story::served;
use crate::spec::drill::{IncidentClass, Kind};
use crate::world::Outcome;

/// A symptom, what to look at, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Symptom {
    /// Its name in links.
    pub(in crate::report) id: &'static str,
    pub(in crate::report) name: &'static str,
    pub(in crate::report) check: &'static str,
    pub(in crate::report) fix: &'static str,
}

const TIMEOUTS: Symptom = Symptom {
    id: "all-requests-timing-out",
    name: "All requests timing out",
    check: "Provider status page, DNS resolution",
    fix: "Enable fallback provider",
};
const QUALITY: Symptom = Symptom {
    id: "gradual-quality-decline",
    name: "Gradual quality decline",
    check: "Recent model/prompt deployments",
    fix: "Roll back to last known good",
};
const COST: Symptom = Symptom {
    id: "sudden-cost-spike",
    name: "Sudden cost spike",
    check: "Per-tenant token usage dashboard",
    fix: "Apply emergency token caps",
};
const GUARDRAILS: Symptom = Symptom {
    id: "guardrail-violations-spike",
    name: "Guardrail violations spike",
    check: "Model version, prompt injection logs",
    fix: "Enable stricter input filtering",
};
const UNAVAILABLE: Symptom = Symptom {
    id: "intermittent-503-errors",
    name: "Intermittent 503 errors",
    check: "Pod restarts, GPU OOM events",
    fix: "Increase memory limits or reduce batch size",
};

/// The whole table.
pub(in crate::report) const TABLE: [Symptom; 5] =
    [TIMEOUTS, QUALITY, COST, GUARDRAILS, UNAVAILABLE];

/// Families of findings that callers would notice: what they look like depends on what is broken.
const NOTICED: [&str; 4] = ["mitigation/", "service/", "backstop/silent", "recovery/"];
/// Families that look like more spending than anybody planned for.
const COSTLY: [&str; 5] = [
    "quota/",
    "tenant/",
    "cost/",
    "cache/",
    "gateway/retry-storm",
];
/// Families that look like worse answers.
const WORSE: [&str; 2] = ["rollout/", "quality/"];

/// What a finding of a run looks like to somebody who does not know of the drill, if it is one of
/// the table's symptoms.
pub(in crate::report) fn symptom(told: &RunReport, code: Code) -> Option<Symptom> {
    let drill = &told.plan()?.brief.drill;
    if code.name().starts_with("service/") && intermittently_unavailable(told) {
        return Some(UNAVAILABLE);
    }
    looks_like(code, drill.kind, drill.incident.class)
}

fn looks_like(code: Code, kind: Kind, class: IncidentClass) -> Option<Symptom> {
    let is_of = |families: &[&str]| {
        families
            .iter()
            .any(|family| code.name().starts_with(family))
    };
    if is_of(&COSTLY) {
        return Some(COST);
    }
    if !is_of(&WORSE) && !is_of(&NOTICED) {
        return None;
    }
    Some(match (class, kind) {
        (IncidentClass::Safety, _) => GUARDRAILS,
        (_, Kind::BadModelRollout) => QUALITY,
        _ if is_of(&WORSE) => QUALITY,
        (_, Kind::ProviderBlackhole) => TIMEOUTS,
        (_, Kind::RunawayTokens | Kind::CacheDisable) => COST,
    })
}

/// Whether most requests are answered, and some meet a service that is not there.
fn intermittently_unavailable(told: &RunReport) -> bool {
    let mostly = served(told).is_some_and(|served| served.success.value() > 0.5);
    let failed = told
        .seen()
        .shots
        .iter()
        .filter(|shot| !shot.outcome.is_ok());
    let outcomes: Vec<Outcome> = failed.map(|shot| shot.outcome).collect();
    let unavailable = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Status(503));
    mostly && unavailable.count() * 2 > outcomes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_that_callers_notice_leads_to_what_helps_them() {
        let available = IncidentClass::Availability;
        let helps = |code, kind| looks_like(code, kind, available).map(|symptom| symptom.fix);
        let blackhole = Kind::ProviderBlackhole;
        assert_eq!(
            helps(Code::MitigationMissing, blackhole),
            Some("Enable fallback provider")
        );
        assert_eq!(
            helps(Code::MitigationMissing, Kind::BadModelRollout),
            Some("Roll back to last known good")
        );
        assert_eq!(
            helps(Code::RetryStorm, blackhole),
            Some("Apply emergency token caps")
        );
        assert_eq!(helps(Code::PageSilenced, blackhole), None);
        let unsafe_answers = looks_like(Code::MitigationLate, blackhole, IncidentClass::Safety);
        assert_eq!(unsafe_answers, Some(GUARDRAILS));
    }

    #[test]
    fn every_family_is_one_of_findings() {
        for family in NOTICED.iter().chain(&COSTLY).chain(&WORSE) {
            let known = Code::ALL.iter().any(|code| code.name().starts_with(family));
            assert!(known, "{family}");
        }
    }
}
