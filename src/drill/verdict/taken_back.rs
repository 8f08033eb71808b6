//! Was the change taken back in time, and by whom?

use super::{Case, Promise};
use crate::base::At;
use crate::drill::code::Code;
use crate::spec::drill::TakenBack;

/// What became of the promise, and since when the change is gone.
pub(super) fn judge(case: &Case, promise: &TakenBack) -> (Promise, Option<At>) {
    let text = format!("{} takes it back within {}", promise.by, promise.within);
    let Some(seen) = &case.seen.taken_back else {
        let seen = format!("nobody did in {}", case.end.since(case.effective).short());
        let missed = case.missed(text, promise.within, Code::NotTakenBack, seen);
        return (missed, None);
    };
    let took = seen.at.since(case.effective).short();
    let by = case.seen.taken_back_by();
    let judged = match by.map(|by| by.who) {
        Some(by) if by != promise.by => {
            let seen = format!("{by} did, after {took}");
            Promise::broken(text, Code::TakenBackByOther, seen)
        }
        None => Promise::unknown(
            text,
            format!("somebody did, after {took}: neither the place nor a metric tells who"),
        ),
        Some(_) if seen.at.since(case.effective) > promise.within => {
            Promise::broken(text, Code::TakenBackLate, format!("after {took}"))
        }
        Some(_) => Promise::kept(text, format!("after {took}")),
    };
    let records = [seen.record].into_iter();
    let records = records.chain(by.and_then(|by| by.by_metric));
    (judged.because_of(records), Some(seen.at))
}
