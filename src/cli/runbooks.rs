//! The runbooks beside the drills, and what they are held against.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::shipped;
use super::workspace::{INVENTORY, Workspace, all, files_ending_in};
use crate::alerts::rules::RuleFile;
use crate::base::{Problem, Source};
use crate::check::runbooks::{self, Files};
use crate::spec::runbook::Link;
use crate::spec::{Inventory, Runbook, load};

/// Where runbooks are kept beside the drills.
const FOLDER: &str = "runbooks";

/// The runbooks, all of them true.
///
/// # Errors
/// Everything that is wrong with them, or with what leads to them.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Runbook>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (sources, inventory) = read(workspace.directory.as_deref(), &mut problems);
    let read = sources.map(|sources| all(&sources, Runbook::read, &mut problems));
    let inventory = inventory.and_then(|source| {
        let mut read = all(&[source], Inventory::read, &mut problems);
        read.pop()
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let rules: Vec<(Source, Arc<RuleFile>)> = workspace
        .rule_sources
        .iter()
        .cloned()
        .zip(workspace.rules.iter().cloned())
        .collect();
    let drills: Vec<_> = workspace
        .drill_sources
        .iter()
        .cloned()
        .zip(workspace.drills.iter().cloned())
        .collect();
    let links = read.iter().flatten().flat_map(|runbook| &runbook.links);
    let problems = runbooks::check(&Files {
        runbooks: read.as_deref(),
        rules: &rules,
        drills: &drills,
        inventory: inventory.as_ref(),
        profiles: &workspace.profiles,
        pages: &pages(workspace, links),
    });
    if problems.is_empty() {
        Ok(read.unwrap_or_default())
    } else {
        Err(problems)
    }
}

/// The runbooks' texts, if any are kept, and the inventory's.
fn read(
    directory: Option<&Path>,
    problems: &mut Vec<Problem>,
) -> (Option<Vec<Source>>, Option<Source>) {
    let Some(directory) = directory else {
        let mut top = shipped::below("").into_iter();
        let inventory = top.find(|source| Path::new(&*source.name).ends_with(INVENTORY));
        return (Some(shipped::below(FOLDER)), inventory);
    };
    let mut read = |path: &Path| match load::read_file(path) {
        Ok(source) => Some(source),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let folder = directory.join(FOLDER);
    let runbooks = folder.is_dir().then(|| {
        let paths = files_ending_in(&folder, "md");
        paths.iter().filter_map(|path| read(path)).collect()
    });
    let inventory = directory.join(INVENTORY);
    let inventory = inventory.exists().then(|| read(&inventory)).flatten();
    (runbooks, inventory)
}

/// The files that these links lead to and that are there, relative to the drills' directory.
fn pages<'a>(workspace: &Workspace, links: impl Iterator<Item = &'a Link>) -> BTreeSet<String> {
    let paths = links.filter_map(runbooks::page);
    let is_there = |path: &String| match &workspace.directory {
        Some(directory) => directory.join(path).exists(),
        None => shipped::FILES.iter().any(|(name, _)| name == path),
    };
    paths.filter(is_there).collect()
}
