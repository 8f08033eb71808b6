//! Was service back in time after the fault was gone?

use super::{Case, Promise};
use crate::base::At;
use crate::drill::code::Code;
use crate::drill::journal::Stage;
use crate::drill::measure::steady_from;

/// What became of the recovery.
pub(super) struct Recovered {
    pub(super) promises: Vec<Promise>,
    /// Since when callers are served as before.
    pub(super) at: Option<At>,
}

pub(super) fn judge(case: &Case) -> Recovered {
    let within = case.plan.brief.drill.recovery.within;
    let text = format!("service is back within {within}");
    let unknown = |seen: &str| Recovered {
        promises: vec![Promise {
            code: None,
            ..Promise::unknown(&*text, seen)
        }],
        at: None,
    };
    let (Some(restored), Some(end)) = (&case.seen.restored, case.seen.entered(Stage::Gather))
    else {
        return unknown("the fault was not seen to be gone");
    };
    if !case.seen.stages.contains_key(&Stage::Recover) {
        return unknown("the run ended before that");
    }
    let (gone, restored) = (restored.record, restored.value);
    let timing = case.plan.brief.timing;
    let steady = &case.plan.brief.drill.steady;
    let back = steady_from(
        &case.seen.shots,
        (restored, end),
        (timing.beat, timing.window()),
        steady,
    );
    let promise = match back.map(|back| (back, back.since(restored))) {
        Some((_, took)) if took <= within => Promise::kept(text, format!("after {}", took.short())),
        Some((_, took)) => {
            Promise::broken(text, Code::RecoveryLate, format!("after {}", took.short()))
        }
        None if case.early.is_some() => Promise::unknown(text, "the run ended before that"),
        None => Promise::broken(
            text,
            Code::RecoveryLate,
            format!("not in {}", end.since(restored).short()),
        ),
    };
    let decided = back.map_or(end, |back| back + timing.window());
    let requests = case.seen.records_of_shots(restored, decided);
    Recovered {
        promises: vec![promise.because_of([gone]).because_of(requests)],
        at: back,
    }
}
