//! Where the conformance data is, and which cases are core.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The folder of the acceptance scripts; nothing, loudly, where they are not there.
///
/// Continuous integration must have them.
#[expect(
    clippy::disallowed_methods,
    reason = "a test may be told where its data is"
)]
pub(crate) fn folder() -> Option<PathBuf> {
    let root = std::env::var("FIREDRILL_CONFORMANCE").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"),
        PathBuf::from,
    );
    let folder = root.join("promql");
    if folder.is_dir() {
        return Some(folder);
    }
    let message = format!("SKIPPED: conformance data not found at {}", root.display());
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{message}, and CI must have it"
    );
    say(&message);
    None
}

#[expect(clippy::print_stdout, reason = "who runs the tests must see it")]
fn say(message: &str) {
    println!("{message}");
}

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
