//! Many results for programs.

use serde::Serialize;

use super::Merged;
use super::row::Row;
use crate::base::Duration;
use crate::drill::Outcome;
use crate::drill::verdict::Finding;

/// The version of this format; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 1;

/// All results.
#[derive(Serialize)]
struct All<'a> {
    /// The version of this format.
    firedrill_merge: u32,
    /// What all of it comes to; none if there is nothing.
    outcome: Option<Outcome>,
    /// The exit code that stands for it.
    exit_code: Option<u8>,
    /// Each result.
    results: Vec<One<'a>>,
    /// What could not be read.
    unread: Vec<Unread<'a>>,
}

/// One result.
#[derive(Serialize)]
struct One<'a> {
    cluster: &'a str,
    drill: &'a str,
    run: Option<&'a str>,
    outcome: Outcome,
    time_to_detect_ms: Option<u64>,
    time_to_detect_error_ms: Option<u64>,
    time_to_mitigate_ms: Option<u64>,
    time_to_mitigate_error_ms: Option<u64>,
    first_finding: Option<&'a Finding>,
}

/// Something that could not be read.
#[derive(Serialize)]
struct Unread<'a> {
    from: &'a str,
    why: &'a str,
}

pub(super) fn write(merged: &Merged) -> String {
    let unread = merged.unread.iter();
    let all = All {
        firedrill_merge: VERSION,
        outcome: merged.outcome(),
        exit_code: merged.outcome().map(Outcome::exit_code),
        results: merged.rows.iter().map(one).collect(),
        unread: unread.map(|(from, why)| Unread { from, why }).collect(),
    };
    // Text, numbers and lists of them: nothing here can fail to be written.
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}

fn one(row: &Row) -> One<'_> {
    let measured = &row.measured;
    let ms = |length: Option<(Duration, Duration)>| length.map(|(length, _)| length.ms());
    let error = |length: Option<(Duration, Duration)>| length.map(|(_, error)| error.ms());
    One {
        cluster: row.cluster(),
        drill: &measured.drill,
        run: measured.run.as_deref(),
        outcome: measured.outcome,
        time_to_detect_ms: ms(measured.time_to_detect),
        time_to_detect_error_ms: error(measured.time_to_detect),
        time_to_mitigate_ms: ms(measured.time_to_mitigate),
        time_to_mitigate_error_ms: error(measured.time_to_mitigate),
        first_finding: measured.finding.as_ref(),
    }
}
