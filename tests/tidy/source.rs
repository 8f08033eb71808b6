//! The files of the checkout, and which of their lines are tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::modules::{self, Module};
use crate::tokens::{Token, tokens};

/// What is read; results, Git's own files and the lock file are not ours to tidy.
const READ: [&str; 10] = [
    ".cargo",
    ".ci",
    ".config",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "drills",
    "fixtures",
    "src",
    "tests",
];

/// A text file.
pub(crate) struct File {
    /// From the checkout's root on, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Of Rust files only.
    pub(crate) tokens: Vec<Token>,
    /// What `mod name;` declares.
    pub(crate) modules: Vec<Module>,
    /// The whole file is compiled for tests only.
    pub(crate) all_tests: bool,
    /// First and last lines of what is compiled for tests only.
    tests: Vec<(usize, usize)>,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let tokens = if is_rust(path) {
            tokens(text)
        } else {
            Vec::new()
        };
        Self {
            path: path.to_owned(),
            tests: modules::test_items(&tokens),
            modules: modules::declared(path, text, &tokens),
            text: text.to_owned(),
            tokens,
            all_tests: path.starts_with("tests/"),
        }
    }

    pub(crate) fn is_rust(&self) -> bool {
        is_rust(&self.path)
    }

    /// Whether a line is compiled for tests only.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        let within = |&(first, last): &(usize, usize)| (first..=last).contains(&line);
        self.all_tests || self.tests.iter().any(within)
    }

    /// The folder in `src/`, or the module beside those folders, that it belongs to.
    pub(crate) fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split_once('/').map(|(room, _)| room)
    }

    /// How many modules deep it is below the crate's root.
    pub(crate) fn depth(&self) -> usize {
        let folders = self.path.matches('/').count() - 1;
        folders + usize::from(!self.path.ends_with("/mod.rs"))
    }
}

fn is_rust(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "rs")
}

/// The files of this checkout, read once.
pub(crate) fn tree() -> &'static [File] {
    static TREE: LazyLock<Vec<File>> = LazyLock::new(read_tree);
    &TREE
}

fn read_tree() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for name in READ {
        read(root, &root.join(name), &mut files);
    }
    with_tests_marked(files)
}

fn read(root: &Path, path: &Path, files: &mut Vec<File>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a readable folder");
        let paths = entries.map(|entry| entry.expect("a readable entry").path());
        let sorted: BTreeSet<_> = paths.collect();
        for path in sorted {
            read(root, &path, files);
        }
    } else if let Ok(text) = fs::read_to_string(path) {
        // What is not UTF-8 is a fixture of hostile input.
        let inside = path.strip_prefix(root).expect("a path in the checkout");
        let name: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        files.push(File::new(&name.join("/"), &text));
    }
}

/// Marks the files of `#[cfg(test)] mod name;`, and what is below them.
pub(crate) fn with_tests_marked(mut files: Vec<File>) -> Vec<File> {
    let mut declared: Vec<String> = Vec::new();
    for file in &files {
        let for_tests = file.modules.iter().filter(|module| module.tests_only);
        declared.extend(for_tests.map(|module| module.stem.clone()));
    }
    for file in &mut files {
        file.all_tests |= declared.iter().any(|stem| {
            file.path == format!("{stem}.rs") || file.path.starts_with(&format!("{stem}/"))
        });
    }
    files
}
