//! `firedrill report merge`: the results of many clusters in one table.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::arguments::{MergeArguments, MergeFormat};
use super::exit::Exit;
use super::measured::{files, folders, measured};
use super::{retention, speak};
use crate::lab;
use crate::report::Merged;

/// Reads all results, and says what they come to together.
pub(super) fn merge(arguments: &MergeArguments) -> Exit {
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for path in &arguments.results {
        match runs(path) {
            Ok(runs) => found.extend(runs),
            Err(why) => without.push((path.display().to_string(), Err(why))),
        }
    }
    // One of many clusters that has no results yet hides nothing of the others.
    if let ([], [(path, Err(why)), ..]) = (&found[..], &without[..]) {
        speak::say(&format!("error: {path}: {why}"));
        return Exit::Usage;
    }
    if arguments.latest {
        found = latest(found);
    }
    let mut read = lab::each(&found, |(from, file)| {
        let result = measured(file);
        match result {
            Ok(measured) => (from.display().to_string(), Ok(measured)),
            Err(why) => (file.display().to_string(), Err(why)),
        }
    });
    read.extend(without);
    let merged = Merged::of(read);
    let (_, colour) = speak::terminal();
    speak::out(&match arguments.format {
        MergeFormat::Terminal => merged.terminal(colour),
        MergeFormat::Markdown => merged.markdown(),
        MergeFormat::Json => merged.json(),
    });
    merged.outcome().map_or(Exit::Usage, Exit::Drilled)
}

/// Of each drill in each cluster the last run, as the folders of runs are named, whatever became of it.
fn latest(found: Vec<Found>) -> Vec<Found> {
    let mut last: BTreeMap<(PathBuf, Option<OsString>), Found> = BTreeMap::new();
    for one in found {
        let (from, file) = &one;
        let drill = file.parent().and_then(Path::file_name);
        let key = (cluster(from).to_owned(), drill.map(OsStr::to_owned));
        // Names of runs begin with the time.
        if last.get(&key).is_none_or(|(known, _)| known < from) {
            last.insert(key, one);
        }
    }
    last.into_values().collect()
}

/// The directory of a cluster, in which each run may have one of its own.
fn cluster(from: &Path) -> &Path {
    let name = from.file_name().and_then(OsStr::to_str);
    let is_of_run = name.and_then(retention::began).is_some();
    let cluster = if is_of_run { from.parent() } else { None };
    cluster.unwrap_or(from)
}

/// The directory in which results were looked for, and the file that holds some.
type Found = (PathBuf, PathBuf);

/// The results at a path, each with the cluster's directory: the path itself, or one for each
/// directory in it.
fn runs(path: &Path) -> Result<Vec<Found>, String> {
    let of = |cluster: &Path, files: Vec<PathBuf>| {
        let files = files.into_iter();
        files
            .map(|file| (cluster.to_owned(), file))
            .collect::<Vec<_>>()
    };
    match files(path) {
        Ok(files) => Ok(of(path, files)),
        Err(why) => {
            let clusters = folders(path).into_iter();
            let runs: Vec<_> = clusters
                .filter_map(|cluster| Some(of(&cluster, files(&cluster).ok()?)))
                .flatten()
                .collect();
            if runs.is_empty() { Err(why) } else { Ok(runs) }
        }
    }
}
