//! What is worth knowing and changes no outcome.

use super::page::Page;
use crate::report::RunReport;
use crate::report::words::{humane, one_line};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let notes = &told.verdict().notes;
    if notes.is_empty() {
        return;
    }
    page.gap();
    let paint = page.paint;
    page.line(paint.bold("Worth knowing"));
    for note in notes {
        let text = format!("! {}  [{}]", humane(&one_line(&note.detail)), note.code);
        page.wrapped(&text, ("  ", "    "), |line| paint.unsure(line));
        let fix = format!("→ {}", note.fix);
        page.wrapped(&fix, ("    ", "      "), str::to_owned);
    }
}
