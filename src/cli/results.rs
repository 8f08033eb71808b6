//! The files that a run leaves.

use std::path::{Path, PathBuf};

use super::arguments::Format;
use crate::report::{self, RunReport};

/// The width of `report.txt`.
const WIDTH: usize = 100;

/// Which reports are written, and where.
#[derive(Clone, Copy)]
pub(super) struct Results<'a> {
    pub(super) root: &'a Path,
    /// None stands for all.
    pub(super) formats: &'a [Format],
}

impl Results<'_> {
    /// Where the results of one drill are.
    pub(super) fn folder(&self, drill: &str) -> PathBuf {
        self.root.join(drill)
    }

    /// Writes the reports that one drill has to itself, as far as they are wanted.
    ///
    /// # Errors
    /// The first file that could not be written; the others are written all the same.
    pub(super) fn write_own(&self, report: &RunReport) -> Result<(), String> {
        let folder = self.folder(report.drill());
        let html = || report::html(report);
        let json = || report::json(report);
        self.write([
            (Format::Html, folder.join("report.html"), &html),
            (Format::Json, folder.join("report.json"), &json),
        ])
    }

    /// Writes the reports on all drills together, as far as they are wanted; `skipped` are the
    /// drills that were not run.
    ///
    /// # Errors
    /// The first file that could not be written; the others are written all the same.
    pub(super) fn write_common(
        &self,
        reports: &[RunReport],
        skipped: &[&str],
    ) -> Result<(), String> {
        let index = || report::html_index(reports, skipped);
        let markdown = || report::markdown(reports, skipped);
        let junit = || report::junit(reports, skipped);
        let text = || report::terminal(reports, false, WIDTH);
        let file = |name: &str| self.root.join(name);
        self.write([
            (Format::Html, file("index.html"), &index),
            (Format::Markdown, file("report.md"), &markdown),
            (Format::Junit, file("junit.xml"), &junit),
            (Format::Terminal, file("report.txt"), &text),
        ])
    }

    fn write<const N: usize>(
        &self,
        files: [(Format, PathBuf, &dyn Fn() -> String); N],
    ) -> Result<(), String> {
        let wanted = files.into_iter().filter(|(format, ..)| self.wants(*format));
        let written: Vec<_> = wanted
            .map(|(_, path, text)| write(&path, &text()))
            .collect();
        written.into_iter().collect()
    }

    fn wants(&self, format: Format) -> bool {
        self.formats.is_empty() || self.formats.contains(&format)
    }

    /// The file that people open first, if it is among those that are written.
    pub(super) fn first(&self, reports: &[RunReport]) -> PathBuf {
        match reports {
            [one] if self.wants(Format::Html) => self.root.join(one.drill()).join("report.html"),
            _ if self.wants(Format::Html) => self.root.join("index.html"),
            _ => self.root.to_owned(),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "reports are files, and this is the room for that"
)]
fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
