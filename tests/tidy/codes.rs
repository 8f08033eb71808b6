//! Every finding is provoked by a test.

use std::collections::BTreeSet;

use crate::breach::Breach;
use crate::source::File;

const TABLE: &str = "src/drill/code.rs";

/// Codes that no test provokes yet. Take out what is proven; put nothing in.
const UNPROVEN: &[&str] = &[
    "alert/broken-rule",
    "alert/drift",
    "alert/not-loaded",
    "alert/not-resolved",
    "backstop/fired",
    "fault/effect-lost",
    "fault/not-injected",
    "fault/target-missing",
    "look/locked",
    "look/owed",
    "page/missing",
    "page/unexpected",
    "recovery/late",
    "run/clock-jumped",
    "run/journal-lost",
    "service/bad-seconds",
    "service/success",
    "steady/probe-fails",
    "telemetry/missing",
    "telemetry/rules-stalled",
];

/// The codes of the table: line, variant, name.
fn table(file: &File) -> Vec<(usize, &str, &str)> {
    let mut codes = Vec::new();
    for (line, text) in file.text.lines().enumerate() {
        let entry = text.split_once(" = \"").and_then(|(variant, rest)| {
            let (name, outcome) = rest.split_once('"')?;
            outcome
                .trim_start()
                .starts_with("=>")
                .then_some((variant.trim(), name))
        });
        codes.extend(entry.map(|(variant, name)| (line + 1, variant, name)));
    }
    codes
}

/// All text that is compiled for tests only.
fn tests_text(files: &[File]) -> String {
    let mut all = String::new();
    let judged = |file: &&File| file.is_rust() && !file.path.starts_with("tests/tidy/");
    for file in files.iter().filter(judged) {
        for (line, text) in file.text.lines().enumerate() {
            if file.is_test(line + 1) {
                all.push_str(text);
                all.push('\n');
            }
        }
    }
    all
}

/// Whether a text has this in it, and not only as the beginning of something longer.
fn mentions(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let after = text[at + wanted.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-')
    })
}

fn unproven(files: &[File]) -> Vec<Breach> {
    judge(files, UNPROVEN)
}

fn judge(files: &[File], exceptions: &[&str]) -> Vec<Breach> {
    let Some(file) = files.iter().find(|file| file.path == TABLE) else {
        return Vec::new();
    };
    let tests = tests_text(files);
    let mut breaches = Vec::new();
    let mut breach = |line, what, instead| {
        breaches.push(Breach {
            path: TABLE.to_owned(),
            line,
            what,
            why: "a finding that was never seen may never be found, or be found wrongly",
            instead,
        });
    };
    let codes = table(file);
    for (line, variant, name) in &codes {
        let proven =
            mentions(&tests, &format!("Code::{variant}")) || mentions(&tests, &format!("\"{name}"));
        match (proven, exceptions.contains(name)) {
            (false, false) => breach(
                *line,
                format!("no test provokes `{name}`"),
                "provoke it in a test, or in the table of weaknesses",
            ),
            (true, true) => breach(
                *line,
                format!("`{name}` is proven now"),
                "take it out of `UNPROVEN` in `tests/tidy/codes.rs`",
            ),
            (true, false) | (false, true) => {}
        }
    }
    let names: BTreeSet<&str> = codes.iter().map(|(_, _, name)| *name).collect();
    for stale in exceptions.iter().filter(|name| !names.contains(*name)) {
        breach(
            1,
            format!("there is no code `{stale}`"),
            "take it out of `UNPROVEN` in `tests/tidy/codes.rs`",
        );
    }
    breaches
}

#[test]
fn every_finding_is_provoked_by_a_test() {
    let file = crate::tree().iter().find(|file| file.path == TABLE);
    assert!(file.is_some_and(|file| table(file).len() > 40), "no table");
    crate::hold(unproven);
}

#[test]
fn a_finding_that_no_test_provokes_is_red() {
    let codes = "codes! {\n    Late = \"page/late\" => Fail,\n        \"be = \\\"quick\\\"\";\n    \
                 Owed = \"look/owed\" =>\n        Fail, \"pay\";\n    Lost = \"page/lost\" => Fail, \"\";\n}";
    let files = [
        (TABLE, codes),
        (
            "src/drill/x.rs",
            "Code::Owed\n#[cfg(test)]\nmod tests { const X: Y = Code::LateNight; }",
        ),
        ("tests/proofs/z.rs", "\"page/lost\""),
    ];
    let red = ["src/drill/code.rs:2", "src/drill/code.rs:4"];
    let strict = |files: &[File]| judge(files, &[]);
    assert_eq!(crate::lines(strict, &files), red);
    let excepted =
        |files: &[File]| judge(files, &["look/owed", "page/late", "page/lost", "no/code"]);
    let red = ["src/drill/code.rs:6", "src/drill/code.rs:1"];
    assert_eq!(crate::lines(excepted, &files), red);
}
