//! `deploy/stand-in`: its drills are the shipped ones in a shorter time, and what drills it is what
//! `firedrill deploy` prints for them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{short_drills, write};

/// The folder of the stand-in platform.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/stand-in")
}

/// Fails unless the file holds this; `UPDATE_FIXTURES=1` writes it anew.
fn kept(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        write(path, text);
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let path = path.display();
    assert!(
        committed == text,
        "{path} is not what the shipped files make: run this test with UPDATE_FIXTURES=1 and read \
         what has changed"
    );
}

#[test]
fn what_is_installed_in_a_cluster_is_made_of_what_is_shipped() {
    let folder = folder();
    for (path, text) in short_drills() {
        kept(&folder.join("drills").join(path), &text);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["deploy", "deploy/stand-in/drills"])
        .args(["--target", "deploy/stand-in/target.yaml"])
        .args(["--image", "localhost/firedrill:1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    kept(&folder.join("firedrill.yaml"), &printed);
}
