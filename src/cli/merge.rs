//! `firedrill report merge`: the results of many clusters in one table.

use std::path::{Path, PathBuf};

use super::arguments::{MergeArguments, MergeFormat};
use super::exit::Exit;
use super::measured::{files, folders, measured};
use super::speak;
use crate::lab;
use crate::report::Merged;

/// Reads all results, and says what they come to together.
pub(super) fn merge(arguments: &MergeArguments) -> Exit {
    let mut found = Vec::new();
    for path in &arguments.results {
        match runs(path) {
            Ok(runs) => found.extend(runs),
            Err(why) => {
                speak::say(&format!("error: {why}"));
                return Exit::Usage;
            }
        }
    }
    let read = lab::each(&found, |(from, file)| {
        let result = measured(file);
        match result {
            Ok(measured) => (from.display().to_string(), Ok(measured)),
            Err(why) => (file.display().to_string(), Err(why)),
        }
    });
    let merged = Merged::of(read);
    let (_, colour) = speak::terminal();
    speak::out(&match arguments.format {
        MergeFormat::Terminal => merged.terminal(colour),
        MergeFormat::Markdown => merged.markdown(),
        MergeFormat::Json => merged.json(),
    });
    merged.outcome().map_or(Exit::Usage, Exit::Drilled)
}

/// The results at a path, each with the cluster's directory: the path itself, or one for each
/// directory in it.
fn runs(path: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
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
