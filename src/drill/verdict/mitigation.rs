//! Did the mitigation come in time, and did it last?

use super::{Case, Promise, Status};
use crate::base::At;
use crate::drill::code::Code;
use crate::drill::measure::{Truth, mitigated_at};

/// What became of the mitigations.
pub(super) struct Mitigated {
    pub(super) promises: Vec<Promise>,
    /// Since when all of them hold.
    pub(super) at: Option<At>,
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
    let timing = case.plan.brief.timing;
    let mut promises = Vec::new();
    let mut at = Some(case.effective);
    for mitigation in &case.plan.brief.drill.expect.mitigation {
        let limit = &mitigation.limit;
        let promise = format!("{limit} within {}", mitigation.within);
        let (since, truth) = mitigated_at(
            &case.seen.shots,
            (case.effective, case.end),
            (timing.beat, timing.window()),
            limit,
            case.usual,
        );
        let took = since.map(|since| since.since(case.effective));
        let lasting = truth != Truth::Fails;
        at = if lasting {
            at.max(since).filter(|_| since.is_some())
        } else {
            None
        };
        let judged = match took {
            None => case.missed(
                promise,
                mitigation.within,
                Code::MitigationMissing,
                format!("not in {}", case.end.since(case.effective).short()),
            ),
            Some(took) if !lasting => case.missed(
                promise,
                mitigation.within,
                Code::MitigationUnstable,
                format!("it held after {}, and not to the end", took.short()),
            ),
            Some(took) if took > mitigation.within => Promise::broken(
                promise,
                Code::MitigationLate,
                format!("after {}", took.short()),
            ),
            Some(took) if truth == Truth::Unknown => Promise::unknown(
                promise,
                format!("after {}, with too few requests to be sure", took.short()),
            ),
            Some(took) => Promise::kept(promise, format!("after {}", took.short())),
        };
        let requests = case.seen.records_of_shots(case.effective, case.end);
        promises.push(judged.because_of(case.effect()).because_of(requests));
    }
    Mitigated { promises, at }
}
