//! `firedrill rules lint`, as the program that people run: what it says of the rules that this
//! project was asked to house, and of those that it ships.
//! `UPDATE_FIXTURES=1` writes the texts anew.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use firedrill::check::rules::LINTS;

use crate::told::{held, json, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_firedrill");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("fixtures/lint")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).arg("rules").args(arguments);
    command
}

/// What the program does with our own files.
fn run(arguments: &[&str]) -> Output {
    command(&fixtures(), arguments).output().unwrap()
}

/// The published rules, with what their document says of runbooks and severities.
const MISSION: [&str; 6] = [
    "lint",
    "mission.yaml",
    "--runbooks",
    "runbooks",
    "--severities",
    "sev1,sev2,sev3,sev4",
];

#[test]
fn of_the_published_rules_every_known_defect_is_told() {
    let output = run(&MISSION);
    assert_eq!(output.status.code(), Some(1));
    held(&fixtures().join("told/mission.txt"), &text(&output.stdout));
    let told = json(&run(&[&MISSION[..], &["--format", "json"]].concat()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in told["findings"].as_array().unwrap() {
        *counts.entry(finding["code"].as_str().unwrap()).or_default() += 1;
    }
    for (code, wanted) in [
        ("alert/blind-ratio", 3),
        ("alert/blind-target", 1),
        ("alert/no-runbook", 3),
        ("alert/unknown-runbook", 1),
        ("match/sides-differ", 3),
        ("unit/mismatch", 1),
    ] {
        assert_eq!(counts.get(code), Some(&wanted), "{code}");
    }
}

#[test]
fn of_the_shipped_rules_nothing_is_told() {
    for path in ["drills", "deploy/alerts"] {
        let output = command(root(), &["lint", path, "--fail-on", "hint"])
            .output()
            .unwrap();
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{path}: {told}");
        assert!(told.contains("nothing found"), "{told}");
    }
}

const OWN: [&str; 4] = ["lint", "broken.yaml", "mission.yaml", "silenced.yaml"];

#[test]
fn findings_are_told_in_exactly_these_words() {
    for (format, kept) in [
        ("terminal", "terminal.txt"),
        ("github", "github.txt"),
        ("json", "report.json"),
        ("sarif", "report.sarif"),
    ] {
        let output = run(&[&OWN[..], &["--format", format]].concat());
        assert_eq!(output.status.code(), Some(1), "{format}");
        held(
            &fixtures().join("told").join(kept),
            &text(&output.stdout).replace(env!("CARGO_PKG_VERSION"), "VERSION"),
        );
    }
}

#[test]
fn code_scanning_finds_each_rule_and_each_place() {
    let log = json(&run(&[&OWN[..], &["--format", "sarif"]].concat()));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string(), "{rule}");
    }
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].is_string());
        let number = |name: &str| place["region"][name].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1);
        let (start, end) = (number("startLine"), number("endLine"));
        assert!((start, number("startColumn")) <= (end, number("endColumn")));
    }
}

#[test]
fn lints_are_chosen_by_code_or_family() {
    let only = text(&run(&["lint", "silenced.yaml", "--only", "alert"]).stdout);
    assert!(!only.contains("query/"), "{only}");
    let except = run(&["lint", "silenced.yaml", "--except", "lint"]);
    assert_eq!(except.status.code(), Some(0), "{}", text(&except.stdout));
    let unknown = run(&["lint", "silenced.yaml", "--only", "alerts"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no lint `alerts`"));
}

#[test]
fn a_failure_is_what_is_bad_enough() {
    let code = |fail_on| {
        let arguments = ["lint", "silenced.yaml", "--fail-on", fail_on];
        run(&arguments).status.code()
    };
    assert_eq!((code("error"), code("warning")), (Some(0), Some(1)));
}

#[test]
fn a_file_that_is_missing_is_told_and_the_others_are_linted() {
    let output = run(&["lint", "missing.yaml", "silenced.yaml", "--except", "lint"]);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("4 rules in 1 file: nothing found; 1 file could not be read"),
        "{told}"
    );
    let none = run(&["lint", "runbooks"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("there are no rules in `runbooks`"));
}

#[test]
fn rules_are_read_from_stdin() {
    let mut child = command(&fixtures(), &["lint", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let rules = std::fs::read(fixtures().join("silenced.yaml")).unwrap();
    child.stdin.take().unwrap().write_all(&rules).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("<stdin>:13:7"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn every_lint_explains_itself() {
    let list = text(&run(&["explain"]).stdout);
    for lint in LINTS {
        assert!(list.contains(lint.code), "{}", lint.code);
        let page = text(&run(&["explain", lint.code]).stdout);
        assert!(page.contains(lint.title()), "{page}");
    }
    let slip = run(&["explain", "alert/no-kondition"]);
    assert_eq!(slip.status.code(), Some(2));
    assert!(text(&slip.stderr).contains("did you mean `alert/no-condition`?"));
}
