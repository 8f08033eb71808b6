//! The files that a run leaves.

use std::path::{Path, PathBuf};

use super::arguments::Format;
use crate::report::{self, RunReport};

/// The width of `report.txt`.
const WIDTH: usize = 100;

/// Which reports are written, and where.
pub(super) struct Results<'a> {
    pub(super) root: &'a Path,
    /// None stands for all.
    pub(super) formats: &'a [Format],
}

impl Results<'_> {
    fn wants(&self, format: Format) -> bool {
        self.formats.is_empty() || self.formats.contains(&format)
    }

    /// Writes every report that is wanted; `skipped` are the drills that were not run.
    ///
    /// # Errors
    /// The first file that could not be written; the others are written all the same.
    pub(super) fn write(&self, reports: &[RunReport], skipped: &[&str]) -> Result<(), String> {
        let mut written = Ok(());
        let mut put = |path: PathBuf, text: &dyn Fn() -> String| {
            let result = write(&path, &text());
            written = std::mem::replace(&mut written, Ok(())).and(result);
        };
        for report in reports {
            let folder = self.root.join(report.drill());
            if self.wants(Format::Json) {
                put(folder.join("report.json"), &|| report::json(report));
            }
            if self.wants(Format::Html) {
                put(folder.join("report.html"), &|| report::html(report));
            }
        }
        if self.wants(Format::Html) {
            put(self.root.join("index.html"), &|| {
                report::html_index(reports, skipped)
            });
        }
        if self.wants(Format::Markdown) {
            put(self.root.join("report.md"), &|| {
                report::markdown(reports, skipped)
            });
        }
        if self.wants(Format::Junit) {
            put(self.root.join("junit.xml"), &|| {
                report::junit(reports, skipped)
            });
        }
        if self.wants(Format::Terminal) {
            put(self.root.join("report.txt"), &|| {
                report::terminal(reports, false, WIDTH)
            });
        }
        written
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
