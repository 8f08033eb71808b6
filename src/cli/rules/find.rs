//! Files of rules or of their unit tests: those that are named, and those that are in directories.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::FILE_BYTES_MOST;
use crate::base::{Problem, Source};
use crate::spec::load;

/// Files and directories that are looked at.
const ENTRIES_MOST: usize = 500_000;
/// Files that are read.
const TESTS_MOST: usize = 10_000;
/// Directories in directories.
const DEPTH_MOST: usize = 64;
/// Directories that hold what others wrote or what programs make.
const PASSED_OVER: [&str; 3] = ["node_modules", "target", "vendor"];

/// A file, and its text or why it cannot be read.
pub(super) type Found = (PathBuf, Result<Source, Problem>);

/// The files at these paths, each once: those that are named, and in directories those that are
/// unit tests by what is written in them.
///
/// # Errors
/// A directory that cannot be searched, or holds too much.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Found>, Problem> {
    find_what(paths, is_test)
}

/// The files at these paths, each once: those that are named, and in directories those that hold
/// rules by what is written in them.
///
/// # Errors
/// A directory that cannot be searched, or holds too much.
pub(super) fn find_rules(paths: &[PathBuf]) -> Result<Vec<Found>, Problem> {
    find_what(paths, |text| holds_rules(text) && !is_test(text))
}

fn find_what(paths: &[PathBuf], wanted: fn(&str) -> bool) -> Result<Vec<Found>, Problem> {
    let mut search = Search {
        found: Vec::new(),
        entries: 0,
        wanted,
    };
    for path in paths {
        if path.is_dir() {
            search.directory(path, 0)?;
        } else {
            let source = load::read_file_of(path, FILE_BYTES_MOST);
            search.push(path.clone(), source)?;
        }
    }
    Ok(search.found)
}

struct Search {
    found: Vec<Found>,
    entries: usize,
    /// Whether a text in a directory is what is searched for.
    wanted: fn(&str) -> bool,
}

impl Search {
    fn push(&mut self, path: PathBuf, source: Result<Source, Problem>) -> Result<(), Problem> {
        if self.found.iter().any(|(known, _)| *known == path) {
            return Ok(());
        }
        if self.found.len() == TESTS_MOST {
            return Err(too_much(&path, "tests/too-many", TESTS_MOST, "files"));
        }
        self.found.push((path, source));
        Ok(())
    }

    fn directory(&mut self, directory: &Path, depth: usize) -> Result<(), Problem> {
        if depth > DEPTH_MOST {
            return Err(too_much(
                directory,
                "tests/too-deep",
                DEPTH_MOST,
                "levels of directories",
            ));
        }
        let unreadable = |error: std::io::Error| {
            let message = format!("`{}` cannot be searched: {error}", directory.display());
            Problem::error("file/unreadable", message)
                .hint("name the files or directories below it")
        };
        let mut entries = Vec::new();
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            self.entries += 1;
            if self.entries > ENTRIES_MOST {
                return Err(too_much(directory, "tests/too-many", ENTRIES_MOST, "files"));
            }
            entries.push(entry.map_err(unreadable)?.path());
        }
        entries.sort();
        for path in entries {
            self.entry(&path, depth)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, depth: usize) -> Result<(), Problem> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A link may lead anywhere, also back to where it is.
        let is_link = path.is_symlink();
        if path.is_dir() {
            let passed_over =
                is_link || name.starts_with('.') || PASSED_OVER.contains(&name.as_ref());
            return if passed_over {
                Ok(())
            } else {
                self.directory(path, depth + 1)
            };
        }
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        let path = path.strip_prefix(".").unwrap_or(path);
        // What cannot be read is nothing that is known to be wanted.
        if is_yaml
            && let Ok(source) = load::read_file_of(path, FILE_BYTES_MOST)
            && (self.wanted)(&source.text)
        {
            self.push(path.to_owned(), Ok(source))?;
        }
        Ok(())
    }
}

/// Whether a text is a file of unit tests. It need not be sound: a mistake in it is to be told.
fn is_test(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let within = |key: &str| text.contains(key);
    has("tests:")
        && (has("rule_files:")
            || has("evaluation_interval:")
            || within("alert_rule_test:")
            || within("promql_expr_test:"))
}

/// Whether a text holds rules, as a file or as resources. They need not be sound.
fn holds_rules(text: &str) -> bool {
    let resource = text.contains("PrometheusRule");
    let has_rules = text.contains("alert:") || text.contains("record:");
    resource || (has_rules && text.lines().any(|line| line.starts_with("groups:")))
}

fn too_much(path: &Path, code: &'static str, most: usize, what: &str) -> Problem {
    let message = format!("there are more than {most} {what} at `{}`", path.display());
    Problem::error(code, message).hint("name directories below it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_what_is_written_in_them() {
        assert!(is_test("rule_files: [a.yaml]\ntests:\n- {}\n"));
        assert!(is_test("tests:\n- promql_expr_test: []\n"));
        assert!(!is_test("tests:\n- name: of another program\n"));
        assert!(!is_test("groups: []\n"));
        assert!(holds_rules("groups:\n- rules: [{alert: A}]\n"));
        assert!(!holds_rules("groups:\n- name: of another program\n"));
    }
}
