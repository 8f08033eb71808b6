//! The moments of a run, in their order, counted from the fault's effect.

use super::page::Page;
use crate::report::RunReport;
use crate::report::story::moments;
use crate::report::words::{signed, wrap};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let moments = moments(told);
    if moments.is_empty() {
        return;
    }
    page.gap();
    let paint = page.paint;
    let from = match told.verdict().moments.effective_ms {
        Some(_) => "from the fault's effect on",
        None => "from the injection on",
    };
    page.line(format!("{}  {from}", paint.bold("Timeline")));
    let text = moments
        .iter()
        .map(|(after, what)| {
            // A moment must not be torn apart: its spaces are put back after wrapping.
            format!("{what} {}", signed(*after)).replace(' ', "\u{a0}")
        })
        .collect::<Vec<_>>()
        .join(" → ");
    for line in wrap(&text, "  ", "  ", page.width) {
        page.line(line.replace('\u{a0}', " "));
    }
}
