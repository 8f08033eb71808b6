//! The numbers that people ask for first, each beside what was promised.

use super::measures::served;
use crate::base::Duration;
use crate::drill::verdict::Status;
use crate::report::RunReport;
use crate::report::words::{humane, spoken};
use crate::spec::drill::{AlertRole, Expect, ServicePromise, ServiceWindow};

/// A number, and whether it is as promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Figure {
    pub(in crate::report) name: &'static str,
    pub(in crate::report) measured: String,
    /// What was promised, if anything.
    pub(in crate::report) promised: Option<String>,
    /// None where nothing was promised.
    pub(in crate::report) status: Option<Status>,
}

/// Time to detect, time to mitigate, and what callers felt; nothing where nothing was injected.
pub(in crate::report) fn figures(told: &RunReport) -> Vec<Figure> {
    let Some(plan) = told.plan().filter(|_| told.seen().injected.is_some()) else {
        return Vec::new();
    };
    let expect = &plan.brief.drill.expect;
    let mut figures = Vec::new();
    let pages = expect
        .alerts
        .iter()
        .filter_map(|promise| match &promise.role {
            AlertRole::Fires { within, pages, .. } => {
                Some(pages.as_ref().map_or(*within, |pages| pages.within))
            }
            AlertRole::Backstop => None,
        });
    if let Some(within) = pages.min() {
        figures.push(detected(told, within));
    }
    if let Some(within) = expect.mitigation.iter().map(|one| one.within).min() {
        figures.push(time(
            "Time to mitigate",
            told.time_to_mitigate(),
            within,
            told,
        ));
    }
    let Some(served) = served(told) else {
        return figures;
    };
    let bad = expect.service.iter().find_map(|promise| {
        promise
            .bad_seconds
            .filter(|_| promise.window == ServiceWindow::DuringFault)
    });
    figures.push(Figure {
        name: "Bad seconds",
        measured: served.bad_seconds.to_string(),
        promised: bad.map(|is| is.to_string()),
        status: bad.map(|is| kept(is.holds(&served.bad_seconds), told)),
    });
    figures.push(Figure {
        name: "Answered requests",
        measured: format!("{:.2}%", served.success.value() * 100.0),
        promised: anywhere(expect, |promise| Some(promise.success?.to_string())),
        status: None,
    });
    figures.push(Figure {
        name: "p95",
        measured: served.p95.map_or_else(|| "no answer".to_owned(), spoken),
        promised: anywhere(expect, |promise| Some(promise.p95?.to_string())),
        status: None,
    });
    figures
}

/// What is promised of a part of the drill, with the part: a number of all of it neither keeps nor
/// breaks that.
fn anywhere(expect: &Expect, of: impl Fn(&ServicePromise) -> Option<String>) -> Option<String> {
    let promises = expect.service.iter();
    let parts = promises.filter_map(|promise| {
        let worst = promise.worst.map(|length| format!(", worst {length}"));
        let (bound, worst) = (of(promise)?, worst.unwrap_or_default());
        Some(format!("{bound} {}{worst}", promise.window.words()))
    });
    let parts = parts.reduce(|one, other| format!("{one}; {other}"))?;
    Some(humane(&parts))
}

/// An alert that fired is not detected by anybody where a page was promised and none came.
fn detected(told: &RunReport, within: Duration) -> Figure {
    let figure = time("Time to detect", told.time_to_detect(), within, told);
    let fired = told.time_to_detect().is_some();
    if !fired || told.time_to_page().is_some() || !told.promises_pages() {
        return figure;
    }
    Figure {
        measured: "no page".to_owned(),
        status: Some(kept(false, told)),
        ..figure
    }
}

fn time(name: &'static str, took: Option<Duration>, within: Duration, told: &RunReport) -> Figure {
    Figure {
        name,
        measured: took.map_or_else(|| "never".to_owned(), spoken),
        promised: Some(format!("within {}", humane(&within.to_string()))),
        status: Some(kept(took.is_some_and(|took| took <= within), told)),
    }
}

/// What was not as promised is broken only where that can be told at all.
fn kept(is_so: bool, told: &RunReport) -> Status {
    if is_so {
        Status::Kept
    } else if told.counts().broken > 0 {
        Status::Broken
    } else {
        Status::Unknown
    }
}
