//! Which cases of the acceptance scripts are core.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
struct Index {
    cases: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    file: String,
    line: usize,
    class: String,
}

/// File and line of each core case.
pub(crate) fn core_cases(folder: &Path) -> BTreeSet<(String, usize)> {
    let text = std::fs::read_to_string(folder.join("core-cases.yaml")).unwrap();
    let index: Index = serde_yaml::from_str(&text).unwrap();
    let core = index.cases.into_iter().filter(|case| case.class == "core");
    core.map(|case| (case.file, case.line)).collect()
}

/// The names of the scripts, sorted.
pub(crate) fn scripts(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "test"))
        .collect();
    names.sort();
    names
}
