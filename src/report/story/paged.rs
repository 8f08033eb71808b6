//! Who was paged, and when.

use crate::base::Duration;
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::report::words::{one_line, spoken};
use crate::spec::drill::{AlertPromise, AlertRole};
use crate::world::PageStatus;

/// As many pages are named in the sentence.
const PAGES_MOST: usize = 4;

/// The first page of an alert at a receiver, since something was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Paged {
    pub(in crate::report) alert: String,
    pub(in crate::report) receiver: String,
    /// From the fault's effect on.
    pub(in crate::report) after: Duration,
    /// Whether it is an alert that must fire where the mitigation fails.
    pub(in crate::report) backstop: bool,
}

/// Every page that came since something was broken, in their order.
pub(in crate::report) fn paged(told: &RunReport) -> Vec<Paged> {
    let seen = told.seen();
    let (Some(plan), Some(injected)) = (told.plan(), &seen.injected) else {
        return Vec::new();
    };
    let from = injected.value;
    let zero = seen.effective.as_ref().map_or(from, |seen| seen.value);
    let mut found: Vec<Paged> = Vec::new();
    let pages = seen.pages.iter().map(|page| &page.value);
    for page in pages.filter(|page| page.status == PageStatus::Firing && page.arrived >= from) {
        let (alert, receiver) = (page.labels.get("alertname"), &page.receiver);
        let is_same = |one: &Paged| one.alert == alert && one.receiver == *receiver;
        if !found.iter().any(is_same) {
            found.push(Paged {
                backstop: promises(plan)
                    .any(|one| one.alert == alert && one.role == AlertRole::Backstop),
                alert: alert.to_owned(),
                receiver: receiver.clone(),
                after: page.arrived.since(zero),
            });
        }
    }
    found
}

fn promises(plan: &Plan) -> impl Iterator<Item = &AlertPromise> {
    plan.brief.drill.expect.alerts.iter()
}

/// Who was paged, and whose promised page did not come, in a sentence; none where nothing was
/// injected.
pub(in crate::report) fn who_was_paged(told: &RunReport) -> Option<String> {
    let plan = told.plan().filter(|_| told.seen().injected.is_some())?;
    let paged = paged(told);
    let came = paged.iter().take(PAGES_MOST).map(|one| {
        let (receiver, alert) = (one_line(&one.receiver), one_line(&one.alert));
        format!("{receiver} after {}, by {alert}", spoken(one.after))
    });
    let mut parts: Vec<String> = came.collect();
    if paged.is_empty() {
        parts.push("nobody".to_owned());
    } else if paged.len() > PAGES_MOST {
        parts.push(format!("and {} more", paged.len() - PAGES_MOST));
    }
    let missing = promises(plan).filter_map(|promise| {
        let AlertRole::Fires { pages, .. } = &promise.role else {
            return None;
        };
        let receiver = &pages.as_ref()?.receiver;
        let came = |one: &Paged| one.alert == promise.alert && one.receiver == *receiver;
        let alert = one_line(&promise.alert);
        (!paged.iter().any(came)).then(|| {
            if paged.is_empty() {
                format!("a page by {alert} was promised")
            } else {
                format!("no page by {alert}")
            }
        })
    });
    parts.extend(missing.filter(|_| !told.is_control()));
    Some(format!("{}.", parts.join("; ")))
}
