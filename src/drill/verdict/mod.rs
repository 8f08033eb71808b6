//! What a run came to: a pure function of its journal.

mod alert;
mod backstop;
mod conditions;
mod control;
mod detection;
mod deviation;
mod firings;
mod flapping;
mod mitigation;
mod other_pages;
mod recovery;
mod residue;
mod service;
mod taken_back;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::code::{Code, Outcome};
use super::journal::{EarlyEnd, Observed};
use super::plan::Plan;
use crate::base::{At, Duration};

pub use detection::{Detection, Part};

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The outcome; the exit code follows from it.
    pub outcome: Outcome,
    /// What is to be fixed, the worst first.
    pub findings: Vec<Finding>,
    /// Every promise of the drill, in its order.
    pub promises: Vec<Promise>,
    /// How each alert was detected, part by part.
    pub detections: Vec<Detection>,
    /// Commands that remove what was left behind.
    pub left_behind: Vec<String>,
    /// What is worth knowing and no promise: measured times that the loaded rules do not explain.
    /// They change no outcome.
    #[serde(default)]
    pub notes: Vec<Finding>,
    /// What the drill leaves of itself although everything was put back: a spent budget, a cold
    /// cache.
    #[serde(default)]
    pub residue: Vec<String>,
    /// Moments that everything else counts from, in milliseconds since the run began.
    pub moments: Moments,
}

/// The moments of a run, in milliseconds on its own timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moments {
    /// The change was read back.
    pub injected_ms: Option<i64>,
    /// The fault began to show.
    pub effective_ms: Option<i64>,
    /// The mitigation held from here on.
    pub mitigated_ms: Option<i64>,
    /// Putting back began.
    pub put_back_ms: Option<i64>,
    /// The last receipt was settled.
    pub restored_ms: Option<i64>,
    /// Callers were served as before from here on.
    pub recovered_ms: Option<i64>,
}

/// One thing to fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Its stable name.
    pub code: Code,
    /// What was seen, by how much it was off.
    pub detail: String,
    /// What to do.
    pub fix: String,
}

impl Finding {
    fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fix: code.fix().to_owned(),
        }
    }
}

/// Whether a promise was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It was.
    Kept,
    /// It was not.
    Broken,
    /// It cannot be told.
    Unknown,
}

/// One promise and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Promise {
    /// What was promised.
    pub promise: String,
    /// Whether it was kept.
    pub status: Status,
    /// What was seen.
    pub seen: String,
    /// The finding, where it was not kept.
    pub code: Option<Code>,
    /// The numbers of the journal's records that it rests on.
    pub evidence: Vec<u64>,
}

impl Promise {
    fn kept(promise: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            promise: promise.into(),
            status: Status::Kept,
            seen: seen.into(),
            code: None,
            evidence: Vec::new(),
        }
    }

    fn broken(promise: impl Into<String>, code: Code, seen: impl Into<String>) -> Self {
        Self {
            status: Status::Broken,
            code: Some(code),
            ..Self::kept(promise, seen)
        }
    }

    fn unknown(promise: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            status: Status::Unknown,
            code: Some(Code::TooLittleSeen),
            ..Self::kept(promise, seen)
        }
    }

    fn because_of(mut self, records: impl IntoIterator<Item = u64>) -> Self {
        self.evidence.extend(records);
        self
    }
}

/// The stretch of time that is judged, and what it is judged with.
struct Case<'a> {
    plan: &'a Plan,
    seen: &'a Observed,
    injected: At,
    effective: At,
    /// Up to then a promise could be kept: when putting back began, or when a lock that was lost was
    /// last known to be ours.
    end: At,
    /// When putting back began.
    put_back: At,
    /// Why the fault ended before its time.
    early: Option<&'a EarlyEnd>,
    /// Whether the platform's metrics were missing for a while.
    gap: bool,
}

/// Judges a run.
pub fn judge(seen: &Observed) -> Verdict {
    let mut findings = conditions::findings(seen);
    let mut promises = Vec::new();
    let mut detections = Vec::new();
    let mut moments = Moments::default();
    let mut notes = Vec::new();
    if let Some(case) = Case::of(seen).filter(|case| case.plan.brief.control.is_some()) {
        moments = case.moments(None, None);
        promises = control::judge(&case);
    } else if let Some(case) = Case::of(seen) {
        let mitigation = mitigation::judge(&case);
        let recovery = recovery::judge(&case);
        moments = case.moments(mitigation.at, recovery.at);
        detections = detection::all(&case);
        notes = deviation::notes(&case, mitigation.status());
        findings.extend(flapping::findings(&case));
        promises.extend(mitigation.promises.iter().cloned());
        promises.extend(alert::judge(&case, mitigation.own));
        let service = service::judge(&case, &mitigation);
        promises.extend(backstop::judge(&case, &mitigation, &service));
        promises.extend(service);
        promises.extend(other_pages::judge(&case, &promises));
        promises.extend(recovery.promises);
    }
    findings.extend(from_promises(&promises, !seen.early.is_empty()));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.code.outcome()));
    let outcome = findings
        .iter()
        .map(|finding| finding.code.outcome())
        .max()
        .unwrap_or(Outcome::Pass);
    let left_behind = seen
        .left_behind
        .iter()
        .map(|left| left.value.0.undo.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    Verdict {
        outcome,
        findings,
        promises,
        detections,
        left_behind,
        notes,
        residue: residue::all(seen),
        moments,
    }
}

