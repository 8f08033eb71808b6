//! Broken files, and the exact text that people see for each.
//!
//! `fixtures/broken/NAME.yaml` is read as a target, a profile, an inventory or a policy where its name
//! begins with that word, else as a drill, and `NAME.md` as a runbook; `NAME.txt` is what is said about
//! it. `UPDATE_FIXTURES=1` writes the texts anew: read every one of them as somebody who was woken up by
//! it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test helpers may panic"
)]

mod hostile;
mod runbook;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use firedrill::base::{Problem, Source};
use firedrill::spec::{Drill, Inventory, Policy, Profile, Target};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken")
}

fn read(source: &Source) -> Vec<Problem> {
    let name = &*source.name;
    if name.starts_with("runbook") {
        runbook::read(source)
    } else if name.starts_with("inventory") {
        Inventory::read(source).err().unwrap_or_default()
    } else if name.starts_with("target") {
        Target::read(source).err().unwrap_or_default()
    } else if name.starts_with("profile") {
        Profile::read(source).err().unwrap_or_default()
    } else if name.starts_with("policy") {
        Policy::read(source).err().unwrap_or_default()
    } else {
        Drill::read(source).err().unwrap_or_default()
    }
}

fn told(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("\n\n") + "\n"
}

fn files_ending_in(ending: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    paths.sort();
    paths
}

/// All broken files.
fn broken() -> Vec<PathBuf> {
    let mut paths = files_ending_in("yaml");
    paths.extend(files_ending_in("md"));
    paths
}

fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Source::new(name, fs::read_to_string(path).unwrap())
}

#[test]
fn every_broken_file_is_told_of_in_exactly_these_words() {
    #[expect(
        clippy::disallowed_methods,
        reason = "asks whether to write the texts anew"
    )]
    let update = env::var("UPDATE_FIXTURES").is_ok();
    let mut wrong = Vec::new();
    for path in broken() {
        let problems = read(&source(&path));
        assert!(
            !problems.is_empty(),
            "{}: nothing is wrong with it",
            path.display()
        );
        let (now, text) = (told(&problems), path.with_extension("txt"));
        if update {
            #[expect(
                clippy::disallowed_methods,
                reason = "writes the texts anew when asked to"
            )]
            fs::write(&text, now).unwrap();
        } else if fs::read_to_string(&text).ok().as_deref() != Some(&now) {
            wrong.push(format!("{}:\n{now}", text.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "missing or other texts (UPDATE_FIXTURES=1 writes them):\n\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_text_stands_without_its_file() {
    for path in files_ending_in("txt") {
        let is_of = |ending: &&str| path.with_extension(ending).is_file();
        assert!(["yaml", "md"].iter().any(is_of), "{}", path.display());
    }
}

#[test]
fn every_problem_of_a_broken_file_says_where_it_is_and_what_to_do() {
    for path in broken() {
        for problem in read(&source(&path)) {
            let text = problem.to_string();
            assert!(problem.hint.is_some(), "no hint:\n{text}");
            let place = [".yaml:", ".md:", ".rules:"];
            let placed = place.iter().any(|part| text.contains(part));
            assert!(placed, "no place:\n{text}");
            assert!(!problem.message.ends_with('.'), "a full stop:\n{text}");
            let first = problem.message.chars().next().unwrap();
            assert!(!first.is_uppercase(), "a capital:\n{text}");
        }
    }
}

/// The tables of codes.
const TABLES: [&str; 2] = ["src/spec/codes.rs", "src/check/runbooks/codes.rs"];

/// The codes in the tables, by their text: what the compiler knows of them it does not tell.
fn codes_in_the_tables() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tables = TABLES.map(|table| fs::read_to_string(root.join(table)).unwrap());
    tables
        .iter()
        .flat_map(|table| table.lines())
        .filter(|line| line.contains("const "))
        .map(|line| line.split('"').nth(1).expect("a code in quotes").to_owned())
        .collect()
}

#[test]
fn every_code_has_a_broken_file() {
    let mut seen: BTreeSet<String> = broken()
        .iter()
        .flat_map(|path| read(&source(path)))
        .map(|problem| problem.code.to_owned())
        .collect();
    seen.extend(hostile::codes().into_iter().map(str::to_owned));
    let table = codes_in_the_tables();
    assert!(table.len() > 50, "the table was not found");
    let unseen: Vec<_> = table.difference(&seen).collect();
    assert!(unseen.is_empty(), "no broken file shows {unseen:?}");
    let unlisted: Vec<_> = seen.difference(&table).collect();
    assert!(unlisted.is_empty(), "not in the table: {unlisted:?}");
}

#[test]
fn the_shipped_files_are_not_broken() {
    let drills = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills");
    let (read, problems) = firedrill::spec::load::drills_in(&drills);
    assert!(problems.is_empty(), "{}", told(&problems));
    assert!(!read.is_empty());
    let path = drills.join("profiles/reference.yaml");
    let source = firedrill::spec::load::read_file(&path).unwrap();
    if let Err(problems) = Profile::read(&source) {
        panic!("{}", told(&problems));
    }
    let source = firedrill::spec::load::read_file(&drills.join("policy.yaml")).unwrap();
    if let Err(problems) = Policy::read(&source) {
        panic!("{}", told(&problems));
    }
}
