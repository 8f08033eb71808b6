//! Did each expected alert fire, page and resolve in time?

use super::detection::{first_firing, first_page, moments, to_the_end};
use super::{Case, Promise, firings};
use crate::base::{At, Duration};
use crate::drill::code::Code;
use crate::drill::journal::Seen;
use crate::drill::measure::alert_firing;
use crate::drill::plan::PlannedAlert;
use crate::spec::drill::{AlertPromise, AlertRole, Pages};
use crate::world::{Alerts, PageStatus, RoutedAlert};

/// `mitigated` says whether there was a mitigation: an alert that tells of it cannot fire without.
pub(super) fn judge(case: &Case, mitigated: bool) -> Vec<Promise> {
    let promises = case
        .plan
        .brief
        .drill
        .expect
        .alerts
        .iter()
        .zip(&case.plan.alerts);
    promises
        .flat_map(|(promise, planned)| match &promise.role {
            AlertRole::Fires {
                within,
                pages,
                resolves,
            } => {
                let fired = moments(case, promise, planned).firing;
                let mut judged = vec![fires(case, (promise, planned), *within, fired, mitigated)];
                judged.extend(
                    pages
                        .as_ref()
                        .map(|pages| page(case, (promise, planned), pages, fired)),
                );
                judged.extend(resolves.map(|resolves| resolve(case, promise, resolves, fired)));
                judged
            }
            AlertRole::Backstop => Vec::new(),
        })
        .collect()
}

fn fires(
    case: &Case,
    (promise, planned): (&AlertPromise, &PlannedAlert),
    within: Duration,
    fired: Option<At>,
    mitigated: bool,
) -> Promise {
    let text = format!("{} fires within {within}", promise.alert);
    if let Some(fired) = fired.filter(|fired| *fired < case.end) {
        let took = fired.since(case.effective);
        let seen = format!("fired after {}", took.short());
        let judged = if took <= within {
            Promise::kept(text, seen)
        } else {
            case.late(text, Code::AlertLate, seen)
        };
        return judged.because_of(first_firing(case, promise));
    }
    let silence = to_the_end(case, planned);
    if !mitigated {
        let seen = "did not fire: there was no mitigation to tell of";
        let judged = Promise {
            code: None,
            ..Promise::unknown(text, seen)
        };
        return judged.because_of(silence);
    }
    if let Some(older) = case.fired_before(&firings::all(case, promise, planned)) {
        let before = case.injected.since(older.from).short();
        let seen = format!("fired {before} before the fault, and so not for it");
        return Promise {
            code: Some(Code::AlertAlreadyFiring),
            ..Promise::unknown(text, seen)
        }
        .because_of(silence);
    }
    let crossed = moments(case, promise, planned).crossed;
    let why = match crossed {
        Some(at) => format!(
            "its expression held from {} on, and it did not fire",
            at.since(case.effective).short()
        ),
        None => "did not fire: its expression never selected these labels".to_owned(),
    };
    case.missed(text, within, Code::AlertDidNotFire, why)
        .because_of(silence)
}

fn page(
    case: &Case,
    (promise, planned): (&AlertPromise, &PlannedAlert),
    pages: &Pages,
    fired: Option<At>,
) -> Promise {
    let text = format!(
        "{} pages {} within {}",
        promise.alert, pages.receiver, pages.within
    );
    let arrived = first_page(case, promise, Some(&pages.receiver));
    if let Some(page) = arrived {
        let took = page.value.arrived.since(case.effective);
        let seen = format!("paged after {}", took.short());
        let judged = if took <= pages.within {
            Promise::kept(text, seen)
        } else {
            case.late(text, Code::PageLate, seen)
        };
        return judged.because_of([page.record]);
    }
    if fired.is_none_or(|fired| fired >= case.end) {
        // The alert that did not fire says what is to be fixed.
        return Promise {
            code: None,
            ..Promise::unknown(text, "no page: the alert did not fire")
        };
    }
    if let Err(reason) = &case.plan.facts.heartbeat {
        return Promise::unknown(text, format!("pages cannot be seen: {reason}"));
    }
    let (code, why) = why_no_page(case, promise, pages);
    case.missed(text, pages.within, code, why)
        .because_of(first_firing(case, promise))
        .because_of(to_the_end(case, planned))
}

