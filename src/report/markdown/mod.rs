//! The report as a comment on a pull request: the same story, without pictures.

mod cells;
mod drill;
mod overview;

use super::RunReport;
pub(super) use cells::{cell, code, head, row};
pub(super) use overview::mark;

/// The runs as Markdown; `skipped` are drills that were not run.
pub fn markdown(results: &[RunReport], skipped: &[&str]) -> String {
    let mut parts: Vec<String> = results.iter().filter_map(drill::alarm).collect();
    parts.push(overview::write(results, skipped));
    parts.extend(results.iter().map(drill::write));
    parts.join("\n") + "\n"
}
