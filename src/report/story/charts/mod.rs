//! The charts of a run, as data. A new one is a file or a line here: a title, a unit, its curves,
//! and the limits that they are held against.

mod alerts;
mod callers;
mod limits;
mod own;
mod signals;

use super::span;
use crate::report::RunReport;
use crate::report::picture::Chart;

pub(super) use alerts::states;
pub(in crate::report) use callers::success_by_beat;

/// What callers saw, beside what Prometheus saw of the same; then the other signals of the profile.
pub(in crate::report) fn service(told: &RunReport) -> Vec<Chart> {
    let Some((plan, span)) = told.plan().zip(span(told)) else {
        return Vec::new();
    };
    let mut charts = callers::all(told, plan, &span);
    let others = signals::others(told, plan, &charts);
    charts.extend(others);
    charts
}

/// What the rule of each expected alert compares with what, and when it was pending and firing.
pub(in crate::report) fn alerts(told: &RunReport) -> Vec<Chart> {
    told.plan()
        .map(|plan| alerts::all(told, plan))
        .unwrap_or_default()
}
