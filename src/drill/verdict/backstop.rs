//! Alerts on the symptom: quiet while the mitigation holds, and loud when it does not.

use super::mitigation::Mitigated;
use super::{Case, Promise, Status};
use crate::drill::code::Code;
use crate::drill::measure::alert_firing;
use crate::spec::drill::{AlertPromise, AlertRole};

pub(super) fn judge(case: &Case, mitigation: &Mitigated) -> Vec<Promise> {
    let promises = &case.plan.brief.drill.expect.alerts;
    promises
        .iter()
        .filter(|promise| promise.role == AlertRole::Backstop)
        .map(|promise| one(case, promise, mitigation.status()))
        .collect()
}

fn one(case: &Case, promise: &AlertPromise, mitigated: Status) -> Promise {
    let until = case
        .seen
        .restored
        .as_ref()
        .map_or(case.end, |seen| seen.value);
    let fired = case.seen.alerts.iter().find(|look| {
        look.at >= case.injected
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
            format!("fired after {}", look.at.since(case.effective)),
        )
        .because_of([look.record]),
        (Status::Broken, Some(look)) => Promise::kept(
            format!("{name} fires when the mitigation fails"),
            format!("fired after {}", look.at.since(case.effective)),
        )
        .because_of([look.record]),
        (Status::Broken, None) => {
            let within = case.plan.brief.drill.fault.hold;
            let ended = case.effective + within;
            let text = format!("{name} fires when the mitigation fails");
            // The effect comes a little after the injection, and the hold counts from that.
            if case.end + within.min(case.effective.since(case.injected)) < ended || case.is_void()
            {
                Promise::unknown(text, "silent, and the fault ended before its time")
            } else {
                Promise::broken(
                    text,
                    Code::BackstopSilent,
                    format!("silent for {}", case.end.since(case.effective)),
                )
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
