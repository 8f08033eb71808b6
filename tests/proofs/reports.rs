//! The reports of the shipped drills in `reports/`: what users see is what reviewers see change.
//! `UPDATE_FIXTURES=1` writes them anew. And what is told of a journal that somebody touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::scratch::Scratch;

/// The drill of the tests that need only one.
const ONE: &str = "drills/provider-blackhole.yaml";
/// The folders, and what is run for them: every drill on a healthy platform, and one that finds
/// something.
const RUNS: [(&str, &[&str]); 2] = [("pass", &[]), ("fail", &[ONE, "--weakness", "no-fallback"])];
/// More bytes are no page for a phone.
const PAGE_MOST: usize = 200_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn firedrill(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    let program = program.current_dir(root()).args(arguments);
    program.output().expect("the program runs")
}

/// Every file below a folder but journals, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("a readable entry").path();
            let inside = path.strip_prefix(folder).expect("below the folder");
            let name = inside.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with("journal.jsonl") {
                let text = fs::read_to_string(&path).expect("text");
                found.insert(name, text);
            }
        }
    }
    found
}

#[test]
fn the_reports_of_the_shipped_drills_are_those_in_the_repository() {
    #[expect(
        clippy::disallowed_methods,
        reason = "asks whether to write the reports anew"
    )]
    let update = std::env::var("UPDATE_FIXTURES").is_ok();
    let mut wrong = Vec::new();
    for (name, arguments) in RUNS {
        let scratch = Scratch::new(name);
        let arguments = [&["run", "--out", scratch.text()][..], arguments].concat();
        firedrill(&arguments);
        let (now, folder) = (files(scratch.path()), root().join("reports").join(name));
        assert!(now.len() >= 6, "{:?}", now.keys());
        for (path, text) in &now {
            let is_page = Path::new(path).extension().is_some_and(|is| is == "html");
            assert!(
                !is_page || text.len() < PAGE_MOST,
                "{path}: {} bytes",
                text.len()
            );
        }
        if update {
            drop(fs::remove_dir_all(&folder));
            for (path, text) in &now {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
                #[expect(
                    clippy::disallowed_methods,
                    reason = "writes the reports anew when asked to"
                )]
                fs::write(path, text).expect("a new report");
            }
        }
        let kept = files(&folder);
        let paths = now.keys().chain(kept.keys());
        let other = paths.filter(|path| now.get(*path) != kept.get(*path));
        wrong.extend(other.map(|path| format!("reports/{name}/{path}")));
    }
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "missing or other reports (UPDATE_FIXTURES=1 writes them): {wrong:#?}"
    );
}

/// What the program says of a journal, and its exit code.
fn verified(scratch: &Scratch, bytes: &[u8]) -> (Option<i32>, String) {
    let path = scratch.path().join("touched.jsonl");
    #[expect(clippy::disallowed_methods, reason = "a journal that somebody touched")]
    fs::write(&path, bytes).expect("a file");
    let output = firedrill(&["report", "--verify", path.to_str().expect("text")]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into())
}

#[test]
fn a_journal_is_verified_and_whatever_somebody_does_to_it_is_told() {
    let scratch = Scratch::new("verified");
    firedrill(&["run", ONE, "--out", scratch.text()]);
    let path = scratch.path().join("provider-blackhole/journal.jsonl");
    let journal = fs::read(path).expect("a journal");
    let (code, said) = verified(&scratch, &journal);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.starts_with("the chain of ") && said.contains(" records is whole"),
        "{said}"
    );
    let steps = (0..16).map(|part| part * (journal.len() - 1) / 15);
    for place in steps {
        let mut altered = journal.clone();
        altered[place] ^= 1;
        let (code, said) = verified(&scratch, &altered);
        assert_eq!(code, Some(2), "byte {place}: {said}");
        assert!(said.contains("line "), "{said}");
    }
    let mut longer = journal.clone();
    longer.extend_from_slice(b"\n");
    let last_line = journal[..journal.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n');
    let without_verdict = &journal[..=last_line.expect("several lines")];
    for (touched, told) in [
        (&longer[..], "was altered"),
        (&journal[..journal.len() - 1], "incomplete"),
        (&journal[..journal.len() / 2], "incomplete"),
        (without_verdict, "incomplete"),
        (b"", "there is no header"),
        (b"\xff\n", "not text"),
    ] {
        let (code, said) = verified(&scratch, touched);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn a_run_is_compared_with_another_by_its_folder_its_report_or_its_journal() {
    let scratch = Scratch::new("compared");
    let [good, bad] = ["good", "bad"].map(|name| scratch.path().join(name));
    let [good, bad] = [&good, &bad].map(|path| path.to_str().expect("text"));
    firedrill(&["run", ONE, "--out", good]);
    firedrill(&["run", ONE, "--out", bad, "--weakness", "slow-fallback"]);
    let journal = format!("{good}/provider-blackhole/journal.jsonl");
    let report = format!("{good}/provider-blackhole/report.json");
    for (baseline, current, code) in [
        (good, &*journal, 0),
        (&*report, good, 0),
        (good, bad, 1),
        (bad, good, 0),
        (scratch.text(), good, 2),
        ("drills", good, 2),
    ] {
        let output = firedrill(&["compare", baseline, current]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{baseline} {current}\n{said}"
        );
    }
    let output = firedrill(&["compare", good, bad]);
    let said = String::from_utf8_lossy(&output.stdout);
    let row = said
        .lines()
        .find(|line| line.trim_start().starts_with("p95"));
    assert!(row.is_some_and(|row| row.ends_with("WORSE")), "{said}");
}

#[test]
fn only_the_reports_that_are_asked_for_are_written() {
    let scratch = Scratch::new("formats");
    let output = firedrill(&["run", ONE, "--format", "markdown", "--out", scratch.text()]);
    assert_eq!(output.status.code(), Some(0));
    let written: Vec<String> = files(scratch.path()).into_keys().collect();
    assert_eq!(written, ["report.md"]);
    let journal = scratch.path().join("provider-blackhole/journal.jsonl");
    let journal = journal.to_str().expect("text");
    for (format, begins) in [
        ("html", "<!DOCTYPE html>"),
        ("markdown", "## ✅ Fire drills"),
        ("json", "{"),
        ("junit", "<?xml"),
        ("terminal", "PASS  provider-blackhole"),
    ] {
        let output = firedrill(&["report", journal, "--format", format]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.starts_with(begins), "{format}: {said}");
    }
}

#[test]
fn a_drill_comes_to_the_same_alone_and_beside_others_unless_they_share_a_platform() {
    let scratch = Scratch::new("alone");
    let [alone, shared] = ["alone", "shared"].map(|name| scratch.path().join(name));
    let text = |path: &Path| path.to_str().expect("text").to_owned();
    firedrill(&["run", ONE, "--out", &text(&alone)]);
    let output = firedrill(&["run", "--no-settle", "--out", &text(&shared)]);
    assert_eq!(output.status.code(), Some(0));
    let report = |folder: &Path| {
        let path = folder.join("provider-blackhole/report.json");
        fs::read_to_string(path).expect("a report")
    };
    let beside = report(&root().join("reports/pass"));
    assert_eq!(report(&alone), beside);
    let shared = report(&shared);
    assert_ne!(shared, beside);
    assert!(shared.contains("not settled after the drill before"));
}
