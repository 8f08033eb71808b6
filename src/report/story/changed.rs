//! What was changed, and what became of it.

use crate::base::At;
use crate::report::RunReport;
use crate::report::words::{humane, one_line};

/// One change of the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Changed {
    pub(in crate::report) place: String,
    pub(in crate::report) before: String,
    pub(in crate::report) ours: String,
    /// When it was read back.
    pub(in crate::report) made: Option<At>,
    /// When it was settled, and how; or why it was not.
    pub(in crate::report) end: Option<(At, String)>,
    /// Whether it may still be there.
    pub(in crate::report) left_behind: bool,
}

/// Every change that the fault consists of, in the order in which they are made.
pub(in crate::report) fn changed(told: &RunReport) -> Vec<Changed> {
    let seen = told.seen();
    let Some(plan) = told.plan() else {
        return Vec::new();
    };
    let made = seen.injected.as_ref().map(|seen| seen.value);
    let settled = seen.settled.last();
    let taken_back = seen.taken_back.as_ref().map(|taken| {
        let by = seen.taken_back_by().map_or("somebody", |by| by.who);
        (taken.at, format!("{} took it back", one_line(by)))
    });
    plan.changes
        .iter()
        .map(|change| {
            let left = seen
                .left_behind
                .iter()
                .find(|left| left.value.0.change.place == change.place);
            let end = match (left, settled) {
                (Some(left), _) => Some((left.at, humane(&one_line(&left.value.1)))),
                (None, Some(settled)) => {
                    let settled = (settled.at, settled.value.1.to_string());
                    Some(taken_back.clone().unwrap_or(settled))
                }
                (None, None) => None,
            };
            Changed {
                place: one_line(&change.place.to_string()),
                before: one_line(&change.before.to_string()),
                ours: one_line(&change.ours.to_string()),
                made,
                end,
                left_behind: left.is_some(),
            }
        })
        .collect()
}
