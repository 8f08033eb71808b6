//! A control: nothing was broken, at most pods were restarted, so that nothing may fire and callers
//! must be served as before.

use super::{Case, Promise, recovery};
use crate::drill::code::Code;
use crate::drill::measure::{Share, Truth, alert_firing, at_least_p95, within, within_latency};
use crate::spec::drill::AlertPromise;
use crate::world::PageStatus;

pub(super) fn judge(case: &Case) -> Vec<Promise> {
    let expected = case.plan.brief.drill.expect.alerts.iter();
    let mut promises: Vec<Promise> = expected.map(|promise| quiet(case, promise)).collect();
    promises.push(nobody_paged(case));
    promises.push(served(case));
    promises.extend(recovery::pods(case));
    promises
}

fn quiet(case: &Case, promise: &AlertPromise) -> Promise {
    let text = format!("{} stays quiet while nothing is broken", promise.alert);
    let fired = case.seen.alerts.iter().find(|look| {
        look.at >= case.injected && alert_firing(&look.value, &promise.alert, &promise.labels)
    });
    match fired {
        None => Promise::kept(text, "it did"),
        Some(look) => {
            let seen = format!("fired after {}", look.at.since(case.injected).short());
            Promise::broken(text, Code::ControlFired, seen).because_of([look.record])
        }
    }
}

fn nobody_paged(case: &Case) -> Promise {
    let text = "nobody is paged while nothing is broken";
    let expect = &case.plan.brief.drill.expect;
    let concerned = expect.no_other_pages.as_ref().map(|other| &other.labels);
    let paged = case.seen.pages.iter().find(|page| {
        page.value.status == PageStatus::Firing
            && page.at >= case.injected
            && concerned.is_none_or(|labels| page.value.labels.contains(labels))
    });
    match (paged, &case.plan.facts.heartbeat) {
        (Some(page), _) => {
            let alert = page.value.labels.get("alertname");
            let seen = format!("{alert} paged {}", page.value.receiver);
            Promise::broken(text, Code::PageUnexpected, seen).because_of([page.record])
        }
        (None, Err(reason)) => Promise::unknown(text, format!("pages cannot be seen: {reason}")),
        (None, Ok(_)) => Promise::kept(text, "nobody was"),
    }
}

fn served(case: &Case) -> Promise {
    let steady = &case.plan.brief.drill.steady;
    let text = format!(
        "success {} and p95 {} all the time",
        steady.success, steady.p95
    );
    let shots = within(&case.seen.shots, case.injected, case.end);
    let answered = Share::of(shots, |shot| shot.outcome.is_ok());
    let quick = within_latency(shots, steady.p95.limit);
    let seen = format!("{answered} answered, {quick} within {}", steady.p95.limit);
    match (
        answered.judge(&steady.success),
        quick.judge(&at_least_p95()),
    ) {
        (Truth::Holds, Truth::Holds) => Promise::kept(text, seen),
        (Truth::Fails, _) => Promise::broken(text, Code::ServiceSuccess, seen),
        (_, Truth::Fails) => Promise::broken(text, Code::ServiceLatency, seen),
        (Truth::Unknown, _) | (_, Truth::Unknown) => Promise::unknown(text, seen),
    }
}
