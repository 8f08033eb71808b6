//! The troubleshooting table for AI services, and the symptom that a finding is one of.

use crate::drill::Code;
use crate::spec::drill::Kind;

/// A symptom, what to look at, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Symptom {
    /// Its name in links.
    pub(in crate::report) id: &'static str,
    pub(in crate::report) symptom: &'static str,
    pub(in crate::report) check: &'static str,
    pub(in crate::report) fix: &'static str,
}

const TIMEOUTS: Symptom = Symptom {
    id: "all-requests-timing-out",
    symptom: "All requests timing out",
    check: "Provider status page, DNS resolution",
    fix: "Enable fallback provider",
};
const QUALITY: Symptom = Symptom {
    id: "gradual-quality-decline",
    symptom: "Gradual quality decline",
    check: "Recent model/prompt deployments",
    fix: "Roll back to last known good",
};
const COST: Symptom = Symptom {
    id: "sudden-cost-spike",
    symptom: "Sudden cost spike",
    check: "Per-tenant token usage dashboard",
    fix: "Apply emergency token caps",
};
const GUARDRAILS: Symptom = Symptom {
    id: "guardrail-violations-spike",
    symptom: "Guardrail violations spike",
    check: "Model version, prompt injection logs",
    fix: "Enable stricter input filtering",
};
const UNAVAILABLE: Symptom = Symptom {
    id: "intermittent-503-errors",
    symptom: "Intermittent 503 errors",
    check: "Pod restarts, GPU OOM events",
    fix: "Increase memory limits or reduce batch size",
};

/// The whole table.
pub(in crate::report) const TABLE: [Symptom; 5] =
    [TIMEOUTS, QUALITY, COST, GUARDRAILS, UNAVAILABLE];

/// Families of findings that callers would notice: what they look like depends on what is broken.
const NOTICED: [&str; 4] = ["mitigation/", "service/", "backstop/silent", "recovery/"];

/// What a finding of a drill looks like to somebody who does not know of the drill, if it is one of
/// the table's symptoms.
pub(in crate::report) fn symptom(code: Code, kind: Kind) -> Option<Symptom> {
    let name = code.name();
    if name == "gateway/retry-storm" {
        return Some(COST);
    }
    let noticed = NOTICED.iter().any(|family| name.starts_with(family));
    noticed.then_some(match kind {
        Kind::ProviderBlackhole => TIMEOUTS,
        Kind::BadModelRollout => QUALITY,
        Kind::RunawayTokens | Kind::CacheDisable => COST,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_that_callers_notice_leads_to_what_helps_them() {
        let helps = |code, kind| symptom(code, kind).map(|symptom| symptom.fix);
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
    }

    #[test]
    fn every_family_is_one_of_findings() {
        for family in NOTICED {
            let known = Code::ALL.iter().any(|code| code.name().starts_with(family));
            assert!(known, "{family}");
        }
    }
}
