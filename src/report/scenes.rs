//! Runs that were made up, to be told by the tests.

mod compared;
mod formats;
mod pages;
mod pieces;
mod progress;
mod terminal;

use crate::base::At;
use crate::drill::debt::{DebtEvent, Settlement};
use crate::drill::journal::{Chain, EarlyEnd, Event, Observed, Stage};
use crate::drill::verdict::{Detection, Finding, Moments, Part, Promise, Status, Verdict};
use crate::drill::{Code, Outcome};
use crate::report::RunReport;
use crate::world::ReceiptId;

/// A run: what was recorded and what it came to.
pub(super) struct Scene {
    pub(super) events: Vec<(At, Event)>,
    pub(super) seen: Observed,
    pub(super) verdict: Verdict,
}

impl Scene {
    fn new(events: Vec<(At, Event)>, verdict: Verdict) -> Self {
        let mut seen = Observed::default();
        for (at, event) in &events {
            seen.absorb(*at, event);
        }
        let judged = Event::Judged {
            verdict: Box::new(verdict.clone()),
        };
        seen.absorb(At::from_ms(1_400_000), &judged);
        Self {
            events,
            seen,
            verdict,
        }
    }

    pub(super) fn told(&self) -> RunReport<'_> {
        RunReport::of(&self.seen, &self.verdict)
    }

    /// The journal that the run would have written, with its verdict at the end.
    pub(super) fn journal(&self) -> String {
        let (mut chain, header) = Chain::begin("20260106-030000", "provider-blackhole");
        let judged = Event::Judged {
            verdict: Box::new(self.verdict.clone()),
        };
        let mut lines = vec![header];
        lines.extend(self.events.iter().map(|(at, event)| chain.line(*at, event)));
        lines.push(chain.line(At::from_ms(1_400_000), &judged));
        lines.join("\n") + "\n"
    }
}

fn entered(ms: i64, stage: Stage) -> (At, Event) {
    (At::from_ms(ms), Event::Entered { stage })
}

fn debt(ms: i64, step: DebtEvent) -> (At, Event) {
    (At::from_ms(ms), Event::Debt { step })
}

/// Up to the moment at which putting back begins.
fn up_to_put_back() -> Vec<(At, Event)> {
    let receipt = pieces::receipt();
    let id = receipt.id.clone();
    vec![
        (
            At::from_ms(700),
            Event::Planned {
                plan: Box::new(pieces::plan()),
            },
        ),
        entered(700, Stage::Lock),
        entered(720, Stage::Steady),
        entered(64_700, Stage::Inject),
        debt(64_710, DebtEvent::Intended { receipt }),
        debt(64_740, DebtEvent::Injected { id }),
        entered(64_740, Stage::Effect),
        (
            At::from_ms(73_000),
            Event::Effective {
                since: At::from_ms(65_540),
            },
        ),
        entered(73_000, Stage::Watch),
        entered(664_740, Stage::PutBack),
    ]
}

fn put_back() -> Vec<(At, Event)> {
    let settled = DebtEvent::Settled {
        id: ReceiptId("20260106-030000.1".into()),
        settlement: Settlement::Restored,
    };
    let mut events = up_to_put_back();
    events.push(debt(664_790, settled));
    events.push(entered(664_790, Stage::Recover));
    events.push(entered(701_000, Stage::Gather));
    events
}

fn promise(text: &str, status: Status, seen: &str, code: Option<Code>) -> Promise {
    Promise {
        promise: text.into(),
        status,
        seen: seen.into(),
        code,
        evidence: vec![12],
    }
}

fn finding(code: Code, detail: &str) -> Finding {
    Finding {
        code,
        detail: detail.into(),
        fix: code.fix().into(),
    }
}

fn detection(parts: [Option<i64>; 6]) -> Detection {
    let moments = [
        ("fault effective", 1_000, "probes"),
        ("metric crosses", 15_010, "Prometheus, range query"),
        ("pending", 10, "Prometheus, activeAt"),
        ("firing", 10, "Alertmanager, startsAt"),
        ("in Alertmanager", 5_010, "Alertmanager, updatedAt"),
        ("page arrives", 0, "the sink's log"),
    ];
    let parts = moments.iter().zip(parts);
    let parts = parts.map(|((moment, error_ms, source), after_ms)| Part {
        moment: (*moment).into(),
        after_ms,
        error_ms: *error_ms,
        source: (*source).into(),
    });
    Detection {
        alert: "FallbackServing".into(),
        parts: parts.collect(),
    }
}

