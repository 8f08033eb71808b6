//! What the records say that a promise rests on.

use crate::base::At;
use crate::report::RunReport;
use crate::report::words::{early_end, one_line};
use crate::world::{Alerts, PageStatus, Phase};

/// More names of one kind are only counted.
const NAMES_MOST: usize = 4;

/// A record of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Evidence {
    /// Its number.
    pub(in crate::report) record: u64,
    /// When it was written.
    pub(in crate::report) at: Option<At>,
    /// What it says.
    pub(in crate::report) what: String,
}

/// What a record says, as far as it matters for promises.
pub(in crate::report) fn evidence(told: &RunReport, record: u64) -> Evidence {
    let (at, what) = found(told, record).unzip();
    Evidence {
        record,
        at,
        what: what.unwrap_or_else(|| "see the journal".to_owned()),
    }
}

fn found(told: &RunReport, record: u64) -> Option<(At, String)> {
    let seen = told.seen();
    let looks = seen.alerts.iter().filter(|look| look.record == record);
    let looks = looks.map(|look| (look.at, alerts(&look.value)));
    let pages = seen.pages.iter().filter(|page| page.record == record);
    let pages = pages.map(|page| {
        let says = match page.value.status {
            PageStatus::Firing => "fires",
            PageStatus::Resolved => "is over",
        };
        let alert = page.value.labels.get("alertname");
        let text = format!("a page to {}: {alert} {says}", page.value.receiver);
        (page.at, text)
    });
    let ranges = seen
        .ranges
        .iter()
        .filter(|(_, range)| range.record == record);
    let ranges = ranges.map(|(name, range)| (range.at, format!("Prometheus' answer: {name}")));
    let early = seen.early.iter().filter(|early| early.record == record);
    let early = early.map(|early| {
        (
            early.at,
            format!("ended early: {}", early_end(&early.value)),
        )
    });
    let requests = seen.due_in(record).map(|due| {
        let text = "callers' requests that ended; all from the first such record to the last count";
        (due, text.to_owned())
    });
    let found = requests
        .into_iter()
        .chain(looks)
        .chain(pages)
        .chain(ranges)
        .chain(early)
        .next();
    found.map(|(at, what)| (at, one_line(&what)))
}

fn alerts(alerts: &Alerts) -> String {
    let of = |phase: Phase| {
        let mut names: Vec<&str> = alerts
            .prometheus
            .iter()
            .filter(|alert| alert.phase == phase)
            .map(|alert| alert.labels.get("alertname"))
            .collect();
        names.sort_unstable();
        names.dedup();
        let more = names.len().saturating_sub(NAMES_MOST);
        let listed = names[..names.len() - more].join(", ");
        match (listed.is_empty(), more) {
            (true, _) => "none".to_owned(),
            (false, 0) => listed,
            (false, more) => format!("{listed} and {more} more"),
        }
    };
    format!(
        "a look at the alerts: firing {}; pending {}",
        of(Phase::Firing),
        of(Phase::Pending)
    )
}
