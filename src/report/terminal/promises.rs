//! Every promise and what was seen of it.

use super::page::Page;
use crate::drill::verdict::{Promise, Status};
use crate::report::RunReport;
use crate::report::story::counted;
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
    let rows: Vec<(&Promise, &str)> = promises
        .iter()
        .zip(texts.iter().map(|text| &**text))
        .collect();
    let column = best_column(&rows, page.width);
    for (promise, text) in rows {
        row(page, promise, text, column);
    }
}

/// How wide the promises stand so that they and what was seen take the fewest lines.
fn best_column(rows: &[(&Promise, &str)], width: usize) -> usize {
    let longest = rows.iter().map(|(_, text)| length(text)).max().unwrap_or(0);
    let lines = |column: usize| -> usize {
        rows.iter()
            .map(|(promise, text)| {
                let (left, right) = cells(promise, text, column, width);
                left.len().max(right.len())
            })
            .sum()
    };
    let narrowest = longest.min(width / 3);
    (narrowest..=longest.min(width * 2 / 3))
        .rev()
        .min_by_key(|column| lines(*column))
        .unwrap_or(longest)
}

/// A promise and what was seen, each in lines.
fn cells(promise: &Promise, text: &str, column: usize, width: usize) -> (Vec<String>, Vec<String>) {
    let seen = humane(&one_line(&promise.seen));
    let left = wrap(text, "", "  ", column.max(10));
    let right = wrap(&seen, "", "", width.saturating_sub(column + 6).max(20));
    (left, right)
}

fn row(page: &mut Page, promise: &Promise, text: &str, column: usize) {
    let paint = page.paint;
    let mark = paint.mark(promise.status);
    let (left, right) = cells(promise, text, column, page.width);
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
