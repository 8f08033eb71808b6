//! Did the mitigation come in time, and did it last?

use super::{Case, Promise, Status, taken_back};
use crate::base::At;
use crate::drill::code::Code;
use crate::drill::measure::Truth;
use crate::spec::drill::{Mitigation, ShareSignal, SignalBound};

/// What became of the mitigations.
pub(super) struct Mitigated {
    pub(super) promises: Vec<Promise>,
    /// Since when all of them hold.
    pub(super) at: Option<At>,
    /// Whether the platform itself brought it about, so that its alerts have something to tell of.
    pub(super) own: bool,
}

impl Mitigated {
    /// Whether every mitigation held; unknown if that cannot be told.
    pub(super) fn status(&self) -> Status {
        let all = |status: Status| self.promises.iter().all(|promise| promise.status == status);
        let any = |status: Status| self.promises.iter().any(|promise| promise.status == status);
        if all(Status::Kept) {
            Status::Kept
        } else if any(Status::Broken) {
            Status::Broken
        } else {
            Status::Unknown
        }
    }
}

pub(super) fn judge(case: &Case) -> Mitigated {
    let expect = &case.plan.brief.drill.expect;
    let taken_back = expect
        .taken_back
        .iter()
        .map(|promise| taken_back::judge(case, promise));
    let signals = expect
        .mitigation
        .iter()
        .map(|mitigation| one(case, mitigation))
        .map(|(promise, since)| {
            let requests = case.seen.records_of_shots(case.effective, case.end);
            (
                promise.because_of(case.effect()).because_of(requests),
                since,
            )
        });
    let mut promises = Vec::new();
    let mut at = Some(case.effective);
    for (promise, since) in taken_back.chain(signals) {
        promises.push(promise);
        at = at.zip(since).map(|(at, since)| at.max(since));
    }
    let by_other = |promise: &Promise| promise.code == Some(Code::TakenBackByOther);
    let own = at.is_some() && !promises.iter().any(by_other);
    Mitigated { promises, at, own }
}

/// What became of one signal, and since when it holds to the end.
fn one(case: &Case, mitigation: &Mitigation) -> (Promise, Option<At>) {
    let timing = case.plan.brief.timing;
    let limit = &mitigation.limit;
    let codes = Codes::of(limit);
    let text = format!("{limit} within {}", mitigation.within);
    let (since, truth) = case.seen.callers().mitigated_at(
        (case.effective, case.end),
        (timing.beat, timing.window()),
        limit,
    );
    let lasting = truth != Truth::Fails;
    let promise = match since.map(|since| since.since(case.effective)) {
        None => case.missed(
            text,
            mitigation.within,
            codes.missing,
            format!("not in {}", case.end.since(case.effective).short()),
        ),
        Some(took) if !lasting => case.missed(
            text,
            mitigation.within,
            codes.unstable,
            format!("it held after {}, and not to the end", took.short()),
        ),
        Some(took) if took > mitigation.within => {
            Promise::broken(text, codes.late, format!("after {}", took.short()))
        }
        Some(took) if truth == Truth::Unknown => Promise::unknown(
            text,
            format!("after {}, with too few requests to be sure", took.short()),
        ),
        Some(took) => Promise::kept(text, format!("after {}", took.short())),
    };
    (promise, since.filter(|_| lasting))
}

/// What it is called when a mitigation fails: each kind has something else to be done about it.
struct Codes {
    missing: Code,
    late: Code,
    unstable: Code,
}

impl Codes {
    const fn of(limit: &SignalBound) -> Self {
        match limit {
            SignalBound::Share {
                signal: ShareSignal::Blocked,
                ..
            }
            | SignalBound::Money { .. } => Self {
                missing: Code::QuotaMissing,
                late: Code::QuotaLate,
                unstable: Code::QuotaUnstable,
            },
            SignalBound::Share {
                signal: ShareSignal::WrongAnswers | ShareSignal::NewVersionShare,
                ..
            } => Self {
                missing: Code::QualityNotRestored,
                late: Code::QualityLate,
                unstable: Code::QualityNotRestored,
            },
            SignalBound::Share { .. }
            | SignalBound::Latency { .. }
            | SignalBound::Factor { .. } => Self {
                missing: Code::MitigationMissing,
                late: Code::MitigationLate,
                unstable: Code::MitigationUnstable,
            },
        }
    }
}
