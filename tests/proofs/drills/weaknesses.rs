//! What is wrong with a platform is found, and called by its name.

use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;

use super::stage::verdict;

/// Each weakness, what a drill of it must come to, and the findings that it must name.
const TABLE: &[(Weakness, Outcome, &[Code])] = &[
    (
        Weakness::NoFallback,
        Outcome::Fail,
        &[Code::MitigationMissing],
    ),
    (
        Weakness::SlowFallback,
        Outcome::Fail,
        &[Code::ServiceLatency],
    ),
    (
        Weakness::NoTimeout,
        Outcome::Fail,
        &[Code::MitigationMissing, Code::BackstopSilent],
    ),
    (Weakness::RetryStorm, Outcome::Fail, &[Code::RetryStorm]),
    (
        Weakness::AlertNeverMatches,
        Outcome::Fail,
        &[Code::AlertDidNotFire],
    ),
    (
        Weakness::AlertTooSlow,
        Outcome::Fail,
        &[Code::AlertLate, Code::PageLate],
    ),
    (Weakness::Silenced, Outcome::Fail, &[Code::PageSilenced]),
    (Weakness::Misrouted, Outcome::Fail, &[Code::PageMisrouted]),
    (Weakness::Inhibited, Outcome::Fail, &[Code::PageInhibited]),
    (
        Weakness::AlreadyFiring,
        Outcome::Inconclusive,
        &[Code::AlertAlreadyFiring],
    ),
    (
        Weakness::TelemetryGap,
        Outcome::Inconclusive,
        &[Code::TelemetryGap],
    ),
    (
        Weakness::FaultReverted,
        Outcome::Inconclusive,
        &[Code::Reverted],
    ),
    (
        Weakness::UndoFails,
        Outcome::LeftBehind,
        &[Code::LeftBehind],
    ),
];

/// Weaknesses of the platform that no drill is proven to find yet; it only ever shrinks.
const NOT_YET: &[Weakness] = &[
    Weakness::NoGate,
    Weakness::GateOnlyWarns,
    Weakness::GateWithoutTraffic,
    Weakness::GateTooSlow,
    Weakness::GitopsTakesBack,
    Weakness::PersonTakesBack,
    Weakness::QuotaAboveBudget,
    Weakness::QuotaCountsLate,
    Weakness::FallbackOutsideQuota,
    Weakness::BudgetBlocksHealthy,
    Weakness::RunawayStarvesOthers,
    Weakness::CacheStoreHangs,
    Weakness::Stampede,
    Weakness::CacheWrongAnswers,
    Weakness::HealthyFallbackBlamed,
    Weakness::Status429,
    Weakness::StuckGauge,
    Weakness::CounterBornLate,
    Weakness::MetricRenamed,
    Weakness::SameAccount,
    Weakness::NameDoesNotResolve,
    Weakness::PodsRestart,
];

const SEEDS: u64 = 5;

#[test]
fn every_weakness_is_found_and_named() {
    let mut wrong = Vec::new();
    for (weakness, outcome, codes) in TABLE {
        for seed in 1..=SEEDS {
            let verdict = verdict("provider-blackhole", seed, &[*weakness]);
            let found: Vec<Code> = verdict
                .findings
                .iter()
                .map(|finding| finding.code)
                .collect();
            let named = codes.iter().all(|code| found.contains(code));
            if verdict.outcome != *outcome || !named {
                wrong.push((weakness.to_string(), seed, verdict.outcome, found));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_holds_every_weakness() {
    for weakness in Weakness::ALL {
        let proven = TABLE.iter().any(|(listed, ..)| *listed == weakness);
        assert!(
            proven != NOT_YET.contains(&weakness),
            "{weakness} is to be either proven or listed as not proven yet"
        );
    }
}

#[test]
fn a_promise_that_was_kept_is_no_finding() {
    let verdict = verdict("provider-blackhole", 1, &[Weakness::Silenced]);
    let codes: Vec<Code> = verdict
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(
        codes,
        [Code::PageSilenced],
        "a silence is the only thing wrong"
    );
}