/// A finding for each promise that was not kept. Where the run ended early, that is why too little
/// was seen, and said already.
fn from_promises(promises: &[Promise], ended_early: bool) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    promises
        .iter()
        .filter_map(|promise| {
            let code = promise
                .code
                .filter(|code| !ended_early || *code != Code::TooLittleSeen)?;
            told.insert((code, promise.seen.clone()))
                .then(|| Finding::new(code, format!("{}: {}", promise.promise, promise.seen)))
        })
        .collect()
}

/// When a lock that was lost was last known to be ours; none if it was not lost.
///
/// What keeps the lock may carry the platform's traffic, too, or share its network: what went wrong
/// while it did not answer is not the fault's alone. A lock counts from when its renewal was asked
/// for, and is given up when a call could outlast it.
fn last_renewal(seen: &Observed, plan: &Plan) -> Option<At> {
    let timing = plan.brief.timing;
    let given_up_after = Duration::from_ms(timing.lease.ms().saturating_sub(timing.call.ms()));
    let is_loss = |why: &EarlyEnd| matches!(why, EarlyEnd::Lock { had: true, .. });
    let lost = seen.early.iter().find(|early| is_loss(&early.value))?;
    Some(lost.at - given_up_after)
}

impl<'a> Case<'a> {
    /// None if the fault never showed: then there is nothing to judge.
    fn of(seen: &'a Observed) -> Option<Self> {
        let plan = seen.plan.as_deref()?;
        let (injected, put_back) = seen.fault()?;
        let effective = seen.effective.as_ref()?.value;
        let end = last_renewal(seen, plan).map_or(put_back, |last| put_back.min(last));
        Some(Self {
            plan,
            seen,
            injected,
            effective,
            end: end.max(effective),
            put_back,
            early: seen.early.first().map(|early| &early.value),
            gap: conditions::telemetry_gap(seen).is_some(),
        })
    }

    /// The record of the probe that was the first to feel the fault; where a signal shows it, the
    /// one that says so.
    fn effect(&self) -> Option<u64> {
        let mut probes = self.seen.probes.iter();
        let first = probes.find(|probe| probe.sent == self.effective);
        let told = self.seen.effective.as_ref();
        first
            .map(|probe| probe.record)
            .or(told.map(|seen| seen.record))
    }

    /// Whether the fault was not what the drill meant it to be: nothing can be blamed on the
    /// platform then.
    fn is_void(&self) -> bool {
        self.seen.not_rolled_out().is_some()
            || matches!(
                self.early,
                Some(
                    EarlyEnd::Reverted { .. } | EarlyEnd::EffectLost | EarlyEnd::ClockJumped { .. }
                )
            )
    }

    /// What did not happen within its time is broken, unless the fault was void or ended before
    /// that time was over.
    fn missed(&self, promise: String, within: Duration, code: Code, seen: String) -> Promise {
        if self.is_void() {
            Promise::unknown(promise, format!("{seen}, and the fault did not hold"))
        } else if self.end < self.effective + within {
            let why = if self.end < self.put_back {
                "and the lock was lost then"
            } else {
                "and the fault ended before its time"
            };
            Promise::unknown(promise, format!("{seen}, {why}"))
        } else if self.gap {
            // Nobody can blame a rule for metrics that were not scraped.
            let seen = format!("{seen}, while metrics were missing");
            Promise {
                code: Some(Code::TelemetryGap),
                ..Promise::unknown(promise, seen)
            }
        } else {
            Promise::broken(promise, code, seen)
        }
    }

    /// What came too late is broken, unless metrics were missing meanwhile.
    fn late(&self, promise: String, code: Code, seen: String) -> Promise {
        if self.gap {
            let seen = format!("{seen}, while metrics were missing");
            Promise {
                code: Some(Code::TelemetryGap),
                ..Promise::unknown(promise, seen)
            }
        } else {
            Promise::broken(promise, code, seen)
        }
    }

    fn moments(&self, mitigated: Option<At>, recovered: Option<At>) -> Moments {
        Moments {
            injected_ms: Some(self.injected.ms()),
            effective_ms: Some(self.effective.ms()),
            mitigated_ms: mitigated.map(At::ms),
            put_back_ms: Some(self.put_back.ms()),
            restored_ms: self.seen.restored.as_ref().map(|seen| seen.value.ms()),
            recovered_ms: recovered.map(At::ms),
        }
    }
}
