//! Every promise and what was seen of it.

use super::page::Page;
use crate::drill::verdict::{Promise, Status};
use crate::report::RunReport;
use crate::report::words::{humane, length, one_line, wrap};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let promises = &told.verdict().promises;
    if promises.is_empty() {
        return;
    }
    page.gap();
    let heading = page.paint.bold("Promises");
    page.line(format!("{heading}  {}", counted(told)));
    let texts: Vec<String> = promises
        .iter()
        .map(|promise| humane(&one_line(&promise.promise)))
        .collect();
    let longest = texts.iter().map(|text| length(text)).max().unwrap_or(0);
    let column = longest.min(page.width / 2);
    for (promise, text) in promises.iter().zip(&texts) {
        row(page, promise, text, column);
    }
}

/// As `7 kept, 2 broken`; what there is none of is left out.
pub(super) fn counted(told: &RunReport) -> String {
    let counts = told.counts();
    let words = [
        (counts.kept, "kept"),
        (counts.broken, "broken"),
        (counts.unknown, "unknown"),
    ];
    let told: Vec<String> = words
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if told.is_empty() {
        "none judged".to_owned()
    } else {
        told.join(", ")
    }
}

fn row(page: &mut Page, promise: &Promise, text: &str, column: usize) {
    let paint = page.paint;
    let mark = paint.mark(promise.status);
    let seen = humane(&one_line(&promise.seen));
    let left: Vec<String> = wrap(text, "", "  ", column.max(10));
    let indent = column + 6;
    let right = wrap(&seen, "", "", page.width.saturating_sub(indent).max(20));
    for index in 0..left.len().max(right.len()) {
        let shown = left.get(index).map_or("", String::as_str);
        let gap = " ".repeat(column.saturating_sub(length(shown)) + 2);
        let lead = if index == 0 { &*mark } else { " " };
        let seen = right.get(index).map_or("", String::as_str);
        let seen = match promise.status {
            Status::Kept => seen.to_owned(),
            Status::Broken => paint.bad(seen),
            Status::Unknown => paint.unsure(seen),
        };
        page.line(format!("  {lead} {shown}{gap}{seen}"));
    }
}
