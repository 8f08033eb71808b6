//! What became of mutants, kept until something changes that it depends on.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::workspace::Workspace;
use crate::lab::mutate::{Bench, Suite};
use crate::report::Mutated;
use crate::spec::Runbook;

/// Where it is kept.
const DIRECTORY: &str = "target/firedrill/mutants";
/// Files that are kept, and the largest that is read.
const FILES_MOST: usize = 512;
const BYTES_MOST: u64 = 16 << 20;
/// Grows when what is kept has another form.
const VERSION: u32 = 2;

/// What may notice mistakes beside the unit tests: drills, and the policy with its runbooks.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) workspace: Workspace,
    pub(super) runbooks: Vec<Runbook>,
}

/// Everything that what becomes of mutants depends on, as a hash.
pub(super) struct Key(String);

impl Key {
    /// One for each document with rules.
    pub(super) fn all(bench: &Bench, beside: Option<&Beside>) -> Vec<Self> {
        let severities = bench.severities().join("\n");
        let documents = bench.documents.iter().enumerate();
        let keys = documents.map(|(number, document)| {
            let mut hash = Hash::begin("rules", beside);
            hash.add(&severities);
            hash.add(&document.source.name);
            hash.add(&document.source.text);
            for suite in bench
                .suites
                .iter()
                .filter(|one| one.documents.contains(&number))
            {
                add_suite(&mut hash, bench, suite);
            }
            hash.end()
        });
        keys.collect()
    }

    /// That of the routes beside drills.
    pub(super) fn of_routes(beside: &Beside) -> Self {
        Hash::begin("routes", Some(beside)).end()
    }
}

fn add_suite(hash: &mut Hash, bench: &Bench, suite: &Suite) {
    hash.add(&suite.source.name);
    hash.add(&suite.source.text);
    for document in &suite.documents {
        hash.add(&bench.documents[*document].source.text);
    }
}

struct Hash(Sha256);

impl Hash {
    /// Of the program, of the drills and of the policy, which everything depends on.
    fn begin(what: &str, beside: Option<&Beside>) -> Self {
        let mut hash = Self(Sha256::new());
        hash.add(&format!("{VERSION} {what} {}", program()));
        let Some(Beside {
            workspace,
            runbooks,
        }) = beside
        else {
            return hash;
        };
        for (path, text) in &workspace.files {
            hash.add(path);
            hash.add(text);
        }
        let policy = workspace.policy.iter().map(|(source, _)| source);
        for source in policy.chain(runbooks.iter().map(|one| &one.source)) {
            hash.add(&source.name);
            hash.add(&source.text);
        }
        hash
    }

    fn add(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    fn end(self) -> Key {
        let digest = self.0.finalize();
        let hex = digest.iter().map(|byte| format!("{byte:02x}"));
        Key(hex.collect())
    }
}

/// Which program this is: another build may come to something else.
fn program() -> String {
    let built = std::env::current_exe().and_then(fs::metadata);
    let built = built.map(|file| (file.len(), file.modified().ok()));
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}

/// What is kept. It only saves time: what cannot be read or written is worked out again.
pub(super) struct Kept {
    directory: Option<PathBuf>,
}

impl Kept {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self {
            directory: is_wanted.then(|| PathBuf::from(DIRECTORY)),
        }
    }

    /// What was kept under a key.
    pub(super) fn read(&self, key: &Key) -> Option<Vec<Mutated>> {
        let path = self.path(key)?;
        let is_small = fs::metadata(&path).ok()?.len() <= BYTES_MOST;
        let text = is_small.then(|| fs::read_to_string(path).ok()).flatten()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps something. Two processes may do so at once: each writes to a name of its own first.
    pub(super) fn write(&self, key: &Key, mutated: &[Mutated]) {
        let (Some(path), Some(directory)) = (self.path(key), &self.directory) else {
            return;
        };
        let Ok(text) = serde_json::to_string(mutated) else {
            return;
        };
        let own = directory.join(format!("{}.{}.part", key.0, std::process::id()));
        let written = fs::create_dir_all(directory)
            .and_then(|()| write(&own, &text))
            .and_then(|()| fs::rename(&own, path));
        if written.is_err() {
            drop(fs::remove_file(own));
        }
        prune(directory);
    }

    fn path(&self, key: &Key) -> Option<PathBuf> {
        let directory = self.directory.as_ref()?;
        Some(directory.join(format!("{}.json", key.0)))
    }
}

/// Removes what was kept longest ago, until there are few enough.
fn prune(directory: &Path) {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let files = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    let surplus = files.len().saturating_sub(FILES_MOST);
    for (_, path) in files.into_iter().take(surplus) {
        drop(fs::remove_file(path));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is kept is a file, and this is the room for that"
)]
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::write(path, text)
}
