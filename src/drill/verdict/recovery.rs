//! Was service back in time after the fault was gone?

use super::{Case, Promise};
use crate::base::At;
use crate::drill::code::Code;
use crate::drill::journal::Stage;
use crate::drill::measure::{back_from, steady_again};

/// What became of the recovery.
pub(super) struct Recovered {
    pub(super) promises: Vec<Promise>,
    /// Since when callers are served as before.
    pub(super) at: Option<At>,
}

pub(super) fn judge(case: &Case) -> Recovered {
    let within = case.plan.brief.drill.recovery.within;
    let warm = case.plan.brief.drill.recovery.cache_hit_ratio;
    let warm = warm.map_or_else(String::new, |is| format!(", with cache_hit_ratio {is},"));
    let text = format!("service is back{warm} within {within}");
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
    let drill = &case.plan.brief.drill;
    let pace = (timing.beat, timing.window());
    let callers = case.seen.callers();
    let stretch = (restored, end);
    let back = back_from(&callers, stretch, pace, (&drill.steady, &drill.recovery));
    // Where only the cache is missing, that is what there is to say.
    let served = steady_again(&callers, stretch, pace, &drill.steady);
    let code = match (served, drill.recovery.cache_hit_ratio) {
        (Some(served), Some(_)) if served.since(restored) <= within => Code::CacheCold,
        _ => Code::RecoveryLate,
    };
    let promise = match back.map(|back| (back, back.since(restored))) {
        Some((_, took)) if took <= within => Promise::kept(text, format!("after {}", took.short())),
        Some((_, took)) => Promise::broken(text, code, format!("after {}", took.short())),
        None if case.early.is_some() => Promise::unknown(text, "the run ended before that"),
        None => Promise::broken(
            text,
            code,
            format!("not in {}", end.since(restored).short()),
        ),
    };
    let decided = back.map_or(end, |back| back + timing.window());
    let requests = case.seen.records_of_shots(restored, decided);
    let promise = promise.because_of([gone]).because_of(requests);
    Recovered {
        promises: [promise].into_iter().chain(pods(case)).collect(),
        at: back,
    }
}

/// Whether all pods are as before, where some were replaced.
pub(super) fn pods(case: &Case) -> Option<Promise> {
    case.plan.pods()?;
    let within = case.plan.brief.drill.fault.rolls_out?;
    let text = format!("every pod is as before within {within}");
    let unseen = || Promise::unknown(&*text, "the pods were not seen again");
    let (Some(restored), Some(end)) = (&case.seen.restored, case.seen.entered(Stage::Gather))
    else {
        return Some(unseen());
    };
    let restored = restored.value;
    let Some(last) = case.seen.roll_out(restored) else {
        return Some(unseen());
    };
    let took = last.at.since(restored);
    let promise = match &last.value {
        None if took <= within => Promise::kept(text, format!("after {}", took.short())),
        None => Promise::broken(text, Code::NotRolledBack, format!("after {}", took.short())),
        Some(waits_for) if end < restored + within => {
            Promise::unknown(text, format!("{waits_for}, and the run ended before that"))
        }
        Some(waits_for) => Promise::broken(text, Code::NotRolledBack, waits_for.clone()),
    };
    Some(promise.because_of([last.record]))
}