fn why_no_page(case: &Case, promise: &AlertPromise, pages: &Pages) -> (Code, String) {
    let routed: Vec<&RoutedAlert> = case
        .seen
        .alerts
        .iter()
        .flat_map(|look| &look.value.alertmanager)
        .filter(|alert| {
            alert.labels.get("alertname") == promise.alert && alert.labels.contains(&promise.labels)
        })
        .collect();
    if let Some(id) = routed.iter().find_map(|alert| alert.silenced_by.first()) {
        let silence = case
            .plan
            .facts
            .silences
            .iter()
            .flatten()
            .find(|silence| silence.id == *id);
        let by = silence.map_or(String::new(), |silence| {
            format!(" set by {} ({})", silence.created_by, silence.comment)
        });
        return (
            Code::PageSilenced,
            format!("fired, and silence {id}{by} kept the page back"),
        );
    }
    if let Some(by) = routed.iter().find_map(|alert| alert.inhibited_by.first()) {
        let source = case
            .seen
            .alerts
            .iter()
            .flat_map(|look| &look.value.alertmanager)
            .find(|alert| alert.fingerprint == *by)
            .map_or_else(
                || by.clone(),
                |alert| alert.labels.get("alertname").to_owned(),
            );
        return (
            Code::PageInhibited,
            format!("fired, and {source} inhibited the page"),
        );
    }
    let elsewhere = first_page(case, promise, None)
        .map(|page| page.value.receiver.clone())
        .or_else(|| {
            let receivers = routed.iter().flat_map(|alert| &alert.receivers);
            receivers
                .into_iter()
                .find(|receiver| **receiver != pages.receiver)
                .cloned()
        });
    match elsewhere {
        Some(receiver) => (
            Code::PageMisrouted,
            format!("the page went to {receiver}, not to {}", pages.receiver),
        ),
        None => (Code::PageMissing, "fired, and no page came".to_owned()),
    }
}

fn resolve(case: &Case, promise: &AlertPromise, within: Duration, fired: Option<At>) -> Promise {
    let text = format!("{} resolves within {within}", promise.alert);
    let (Some(_), Some(restored)) = (fired, &case.seen.restored) else {
        let seen = match fired {
            Some(_) => "the fault was not seen to be gone",
            None => "nothing to resolve: it did not fire",
        };
        return Promise {
            code: None,
            ..Promise::unknown(text, seen)
        };
    };
    let restored = restored.value;
    if let Some(record) = over_before(case, promise, restored) {
        let seen = "it was over before the fault was gone";
        return Promise::kept(text, seen).because_of([record]);
    }
    let page = case.seen.pages.iter().rev().find(|page| {
        page.value.status == PageStatus::Resolved
            && page.value.labels.get("alertname") == promise.alert
            && page.value.labels.contains(&promise.labels)
            && page.at >= restored
    });
    let quiet = case.seen.alerts.iter().find(|look| {
        look.at >= restored && !alert_firing(&look.value, &promise.alert, &promise.labels)
    });
    let clock = case.plan.facts.prometheus_clock.as_ref().ok();
    let told = page.and_then(|page| Some((clock?.at(page.value.ends_at?), page.record)));
    match told.or(quiet.map(|look| (look.at, look.record))) {
        Some((at, record)) => {
            let took = at.since(restored);
            let seen = format!("resolved {} after the fault was gone", took.short());
            let judged = if took <= within {
                Promise::kept(text, seen)
            } else {
                Promise::broken(text, Code::AlertNotResolved, seen)
            };
            judged.because_of([record])
        }
        None if case.early.is_some() => Promise::unknown(text, "the run ended before that"),
        None => {
            let last = case.seen.alerts.last().map(|look| look.record);
            Promise::broken(text, Code::AlertNotResolved, "it still fires").because_of(last)
        }
    }
}

/// The record that shows that an alert was over before the fault was gone, and stayed so: an alert
/// that tells of an event, such as a roll-out that was taken back, ends by itself.
fn over_before(case: &Case, promise: &AlertPromise, restored: At) -> Option<u64> {
    let looks = case.seen.alerts.iter();
    let mut before = looks.clone().filter(|look| look.at < restored);
    let last = before.next_back()?;
    let firing = |look: &Seen<Alerts>| alert_firing(&look.value, &promise.alert, &promise.labels);
    let again = looks.filter(|look| look.at >= restored).any(firing);
    (!firing(last) && !again).then_some(last.record)
}
