//! Other projects' test data, which are not part of this repository.

use std::path::{Path, PathBuf};

use crate::skip::skipped;

/// A folder of them, in `FIREDRILL_CONFORMANCE`, else beside the checkout; none, loudly, where they
/// are not there.
pub(crate) fn folder(folder: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    let root = std::env::var_os("FIREDRILL_CONFORMANCE").map_or(beside, PathBuf::from);
    let found = root.join(folder);
    if found.is_dir() {
        return Some(found);
    }
    skipped(&format!(
        "no conformance data in {}; FIREDRILL_CONFORMANCE names another folder",
        root.display()
    ));
    None
}
