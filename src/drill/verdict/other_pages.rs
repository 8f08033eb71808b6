//! Was anybody paged for something else?

use super::{Case, Promise, Status};
use crate::drill::code::Code;
use crate::world::PageStatus;

/// `others` are the promises that were judged before: where callers suffered, more pages than the
/// expected ones are right.
pub(super) fn judge(case: &Case, others: &[Promise]) -> Vec<Promise> {
    let expect = &case.plan.brief.drill.expect;
    let Some(other) = &expect.no_other_pages else {
        return Vec::new();
    };
    let text = "no other alert pages anybody".to_owned();
    let expected = |name: &str| expect.alerts.iter().any(|promise| promise.alert == name);
    let stranger = case.seen.pages.iter().find(|page| {
        page.value.status == PageStatus::Firing
            && page.at >= case.injected
            && page.value.labels.contains(&other.labels)
            && !expected(page.value.labels.get("alertname"))
    });
    let suffered = others
        .iter()
        .any(|promise| promise.status == Status::Broken);
    vec![match (stranger, &case.plan.facts.heartbeat) {
        (Some(page), _) if suffered || case.gap || case.is_void() => {
            let alert = page.value.labels.get("alertname");
            let seen = format!(
                "{alert} paged {}, for a reason of its own",
                page.value.receiver
            );
            Promise {
                code: None,
                ..Promise::unknown(text, seen)
            }
        }
        (Some(page), _) => Promise::broken(
            text,
            Code::PageUnexpected,
            format!(
                "{} paged {}",
                page.value.labels.get("alertname"),
                page.value.receiver
            ),
        )
        .because_of([page.record]),
        (None, Err(reason)) => Promise::unknown(text, format!("pages cannot be seen: {reason}")),
        (None, Ok(_)) => Promise::kept(text, "none did"),
    }]
}
