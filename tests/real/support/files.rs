//! Files of a stage.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::wait::wall_ms;

/// How many folders there are already.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A new, empty folder; its name says when it was made, and by which process and which of its tests.
pub(crate) fn new_folder(name: &str) -> PathBuf {
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("real")
        .join(format!(
            "{name}-{}-{}-{number}",
            std::process::id(),
            wall_ms()
        ));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a file, and the folders that lead to it.
#[expect(
    clippy::disallowed_methods,
    reason = "servers read their configuration from files"
)]
pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A file of the repository.
pub(crate) fn shipped(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
