//! Alerts that fire, stop and fire again while the fault is there.

use super::{Case, Finding, firings};
use crate::drill::code::Code;

/// A finding for each promised alert that flaps. What callers see did not change in between: each
/// stop tells on-call that it is over, and it is not.
pub(super) fn findings(case: &Case) -> Vec<Finding> {
    if case.gap || case.is_void() {
        return Vec::new(); // then it stops for another reason
    }
    let promises = &case.plan.brief.drill.expect.alerts;
    promises
        .iter()
        .zip(&case.plan.alerts)
        .filter_map(|(promise, planned)| {
            let firings = firings::all(case, promise, planned);
            let stopped = case.fired_and_stopped(&firings);
            let began = firings
                .iter()
                .filter(|firing| !case.is_older(firing) && firing.from < case.end)
                .count();
            (stopped >= 1 && began >= 2).then(|| {
                Finding::new(
                    Code::AlertFlapping,
                    format!(
                        "{} began to fire {began} times during one fault, and stopped {stopped} \
                         times before it was over",
                        promise.alert
                    ),
                )
            })
        })
        .collect()
}