fn moments() -> Moments {
    Moments {
        injected_ms: Some(64_740),
        effective_ms: Some(65_540),
        mitigated_ms: Some(77_880),
        put_back_ms: Some(664_740),
        restored_ms: Some(664_790),
        recovered_ms: Some(676_790),
    }
}

/// Every promise was kept.
pub(super) fn pass() -> Scene {
    let kept = |text: &str, seen: &str| promise(text, Status::Kept, seen, None);
    let verdict = Verdict {
        notes: Vec::new(),
        residue: Vec::new(),
        outcome: Outcome::Pass,
        findings: Vec::new(),
        promises: vec![
            kept("fallback_share >= 95% within 30s", "after 12s340ms"),
            kept("FallbackServing fires within 3m", "fired after 1m18s200ms"),
            kept(
                "FallbackServing pages ai-oncall within 5m",
                "paged after 1m48s230ms",
            ),
            kept(
                "ProviderErrorRateHigh stays quiet while the mitigation holds",
                "it did",
            ),
            kept("bad seconds <= 45 during the fault", "13 bad seconds"),
            kept("service is back within 5m", "after 12s"),
        ],
        detections: vec![detection([
            Some(0),
            Some(15_000),
            Some(18_200),
            Some(78_200),
            Some(78_210),
            Some(108_230),
        ])],
        left_behind: Vec::new(),
        moments: moments(),
    };
    Scene::new(put_back(), verdict)
}

/// The alert fired too late, its page went astray, and the mitigation did not last.
pub(super) fn fail() -> Scene {
    let broken = |text: &str, code: Code, seen: &str| {
        (
            promise(text, Status::Broken, seen, Some(code)),
            finding(code, &format!("{text}: {seen}")),
        )
    };
    let (unstable, unstable_found) = broken(
        "fallback_share >= 95% within 30s",
        Code::MitigationUnstable,
        "it held after 12s340ms, and not to the end",
    );
    let (late, late_found) = broken(
        "FallbackServing fires within 3m",
        Code::AlertLate,
        "fired after 8m45s100ms",
    );
    let (astray, astray_found) = broken(
        "FallbackServing pages ai-oncall within 5m",
        Code::PageMisrouted,
        "the page went to team-chat, not to ai-oncall",
    );
    let unknown = promise(
        "service after the mitigation",
        Status::Unknown,
        "there was no lasting mitigation",
        None,
    );
    let mut verdict = pass().verdict;
    verdict.outcome = Outcome::Fail;
    verdict.findings = vec![unstable_found, late_found, astray_found];
    verdict.promises.splice(0..3, [unstable, late, astray]);
    verdict.promises.insert(4, unknown);
    verdict.detections = vec![detection([
        Some(0),
        Some(45_000),
        Some(45_000),
        Some(525_100),
        Some(525_120),
        None,
    ])];
    verdict.moments.mitigated_ms = None;
    Scene::new(put_back(), verdict)
}

/// The fault had no effect.
pub(super) fn inconclusive() -> Scene {
    let mut events: Vec<(At, Event)> = put_back();
    events.retain(|(_, event)| {
        !matches!(
            event,
            Event::Effective { .. }
                | Event::Entered {
                    stage: Stage::Watch | Stage::Recover
                }
        )
    });
    let early = Event::EndedEarly {
        why: EarlyEnd::NoEffect,
    };
    events.insert(7, (At::from_ms(94_740), early));
    let verdict = Verdict {
        notes: Vec::new(),
        residue: Vec::new(),
        outcome: Outcome::Inconclusive,
        findings: vec![finding(
            Code::NoEffect,
            "the fault was in place, and probes went on succeeding",
        )],
        promises: Vec::new(),
        detections: Vec::new(),
        left_behind: Vec::new(),
        moments: Moments::default(),
    };
    Scene::new(events, verdict)
}

/// The fault could not be put back.
pub(super) fn left_behind() -> Scene {
    let receipt = pieces::receipt();
    let why = "Toxiproxy at toxiproxy:8474 does not answer: connection refused";
    let mut events = up_to_put_back();
    events.push(debt(
        712_000,
        DebtEvent::LeftBehind {
            receipt: receipt.clone(),
            why: why.into(),
        },
    ));
    let mut verdict = pass().verdict;
    verdict.outcome = Outcome::LeftBehind;
    verdict.findings = vec![finding(
        Code::LeftBehind,
        &format!(
            "{} may still hold {}: {why}",
            receipt.change.place, receipt.change.ours
        ),
    )];
    verdict.left_behind = vec![receipt.undo];
    verdict.promises.truncate(3);
    verdict.moments.restored_ms = None;
    verdict.moments.recovered_ms = None;
    Scene::new(events, verdict)
}
