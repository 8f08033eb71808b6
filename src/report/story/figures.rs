//! The numbers that people ask for first, each beside what was promised.

use super::measures::served;
use super::paged::paged;
use crate::base::Duration;
use crate::drill::verdict::Status;
use crate::report::RunReport;
use crate::report::words::{humane, one_line, spoken};
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
    figures.extend(detected(told, expect));
    if let Some(within) = expect.mitigation.iter().map(|one| one.within).min() {
        let limits = expect.mitigation.iter();
        let begins = limits.map(|one| format!("{} within", one.limit));
        figures.push(Figure {
            name: "Time to mitigate",
            measured: or_never(told.time_to_mitigate()),
            promised: Some(format!("within {}", spoken(within))),
            status: judged(told, begins),
        });
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
        status: judged(told, ["bad seconds".to_owned()]),
    });
    // What is promised of the time after a mitigation that did not come is judged under this name.
    let after = || format!("service {}", ServiceWindow::AfterMitigation.words());
    figures.push(Figure {
        name: "Answered requests",
        measured: format!("{:.2}%", served.success.value() * 100.0),
        promised: anywhere(expect, |promise| Some(promise.success?.to_string())),
        status: judged(told, ["success ".to_owned(), after()]),
    });
    figures.push(Figure {
        name: "Latency, p95",
        measured: served.p95.map_or_else(|| "no answer".to_owned(), spoken),
        promised: anywhere(expect, |promise| Some(promise.p95?.to_string())),
        status: judged(told, ["p95 ".to_owned(), after()]),
    });
    figures.extend(paid(told));
    figures
}

/// What money was spent, where a promise is about it.
fn paid(told: &RunReport) -> Vec<Figure> {
    let tiles = [
        ("Cost of a request", "cost factor "),
        ("Spent by the runaway caller", "the runaway caller spends "),
    ];
    let promises = told.verdict().promises.iter();
    promises
        .filter_map(|promise| {
            let about = |(name, begins): &(&'static str, &str)| {
                Some((*name, promise.promise.strip_prefix(*begins)?))
            };
            let (name, limit) = tiles.iter().find_map(about)?;
            Some(Figure {
                name,
                measured: amount(&promise.seen),
                promised: Some(humane(&one_line(limit))),
                status: Some(promise.status),
            })
        })
        .collect()
}

/// The amount of money or the factor that a sentence of the verdict begins with.
fn amount(seen: &str) -> String {
    let ends = [" in ", " what it was"];
    let amount = ends.iter().find_map(|end| Some(seen.split_once(end)?.0));
    one_line(amount.unwrap_or(seen))
}

/// What is promised, with the part of the drill that it is promised of; of several promises the
/// first.
fn anywhere(expect: &Expect, of: impl Fn(&ServicePromise) -> Option<String>) -> Option<String> {
    let promises = expect.service.iter();
    let parts = promises.filter_map(|promise| {
        let worst = promise.worst.map(|length| format!(", worst {length}"));
        let (bound, worst) = (of(promise)?, worst.unwrap_or_default());
        Some(format!("{bound} {}{worst}", promise.window.words()))
    });
    let parts: Vec<String> = parts.collect();
    let more = match parts.len() {
        0 | 1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    Some(humane(&format!("{}{more}", parts.first()?)))
}

/// When somebody knew. An alert that fired is not detected by anybody where a page was promised and
/// none came; but whoever is paged by another alert that had to fire knows as well.
fn detected(told: &RunReport, expect: &Expect) -> Option<Figure> {
    let alerts = || {
        let promises = expect.alerts.iter();
        promises.filter_map(|promise| match &promise.role {
            AlertRole::Fires { within, pages, .. } => Some((
                &promise.alert,
                pages.as_ref().map_or(*within, |pages| pages.within),
            )),
            AlertRole::Backstop => None,
        })
    };
    let (alert, within) = alerts().min_by_key(|(_, within)| *within)?;
    let within = format!("within {}", spoken(within));
    let silent = told.promises_pages() && told.time_to_page().is_none();
    let took = told.time_to_detect().filter(|_| !silent);
    let backstop = paged(told).into_iter().find(|one| one.backstop);
    let (measured, promised) = match (took, backstop) {
        (None, Some(paged)) => (
            spoken(paged.after),
            format!(
                "{within} by {}; {} paged instead",
                one_line(alert),
                one_line(&paged.alert)
            ),
        ),
        (None, None) if told.time_to_detect().is_some() => ("no page".to_owned(), within),
        (took, _) => (or_never(took), within),
    };
    let begins =
        alerts().flat_map(|(alert, _)| [format!("{alert} fires "), format!("{alert} pages ")]);
    Some(Figure {
        name: "Time to detect",
        measured,
        promised: Some(promised),
        status: judged(told, begins),
    })
}

fn or_never(took: Option<Duration>) -> String {
    took.map_or_else(|| "never".to_owned(), spoken)
}

/// What became of the promises that begin with these words, the worst of them; none if there is
/// none.
fn judged(told: &RunReport, begins: impl IntoIterator<Item = String>) -> Option<Status> {
    let begins: Vec<String> = begins.into_iter().collect();
    let promises = told.verdict().promises.iter();
    let concerned = promises.filter(|promise| {
        let text = &promise.promise;
        begins.iter().any(|begins| text.starts_with(&**begins))
    });
    concerned
        .map(|promise| promise.status)
        .max_by_key(|status| match status {
            Status::Kept => 0,
            Status::Unknown => 1,
            Status::Broken => 2,
        })
}
