//! Which crates and which parts of the standard library a room may name.

use crate::breach::Breach;
use crate::source::File;

/// The external crates of each room, outside its tests.
///
/// That `drill` names no `tokio`, `reqwest` or `axum` is the proof that the engine does no I/O.
const CRATES: [(&str, &[&str]); 14] = [
    (
        "base",
        // JSON and regular expressions: what a right answer to a question fits.
        &[
            "annotate_snippets",
            "regex",
            "schemars",
            "serde",
            "serde_json",
            "thiserror",
        ],
    ),
    ("promql", &["regex", "thiserror"]),
    (
        "alerts",
        &[
            "gotmpl",
            "jiff",
            "regex",
            "serde",
            "serde_json",
            "serde_yaml",
            "thiserror",
        ],
    ),
    (
        "spec",
        // Cron expressions and time zones: when a drill is due, and when a target is closed.
        &[
            "croner",
            "jiff",
            // Runbooks are Markdown.
            "pulldown_cmark",
            "regex",
            "regex_syntax",
            "schemars",
            "serde",
            "serde_json",
            "serde_yaml",
            "thiserror",
        ],
    ),
    // What a runbook patches an object with is YAML or JSON; a limit in an alert's text is found by a
    // pattern.
    ("check", &["regex", "serde", "serde_yaml", "thiserror"]),
    ("world", &["schemars", "serde", "serde_json"]),
    (
        "drill",
        &["schemars", "serde", "serde_json", "sha2", "thiserror"],
    ),
    (
        "report",
        &[
            "anstyle",
            "jiff",
            "junit_report",
            "maud",
            "schemars",
            "serde",
            "serde_json",
            "thiserror",
        ],
    ),
    ("deploy", &["serde_json", "serde_yaml"]),
    ("schedule", &["serde", "serde_json", "thiserror"]),
    (
        "live",
        &[
            "axum",
            "futures_util",
            "jiff",
            "k8s_openapi",
            "kube",
            "regex",
            "reqwest",
            "rustls",
            "serde",
            "serde_json",
            "serde_yaml",
            "sha2",
            "thiserror",
            "tokio",
            // What the Kubernetes client hears passes through a layer of ours.
            "tower",
            "tracing",
        ],
    ),
    // Mistakes are made in Alertmanager's configuration as it is written.
    ("lab", &["serde", "serde_json", "serde_yaml", "thiserror"]),
    (
        "embedded",
        &["serde", "serde_json", "serde_yaml", "thiserror"],
    ),
    (
        "cli",
        &[
            "anstream",
            "anstyle",
            "clap",
            "jiff",
            // Which rules are meant.
            "regex",
            "rustls",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "tokio",
            "tracing",
            "tracing_subscriber",
        ],
    ),
];

/// Doors to the outside in the standard library, and the rooms and files that may go through them.
const DOORS: [(&str, &[&str]); 5] = [
    ("env", &["cli"]),
    ("fs", &["cli", "live", "spec/load.rs"]),
    ("io", &["cli", "drill/drive.rs", "live", "spec/load.rs"]),
    ("process", &["cli", "live"]),
    ("thread", &["cli", "lab/each.rs", "live"]),
];

/// The crates that `Cargo.toml` names, as code names them.
fn dependencies(manifest: &File) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.text.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside && let Some((name, _)) = line.split_once('=') {
            names.push(name.trim().replace('-', "_"));
        }
    }
    names
}

fn doors(files: &[File]) -> Vec<Breach> {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml");
    let dependencies = manifest.map(dependencies).unwrap_or_default();
    let in_rooms = files
        .iter()
        .filter(|file| file.is_rust() && !file.all_tests);
    in_rooms
        .flat_map(|file| breaches(file, &dependencies))
        .collect()
}

fn breaches(file: &File, dependencies: &[String]) -> Vec<Breach> {
    let Some(room) = file.room() else {
        return Vec::new();
    };
    let line = CRATES.iter().find(|(name, _)| *name == room);
    let crates = line.map_or(&[][..], |(_, crates)| crates);
    let mut found = Vec::new();
    for (at, token) in file.tokens.iter().enumerate() {
        let text = |place: usize| file.tokens.get(place).map_or("", |token| &*token.text);
        let before = at.checked_sub(1).map_or("", text);
        let names_crate = before == "use" || (before != "::" && text(at + 1) == "::");
        if file.is_test(token.line) {
            continue;
        }
        if names_crate && dependencies.contains(&token.text) && !crates.contains(&&*token.text) {
            found.push(stranger(file, token.line, room, &token.text));
        }
        let in_std = before == "::" && at > 1 && text(at - 2) == "std";
        let door = DOORS.iter().find(|(name, _)| in_std && *name == token.text);
        if let Some((name, keepers)) = door
            && !keepers.iter().any(|keeper| keeps(keeper, file, room))
        {
            found.push(opened(file, token.line, name));
        }
    }
    found
}

fn keeps(keeper: &str, file: &File, room: &str) -> bool {
    keeper == room || file.path.strip_prefix("src/") == Some(keeper)
}

fn stranger(file: &File, line: usize, room: &str, name: &str) -> Breach {
    Breach {
        path: file.path.clone(),
        line,
        what: format!("`{room}` may not name the crate `{name}`"),
        why: "what a room can do to the world is read off the crates that it names",
        instead: "leave it to a room that may; if this one must, change the table in \
                  `tests/tidy/doors.rs` and say why in the commit",
    }
}

fn opened(file: &File, line: usize, name: &str) -> Breach {
    Breach {
        path: file.path.clone(),
        line,
        what: format!("`std::{name}` may not be used here"),
        why: "files, environment, processes and threads are the business of the edges",
        instead: "take what is needed as an argument; `cli` and `live` fetch it",
    }
}

#[test]
fn rooms_name_only_the_crates_and_doors_that_are_theirs() {
    crate::hold(doors);
}

#[test]
fn a_strange_crate_and_an_open_door_are_red_outside_tests() {
    let manifest = "[features]\nx = []\n[dependencies]\ntokio = \"1\"\nfutures-util = \"0.3\"\n";
    let files = [
        ("Cargo.toml", manifest),
        (
            "src/drill/plan.rs",
            "use tokio::time;\nuse futures_util;\nlet tokio = base::tokio;",
        ),
        (
            "src/drill/debt.rs",
            "#[cfg(test)]\nmod tests {\n    use tokio::time;\n}",
        ),
        (
            "src/live/http.rs",
            "use tokio::time;\nstd::fs::read(x);\nstd::env::var(y);",
        ),
        ("src/spec/load.rs", "use std::fs;"),
        ("src/spec/other.rs", "use std::fmt;\nuse std::fs;"),
    ];
    let red = [
        "src/drill/plan.rs:1",
        "src/drill/plan.rs:2",
        "src/live/http.rs:3",
        "src/spec/other.rs:2",
    ];
    assert_eq!(crate::lines(doors, &files), red);
}
