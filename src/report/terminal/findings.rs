//! What broke, by how much, and what to do: the worst first, as many as fit a screen.

use super::page::Page;
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::{Kind, heading, worth_telling};
use crate::report::words::{humane, one_line};

/// Kinds of findings that are told; the promises below tell the rest.
const KINDS_MOST: usize = 6;
/// Findings of one kind that are told.
const EACH_MOST: usize = 2;

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let kinds = worth_telling(told);
    if kinds.is_empty() {
        return;
    }
    page.gap();
    let paint = page.paint;
    page.line(paint.bold(heading(told.outcome())));
    for kind in kinds.iter().take(KINDS_MOST) {
        write_kind(page, kind);
    }
    if let Some(more) = kinds.len().checked_sub(KINDS_MOST).filter(|more| *more > 0) {
        page.line(format!(
            "  and {more} more kinds of findings, among the promises below"
        ));
    }
}

fn write_kind(page: &mut Page, kind: &Kind) {
    let paint = page.paint;
    let outcome = kind.code.outcome();
    let mark = match outcome {
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "✗",
        Outcome::Inconclusive | Outcome::Error => "?",
    };
    for (index, detail) in kind.details.iter().take(EACH_MOST).enumerate() {
        let detail = humane(&one_line(detail));
        let name = if index == 0 {
            format!("  [{}]", kind.code)
        } else {
            String::new()
        };
        let text = format!("{mark} {detail}{name}");
        page.wrapped(&text, ("  ", "    "), |line| paint.outcome(outcome, line));
    }
    if let Some(more) = kind
        .details
        .len()
        .checked_sub(EACH_MOST)
        .filter(|more| *more > 0)
    {
        page.line(format!("    and {more} more like this"));
    }
    page.wrapped(
        &format!("→ {}", kind.fix),
        ("    ", "      "),
        str::to_owned,
    );
}
