//! The outcome, of what, where; and in which state the platform is now.

use super::page::Page;
use crate::report::RunReport;
use crate::report::story::state;
use crate::report::words::{humane, length, one_line, world};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let paint = page.paint;
    let outcome = told.outcome();
    let place = told.plan().map_or_else(
        || "a platform that cannot be seen".to_owned(),
        |plan| one_line(&world(&plan.facts.world)),
    );
    let word = outcome.word();
    page.line(format!(
        "{}  {} on {place}",
        paint.outcome(outcome, word),
        paint.bold(told.drill()),
    ));
    let indent = " ".repeat(length(word) + 2);
    let indent = if indent.len() > 6 { "    " } else { &indent };
    if let Some(plan) = told.plan() {
        let title = one_line(&plan.brief.drill.title);
        page.wrapped(&title, (indent, indent), |line| paint.dim(line));
    }
    page.wrapped(&state(told), (indent, indent), str::to_owned);
    for warning in told.plan().map(|plan| &plan.warnings).into_iter().flatten() {
        let text = format!("warning: {}", humane(&one_line(warning)));
        page.wrapped(&text, (indent, indent), |line| paint.unsure(line));
    }
}
