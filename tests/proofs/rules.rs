//! Rule unit tests of other projects, against the verdicts of promtool.
//!
//! The files are not part of this repository; see [`conformance`].
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use firedrill::alerts::rules::RuleFile;
use firedrill::alerts::unit_test::{TestFile, run};
use firedrill::base::Source;

use crate::conformance;

/// How many files are known to agree; raise it when more do.
const AGREED: usize = 87;

#[derive(serde::Deserialize)]
struct Verdicts {
    files: Vec<BTreeMap<String, String>>,
}

/// promtool's own fixtures with the verdict that its tests expect; those that need an option of
/// the command line or native histograms are left out.
const FIXTURES: [(&str, bool); 12] = [
    ("at-modifier-test.yml", true),
    ("bad-input-series.yml", false),
    ("bad-promql.yml", false),
    ("bad-rules-error-test.yml", false),
    ("bad-rules-syntax-test.yml", false),
    ("failing.yml", false),
    ("long-period.yml", true),
    ("negative-offset-test.yml", true),
    ("no-test-group-interval.yml", true),
    ("rules_run.yml", false),
    ("rules_run_no_fuzzy.yml", false),
    ("start-time-test.yml", true),
];

#[test]
fn promtools_own_fixtures_have_its_verdicts() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    for (name, passes) in FIXTURES {
        let complaints = complaints(&folder.join("promtool").join(name));
        assert_eq!(complaints.is_empty(), passes, "{name}: {complaints:#?}");
    }
}

#[test]
fn rule_unit_tests_have_promtools_verdicts() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("verdicts.yaml")).unwrap();
    let verdicts: Verdicts = serde_yaml::from_str(&text).unwrap();
    let mut agreed = 0;
    for file in &verdicts.files {
        let complaints = complaints(&folder.join(&file["path"]));
        if complaints.is_empty() == (file["3.5"] == "pass") {
            agreed += 1;
        } else {
            println!("{} should {}", file["path"], file["3.5"]);
            complaints
                .iter()
                .take(5)
                .for_each(|complaint| println!("  {complaint}"));
        }
    }
    let all = verdicts.files.len();
    println!("rule unit tests: {agreed} of {all} files agree with promtool 3.5");
    assert!(all > 0, "there are no verdicts");
    assert!(agreed >= AGREED, "{agreed} files agree, {AGREED} did");
}

/// What is wrong with a file of tests, with the rules it names, or with what came of them.
fn complaints(path: &Path) -> Vec<String> {
    let shown = |problems: Vec<firedrill::base::Problem>| -> Vec<String> {
        problems.iter().map(ToString::to_string).collect()
    };
    let file = match TestFile::parse(&source(path)) {
        Ok(file) => file,
        Err(problems) => return shown(problems),
    };
    let mut rules = Vec::new();
    for pattern in &file.rule_files {
        for path in matching(path.parent().unwrap(), &pattern.value) {
            match RuleFile::parse(&source(&path)) {
                Ok(file) => rules.push(Arc::new(file)),
                Err(problems) => return shown(problems),
            }
        }
    }
    let mut complaints = Vec::new();
    for result in run(&file, &rules) {
        complaints.extend(result.errors);
        let failed = result.assertions.into_iter().filter(|one| !one.passed);
        complaints.extend(failed.map(|one| {
            format!(
                "{} at {}:\n    expected {:?}\n    got      {:?}",
                one.what, one.at, one.expected, one.got
            )
        }));
    }
    complaints
}

fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| {
        panic!("{}: {error}", path.display());
    });
    Source::new(path.display().to_string(), text)
}

/// The files that a pattern means: `*` may stand in the last part, as in the files at hand.
fn matching(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let path = folder.join(pattern);
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let Some((before, after)) = name.split_once('*') else {
        return if path.exists() { vec![path] } else { vec![] };
    };
    let mut found: Vec<PathBuf> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(before) && name.ends_with(after)
        })
        .collect();
    found.sort();
    found
}
