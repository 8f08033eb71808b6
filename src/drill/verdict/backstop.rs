//! Alerts on the symptom: quiet while the mitigation holds, and loud when it does not.

use super::detection::{first_page, to_the_end};
use super::mitigation::Mitigated;
use super::{Case, Promise, Status, firings};
use crate::base::At;
use crate::drill::code::Code;
use crate::drill::measure::alert_firing;
use crate::drill::plan::PlannedAlert;
use crate::spec::drill::{AlertPromise, AlertRole};

/// `service` is what was judged of what callers got: where no mitigation is promised, the service
/// itself must hold.
pub(super) fn judge(case: &Case, mitigation: &Mitigated, service: &[Promise]) -> Vec<Promise> {
    let held = if mitigation.promises.is_empty() {
        Held::Service(all(service))
    } else {
        Held::Mitigation {
            status: mitigation.status(),
            until: mitigation.at.unwrap_or(case.end),
        }
    };
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
        .map(|(promise, planned)| one(case, promise, planned, &held))
        .collect()
}

/// What must hold so that the alert has nothing to tell of.
enum Held {
    /// The service, where nothing else is promised.
    Service(Status),
    /// The mitigation; the time up to which it did not.
    Mitigation { status: Status, until: At },
}

impl Held {
    const fn what(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::Mitigation { .. } => "the mitigation",
        }
    }

    const fn status(&self) -> Status {
        match self {
            Self::Service(status) | Self::Mitigation { status, .. } => *status,
        }
    }
}

/// Broken if one is, kept if all are.
fn all(promises: &[Promise]) -> Status {
    let worst = |status: Status| promises.iter().any(|promise| promise.status == status);
    if worst(Status::Broken) {
        Status::Broken
    } else if worst(Status::Unknown) {
        Status::Unknown
    } else {
        Status::Kept
    }
}

fn one(case: &Case, promise: &AlertPromise, planned: &PlannedAlert, held: &Held) -> Promise {
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
    let (name, what) = (&promise.alert, held.what());
    let quiet = format!("{name} stays quiet while {what} holds");
    match (held.status(), fired) {
        (Status::Kept, None) => {
            Promise::kept(quiet, "it did").because_of(to_the_end(case, planned))
        }
        (Status::Kept, Some(look)) => Promise::broken(
            quiet,
            Code::BackstopFired,
            format!("fired after {}", look.at.since(case.effective).short()),
        )
        .because_of([look.record]),
        (Status::Broken, Some(look)) => {
            let page = first_page(case, promise, None);
            let paged = page.map_or_else(String::new, |page| {
                let after = page.value.arrived.since(case.effective).short();
                format!(", paged {} after {after}", page.value.receiver)
            });
            let fired = look.at.since(case.effective).short();
            Promise::kept(
                format!("{name} fires when {what} fails"),
                format!("fired after {fired}{paged}"),
            )
            .because_of([look.record])
            .because_of(page.map(|page| page.record))
        }
        (Status::Broken, None) => silent(
            case,
            format!("{name} fires when {what} fails"),
            planned,
            held,
        ),
        (Status::Unknown, _) => Promise {
            code: None,
            ..Promise::unknown(quiet, format!("whether {what} held is not known"))
        },
    }
}

/// The alert did not tell of what failed.
fn silent(case: &Case, text: String, planned: &PlannedAlert, held: &Held) -> Promise {
    let without_code = |seen: &str| Promise {
        code: None,
        ..Promise::unknown(&*text, seen)
    };
    match held {
        // Its threshold is not that of the promise, so that it may rightly be silent.
        Held::Service(_) => {
            without_code("silent: what callers suffered may be below its threshold")
        }
        Held::Mitigation { until, .. } => {
            let failed = until.since(case.effective);
            // The rule's window comes on top, but a failed mitigation fills it at once.
            let enough = planned
                .forecast
                .as_ref()
                .is_some_and(|forecast| failed >= forecast.apart_from_window().worst);
            let judged = if enough && !case.is_void() && !case.gap {
                let seen = format!("silent for {}", failed.short());
                Promise::broken(text, Code::BackstopSilent, seen)
            } else if *until < case.end {
                without_code("silent: the mitigation came before it had to fire")
            } else {
                Promise::unknown(text, "silent, and the fault ended before its time")
            };
            judged.because_of(to_the_end(case, planned))
        }
    }
}
