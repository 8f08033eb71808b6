//! Alerts on the symptom: quiet while the mitigation holds, and loud when it does not.

use super::mitigation::Mitigated;
use super::{Case, Promise, Status, firings};
use crate::drill::code::Code;
use crate::drill::measure::alert_firing;
use crate::drill::plan::PlannedAlert;
use crate::spec::drill::{AlertPromise, AlertRole};

pub(super) fn judge(case: &Case, mitigation: &Mitigated) -> Vec<Promise> {
    let promises = case
        .plan
        .brief
        .drill
        .expect
        .alerts
        .iter()
        .zip(&case.plan.alerts);
    promises
        .filter(|(promise, _)| promise.role == AlertRole::Backstop)
        .map(|(promise, planned)| one(case, promise, planned, mitigation.status()))
        .collect()
}

fn one(case: &Case, promise: &AlertPromise, planned: &PlannedAlert, mitigated: Status) -> Promise {
    let until = case
        .seen
        .restored
        .as_ref()
        .map_or(case.end, |seen| seen.value);
    // One that fired before the fault does not tell of it while it goes on.
    let older = case.fired_before(&firings::all(case, promise, planned));
    let since = match older {
        None => case.injected,
        Some(older) => older.to.unwrap_or(until),
    };
    let fired = case.seen.alerts.iter().find(|look| {
        look.at >= since
            && look.at < until
            && alert_firing(&look.value, &promise.alert, &promise.labels)
    });
    let name = &promise.alert;
    match (mitigated, fired) {
        (Status::Kept, None) => Promise::kept(
            format!("{name} stays quiet while the mitigation holds"),
            "it did",
        ),
        (Status::Kept, Some(look)) => Promise::broken(
            format!("{name} stays quiet while the mitigation holds"),
            Code::BackstopFired,
            format!("fired after {}", look.at.since(case.effective).short()),
        )
        .because_of([look.record]),
        (Status::Broken, Some(look)) => Promise::kept(
            format!("{name} fires when the mitigation fails"),
            format!("fired after {}", look.at.since(case.effective).short()),
        )
        .because_of([look.record]),
        (Status::Broken, None) => {
            let silent = case.end.since(case.effective);
            let text = format!("{name} fires when the mitigation fails");
            // The rule's window comes on top, but a failed mitigation fills it at once.
            let enough = planned
                .budget
                .is_some_and(|budget| silent >= budget.worst());
            if enough && !case.is_void() && !case.gap {
                let seen = format!("silent for {}", silent.short());
                Promise::broken(text, Code::BackstopSilent, seen)
            } else {
                Promise::unknown(text, "silent, and the fault ended before its time")
            }
        }
        (Status::Unknown, _) => Promise {
            code: None,
            ..Promise::unknown(
                format!("{name} stays quiet while the mitigation holds"),
                "whether the mitigation held is not known",
            )
        },
    }
}
