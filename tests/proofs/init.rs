//! A set of files to start from.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that writes files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty directory, which goes with this.
struct Empty(PathBuf);

impl Empty {
    fn new() -> Self {
        let name = format!("firedrill-init-{}", std::process::id());
        let empty = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&empty.0).unwrap();
        empty
    }

    fn firedrill(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        command
            .current_dir(&self.0)
            .args(arguments)
            .output()
            .unwrap()
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn what_is_built_in_is_written_checks_and_is_never_written_over() {
    let here = Empty::new();
    let said = here.firedrill(&["init"]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills");
    for path in [
        "runaway-tokens.yaml",
        "alertmanager.yaml",
        "alerts/cost.yaml",
    ] {
        let written = fs::read(here.0.join("drills").join(path)).unwrap();
        assert_eq!(written, fs::read(shipped.join(path)).unwrap(), "{path}");
    }
    let checked = here.firedrill(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let own = here.0.join("drills/alertmanager.yaml");
    fs::write(&own, "route: ours").unwrap();
    fs::remove_file(here.0.join("drills/cache-disable.yaml")).unwrap();
    let again = here.firedrill(&["init", "drills"]);
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(2), "{said}");
    assert!(
        said.contains("`drills/alertmanager.yaml` is there already"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&own).unwrap(), "route: ours");
    assert!(
        !here.0.join("drills/cache-disable.yaml").exists(),
        "all or nothing"
    );
}
