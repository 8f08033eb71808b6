//! Where the servers' programs are. Without one the tests prove nothing, and say so.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::skip::skipped;

/// Every program that a stage starts.
pub(super) struct Programs {
    pub(super) prometheus: PathBuf,
    pub(super) alertmanager: PathBuf,
    pub(super) toxiproxy: PathBuf,
    pub(super) redis: PathBuf,
    pub(super) platform: PathBuf,
}

/// A server that is looked for.
struct Wanted {
    name: &'static str,
    variable: &'static str,
    /// Names on the PATH.
    called: &'static [&'static str],
    /// Below the home directory.
    built: Option<&'static str>,
    hint: &'static str,
}

const PROMETHEUS: Wanted = Wanted {
    name: "Prometheus",
    variable: "PROMETHEUS",
    called: &["prometheus"],
    built: None,
    hint: "install the package `prometheus`, or name the program in PROMETHEUS",
};

const ALERTMANAGER: Wanted = Wanted {
    name: "Alertmanager",
    variable: "ALERTMANAGER",
    called: &["prometheus-alertmanager", "alertmanager"],
    built: None,
    hint: "install the package `prometheus-alertmanager`, or name the program in ALERTMANAGER",
};

const TOXIPROXY: Wanted = Wanted {
    name: "Toxiproxy",
    variable: "TOXIPROXY_SERVER",
    called: &["toxiproxy-server"],
    built: Some("go/bin/server"),
    hint: "go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0, or name the program in \
           TOXIPROXY_SERVER",
};

const REDIS: Wanted = Wanted {
    name: "Redis",
    variable: "REDIS_SERVER",
    called: &["redis-server"],
    built: None,
    hint: "install the package `redis-server`, or name the program in REDIS_SERVER",
};

/// The programs, unless one is missing.
pub(super) fn programs() -> Option<Programs> {
    Some(Programs {
        prometheus: find(&PROMETHEUS)?,
        alertmanager: find(&ALERTMANAGER)?,
        toxiproxy: find(&TOXIPROXY)?,
        redis: find(&REDIS)?,
        platform: platform(),
    })
}

/// Cargo builds examples into a folder beside that of the tests.
fn platform() -> PathBuf {
    let firedrill = Path::new(env!("CARGO_BIN_EXE_firedrill"));
    let path = firedrill.parent().unwrap().join("examples/platform");
    assert!(path.exists(), "run `cargo build --example platform` first");
    path
}

fn find(wanted: &Wanted) -> Option<PathBuf> {
    let variable = |name: &str| -> Option<OsString> { std::env::var_os(name) };
    let named = variable(wanted.variable).map(PathBuf::from);
    let on_path = || {
        let path = variable("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let programs = wanted.called.iter();
        let mut programs =
            programs.flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        programs.find(|program| program.is_file())
    };
    let built = || {
        let program = PathBuf::from(variable("HOME")?).join(wanted.built?);
        program.is_file().then_some(program)
    };
    let found = named.or_else(on_path).or_else(built);
    if found.is_none() {
        skipped(&format!("{} not found: {}", wanted.name, wanted.hint));
    }
    found
}
