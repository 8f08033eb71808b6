//! `firedrill compare`: is anything slower or worse than it was?

use std::path::{Path, PathBuf};

use super::arguments::CompareArguments;
use super::exit::Exit;
use super::report::read;
use super::speak;
use crate::drill::Outcome;
use crate::report::{self, Measured};

/// What is looked for in a directory, the first that is there.
const NAMES: [&str; 2] = ["report.json", "journal.jsonl"];
/// More runs in one directory are not read.
const RUNS_MOST: usize = 1_000;

/// Compares two runs, and fails if the second is worse.
pub(super) fn compare(arguments: &CompareArguments) -> Exit {
    let mut sides = Vec::new();
    for path in [&arguments.baseline, &arguments.current] {
        match measured(path) {
            Ok(side) => sides.push(side),
            Err(why) => {
                speak::say(&format!("error: {why}"));
                return Exit::Usage;
            }
        }
    }
    let comparison = report::compare(&sides[0], &sides[1], arguments.tolerance);
    speak::out(&comparison.text);
    if comparison.worse == 0 {
        Exit::Pass
    } else {
        Exit::Drilled(Outcome::Fail)
    }
}

/// The runs in a file, or in a directory and those below it.
fn measured(path: &Path) -> Result<Vec<Measured>, String> {
    let files = if path.is_dir() {
        files_in(path)
    } else {
        vec![path.to_owned()]
    };
    if files.is_empty() {
        return Err(format!(
            "{} holds no results: neither `report.json` nor `journal.jsonl`, there or one level below",
            path.display()
        ));
    }
    files.iter().map(|file| one(file)).collect()
}

fn files_in(directory: &Path) -> Vec<PathBuf> {
    let results = |folder: &Path| {
        let mut files = NAMES.iter().map(|name| folder.join(name));
        files.find(|file| file.is_file())
    };
    if let Some(file) = results(directory) {
        return vec![file];
    }
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    let folders = entries
        .take(RUNS_MOST)
        .filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = folders.filter_map(|folder| results(&folder)).collect();
    files.sort();
    files
}

fn one(file: &Path) -> Result<Measured, String> {
    let failed = |why: String| format!("{}: {why}", file.display());
    let text = read(file).map_err(failed)?;
    if file.extension().is_some_and(|ending| ending == "json") {
        return Measured::from_json(&text).map_err(failed);
    }
    let retold = report::from_journal(&text).map_err(|bad| failed(bad.to_string()))?;
    Ok(Measured::of(&retold.report()))
}
