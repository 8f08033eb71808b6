//! Several drills at a glance, and how the program ends.

use super::page::Page;
use crate::report::RunReport;
use crate::report::story::{glance, meaning};
use crate::report::words::{length, one_line, spoken};

/// One line for each drill.
pub(super) fn write(page: &mut Page, results: &[RunReport]) {
    if results.is_empty() {
        page.line("No drill was run.");
        return;
    }
    let paint = page.paint;
    page.line(paint.bold("Drills"));
    let words = results.iter().map(|told| length(told.outcome().word()));
    let word_column = words.max().unwrap_or(0);
    let names = results.iter().map(|told| length(told.drill()));
    let name_column = names.max().unwrap_or(0);
    for told in results {
        let word = told.outcome().word();
        page.line(format!(
            "  {}{}  {}{}  {}",
            paint.outcome(told.outcome(), word),
            " ".repeat(word_column - length(word)),
            told.drill(),
            " ".repeat(name_column - length(told.drill())),
            glance(told)
        ));
    }
}

/// The run's name and length, where its reports are, and the exit code.
pub(super) fn footer(page: &mut Page, results: &[RunReport]) {
    let paint = page.paint;
    for told in results {
        if let Some(run) = told.run() {
            let kept = told.reports();
            let kept = kept.map_or_else(String::new, |place| format!(", kept in {place}"));
            let text = format!("run {run}, {} long{kept}", spoken(told.lasted()));
            page.line(paint.dim(&one_line(&text)));
        }
    }
    let Some(worst) = results.iter().map(RunReport::outcome).max() else {
        return;
    };
    page.line(format!("exit {}: {}", worst.exit_code(), meaning(worst)));
}
