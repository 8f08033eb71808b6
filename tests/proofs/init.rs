//! A set of files to start from.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that writes files"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::scratch::Scratch;

fn firedrill(here: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command.current_dir(here).args(arguments).output().unwrap()
}

#[test]
fn what_is_built_in_is_written_checks_and_is_never_written_over() {
    let scratch = Scratch::new("init");
    let here = scratch.path();
    let said = firedrill(here, &["init"]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills");
    for path in [
        "runaway-tokens.yaml",
        "alertmanager.yaml",
        "alerts/cost.yaml",
        "runbooks/cost-spike.md",
    ] {
        let written = fs::read(here.join("drills").join(path)).unwrap();
        assert_eq!(written, fs::read(shipped.join(path)).unwrap(), "{path}");
    }
    let checked = firedrill(here, &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let own = here.join("drills/alertmanager.yaml");
    fs::write(&own, "route: ours").unwrap();
    fs::remove_file(here.join("drills/cache-disable.yaml")).unwrap();
    let again = firedrill(here, &["init", "drills"]);
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(2), "{said}");
    assert!(
        said.contains("`drills/alertmanager.yaml` is there already"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&own).unwrap(), "route: ours");
    assert!(
        !here.join("drills/cache-disable.yaml").exists(),
        "all or nothing"
    );
}
