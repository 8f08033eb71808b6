//! Results on disk: in a file, or in a directory and the one below it.

use std::path::{Path, PathBuf};

use super::report::read;
use crate::report::{self, Measured};

/// What is looked for in a directory, the first that is there.
const NAMES: [&str; 2] = ["report.json", "journal.jsonl"];
/// More runs in one directory are not read.
const RUNS_MOST: usize = 1_000;

/// The files of results at a path, of each run one.
///
/// # Errors
/// There are none.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let files = if path.is_dir() {
        files_in(path)
    } else {
        vec![path.to_owned()]
    };
    if files.is_empty() {
        return Err(
            "holds no results: neither `report.json` nor `journal.jsonl`, there or one level below"
                .to_owned(),
        );
    }
    Ok(files)
}

/// The directories in a directory, in their order.
pub(super) fn folders(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    let mut folders: Vec<PathBuf> = entries
        .take(RUNS_MOST)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn files_in(directory: &Path) -> Vec<PathBuf> {
    let results = |folder: &Path| {
        let mut files = NAMES.iter().map(|name| folder.join(name));
        files.find(|file| file.is_file())
    };
    if let Some(file) = results(directory) {
        return vec![file];
    }
    let folders = folders(directory);
    folders
        .iter()
        .filter_map(|folder| results(folder))
        .collect()
}

/// What a file says of its run.
///
/// # Errors
/// It is neither a report nor a journal.
pub(super) fn measured(file: &Path) -> Result<Measured, String> {
    let text = read(file)?;
    if file.extension().is_some_and(|ending| ending == "json") {
        return Measured::from_json(&text);
    }
    let retold = report::from_journal(&text).map_err(|bad| bad.to_string())?;
    Ok(Measured::of(&retold.report()))
}
