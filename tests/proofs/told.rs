//! What the program says, held against texts that are kept. `UPDATE_FIXTURES=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::path::Path;
use std::process::Output;

use serde_json::Value;

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What was told as JSON.
pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr));
    })
}

/// The text is that of the file.
#[track_caller]
pub(crate) fn held(path: &Path, told: &str) {
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        #[expect(
            clippy::disallowed_methods,
            reason = "writes the texts anew when asked to"
        )]
        std::fs::write(path, told).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let path = path.display();
    assert_eq!(told, kept, "{path}; UPDATE_FIXTURES=1 writes it");
}
