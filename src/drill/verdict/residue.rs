//! What a drill leaves of itself although everything was put back.

use crate::base::At;
use crate::drill::journal::{Observed, Stage};
use crate::drill::measure::{Share, is_refused, within};
use crate::spec::drill::ShareSignal;

/// Each thing in a sentence.
pub(super) fn all(seen: &Observed) -> Vec<String> {
    let (Some(plan), Some(restored), Some(end)) =
        (&seen.plan, &seen.restored, seen.entered(Stage::Gather))
    else {
        return Vec::new();
    };
    let window = plan.brief.timing.window();
    let last = (restored.value.max(end - window), end);
    [spent_budget(seen, last), cold_cache(seen, last)]
        .into_iter()
        .flatten()
        .collect()
}

fn spent_budget(seen: &Observed, (from, to): (At, At)) -> Option<String> {
    let refused = Share::of(within(&seen.runaway, from, to), |shot| {
        is_refused(shot.outcome)
    });
    (refused.good * 2 > refused.all).then(|| {
        "the runaway caller's key is still refused at the end: its budget stays spent until its \
         window is over"
            .to_owned()
    })
}

fn cold_cache(seen: &Observed, last: (At, At)) -> Option<String> {
    let injected = seen.injected.as_ref()?.value;
    let steady = seen.entered(Stage::Steady)?;
    let ratio = |stretch| seen.callers().share(stretch, ShareSignal::CacheHitRatio);
    let (before, after) = (ratio((steady, injected)), ratio(last));
    let colder = after.all > 0 && before.value() > 0.1 && after.value() < before.value() / 2.0;
    colder.then(|| {
        format!(
            "the cache answers {:.0}% of requests at the end, and {:.0}% before the drill: it is \
             still filling",
            after.value() * 100.0,
            before.value() * 100.0
        )
    })
}
