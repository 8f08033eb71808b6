//! `firedrill rules test`, as the program that people run: promtool's verdicts on other projects'
//! files, and the exact text about failures of our own. `UPDATE_FIXTURES=1` writes the texts anew.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::conformance;
use crate::told::{held, json, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_firedrill");

/// Our own rules and unit tests.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules-test")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(["rules", "test"]);
    command.args(arguments);
    command
}

/// What the program does with our own files.
fn run(arguments: &[&str]) -> Output {
    command(&fixtures(), arguments).output().unwrap()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What is looked at and when, of each assertion that failed; in the order of the file.
fn failed(file: &Value) -> Vec<(String, u64)> {
    let assertions = list(&file["tests"])
        .into_iter()
        .flat_map(|test| list(&test["assertions"]));
    assertions
        .filter(|assertion| assertion["passed"] == false)
        .map(|assertion| {
            (
                string(&assertion["what"]),
                assertion["at_ms"].as_u64().unwrap(),
            )
        })
        .collect()
}

#[derive(serde::Deserialize)]
struct Verdicts {
    files: Vec<BTreeMap<String, String>>,
}

#[test]
fn every_file_of_other_projects_has_the_verdict_of_each_promtool() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let verdicts = std::fs::read_to_string(folder.join("verdicts.yaml")).unwrap();
    let verdicts: Verdicts = serde_yaml::from_str(&verdicts).unwrap();
    for (profile, version) in [("2", "2.42"), ("3", "3.5")] {
        let arguments = [
            "--profile",
            profile,
            "--format",
            "json",
            "konflux",
            "thanos",
        ];
        let output = command(&folder, &arguments).output().unwrap();
        let told = json(&output);
        let files = list(&told["files"]);
        let ours: BTreeMap<String, String> = (files.iter())
            .map(|file| (string(&file["path"]), string(&file["verdict"])))
            .collect();
        let theirs: BTreeMap<String, String> = (verdicts.files.iter())
            .map(|file| (file["path"].clone(), file[version].clone()))
            .collect();
        assert_eq!(ours, theirs, "promtool {version}");
        assert_eq!(output.status.code(), Some(1), "some of them fail");
    }
}

/// promtool's own fixtures, and whether that of Prometheus 3 passes them.
const FIXTURES: [(&str, i32); 12] = [
    ("at-modifier-test.yml", 0),
    ("bad-input-series.yml", 2),
    ("bad-promql.yml", 1),
    ("bad-rules-error-test.yml", 1),
    ("bad-rules-syntax-test.yml", 2),
    ("failing.yml", 1),
    ("long-period.yml", 0),
    ("negative-offset-test.yml", 0),
    ("no-test-group-interval.yml", 0),
    ("rules_run.yml", 1),
    ("rules_run_no_fuzzy.yml", 1),
    ("start-time-test.yml", 0),
];

#[test]
fn promtools_own_fixtures_end_with_its_verdict() {
    let Some(folder) = conformance::folder("rules/promtool") else {
        return;
    };
    for (name, code) in FIXTURES {
        let output = command(&folder, &[name]).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{name}: {}",
            text(&output.stdout)
        );
    }
    let named = ["rules_run.yml", "--run", "corr.ct", "--run", "nothing"];
    let output = command(&folder, &named).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "as with promtool's `--run`");
}

/// The names and times of what fails according to promtool, which is the one of Prometheus 2.
fn failed_for_promtool(folder: &Path, file: &str) -> Vec<(String, u64)> {
    let output = Command::new("promtool")
        .current_dir(folder)
        .args(["test", "rules", file])
        .output()
        .unwrap();
    let told = text(&output.stdout) + &text(&output.stderr);
    let line = |line: &str| {
        let rest = line.trim().strip_prefix("alertname: ");
        let rest = rest.or_else(|| line.trim().strip_prefix("expr: "))?;
        let (what, at) = rest.rsplit_once(", time: ")?;
        let at: firedrill::base::Duration = at.trim_end_matches([',', ' ']).parse().ok()?;
        let what = what.trim_matches('"').replace("\\\"", "\"");
        Some((what, at.ms()))
    };
    told.lines().filter_map(line).collect()
}

#[test]
fn the_same_assertions_fail_as_with_promtool() {
    let promtool = Command::new("promtool").arg("--version").output().unwrap();
    let version = text(&promtool.stdout) + &text(&promtool.stderr);
    assert!(version.contains("version 2."), "{version}");
    let mut files = vec![(fixtures(), "failing_test.yaml")];
    if let Some(folder) = conformance::folder("rules") {
        files.push((folder.join("promtool"), "failing.yml"));
        files.push((folder.join("promtool"), "rules_run.yml"));
        let recording = folder.join("konflux/test/promql/tests/recording");
        files.push((recording, "kubearchive_recording_rules.yaml"));
    }
    for (folder, name) in files {
        let arguments = ["--profile", "2", "--format", "json", name];
        let told = json(&command(&folder, &arguments).output().unwrap());
        let mut ours = failed(&told["files"][0]);
        let mut theirs = failed_for_promtool(&folder, name);
        ours.sort();
        theirs.sort();
        assert!(!ours.is_empty(), "{name}");
        assert_eq!(ours, theirs, "{name}");
    }
}

#[test]
fn the_shipped_rules_pass_without_any_configuration() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = command(root, &["drills", "deploy"]).output().unwrap();
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(
        told.contains("PASS   drills/alerts/tests/provider.yaml"),
        "{told}"
    );
    assert!(
        told.contains("PASS   deploy/alerts/tests/firedrill.yaml"),
        "{told}"
    );
    let alone = command(&root.join("drills"), &[]).output().unwrap();
    let told = text(&alone.stdout);
    assert_eq!(alone.status.code(), Some(0), "{told}");
    assert!(told.contains("PASS   alerts/tests/provider.yaml"), "{told}");
}

const ALL: [&str; 4] = [
    "failing_test.yaml",
    "gateway_test.yaml",
    "rendered_test.yaml",
    "unreadable_test.yaml",
];

#[test]
fn failures_are_told_in_exactly_these_words() {
    for (format, kept) in [
        ("terminal", "told/terminal.txt"),
        ("github", "told/github.txt"),
        ("json", "told/report.json"),
    ] {
        let output = run(&[&["--format", format], &ALL[..]].concat());
        assert_eq!(output.status.code(), Some(1), "{format}");
        held(&fixtures().join(kept), &text(&output.stdout));
    }
}

#[test]
fn ci_reads_failures_from_a_junit_report() {
    let name = format!("firedrill-rules-{}.xml", std::process::id());
    let path = std::env::temp_dir().join(name);
    let arguments = [&["--junit", path.to_str().unwrap()], &ALL[..]].concat();
    assert_eq!(run(&arguments).status.code(), Some(1));
    let told = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    held(&fixtures().join("told/junit.xml"), &told);
    let nowhere = run(&["--junit", "no/such/folder/junit.xml", "gateway_test.yaml"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(text(&nowhere.stderr).contains("file/unwritable"));
}

#[test]
fn only_the_tests_that_are_named_are_run() {
    let output = run(&["--format", "json", "--run", "^nothing", "failing_test.yaml"]);
    let told = json(&output);
    let tests = list(&told["files"][0]["tests"]);
    let names: Vec<String> = tests.iter().map(|test| string(&test["name"])).collect();
    assert_eq!(
        (output.status.code(), names),
        (Some(0), vec!["nothing is wrong".to_owned()])
    );
    assert_eq!(tests[0]["number"], 2, "its place in the file is kept");
    assert_eq!(
        told["coverage"],
        Value::Null,
        "some tests say nothing of all rules"
    );
    for pattern in ["no such test", "(", "a)|(b"] {
        let output = run(&["--run", pattern, "failing_test.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{pattern}");
        assert!(
            text(&output.stderr).contains("error[tests/run]"),
            "{pattern}"
        );
    }
}

#[test]
fn rules_that_no_test_looks_at_are_listed() {
    let told = json(&run(&["--format", "json", "gateway_test.yaml"]));
    let proofs: BTreeMap<String, String> = list(&told["coverage"]["list"])
        .iter()
        .map(|rule| (string(&rule["name"]), string(&rule["proof"])))
        .collect();
    let wanted = [
        ("GatewayDown", "only-quiet"),
        ("GatewayErrors", "seen"),
        ("GatewayForgotten", "untested"),
        ("gateway:errors:ratio5m", "through"),
    ];
    let wanted = wanted.map(|(name, proof)| (name.to_owned(), proof.to_owned()));
    assert_eq!(proofs, BTreeMap::from(wanted));
    assert_eq!(
        (&told["coverage"]["covered"], &told["coverage"]["rules"]),
        (&3.into(), &4.into())
    );
}

#[test]
fn a_chain_that_promtool_evaluates_in_random_order_is_a_warning() {
    let warned = |file: &str| {
        let told = json(&run(&["--format", "json", file]));
        let warnings = list(&told["files"][0]["warnings"]);
        let codes = warnings.iter().map(|warning| string(&warning["code"]));
        codes.collect::<BTreeSet<_>>()
    };
    assert_eq!(
        warned("gateway_test.yaml"),
        BTreeSet::from(["tests/random-order".to_owned()])
    );
    let in_order = warned("failing_test.yaml");
    assert_eq!(in_order, BTreeSet::from(["tests/no-rules".to_owned()]));
}

/// What the program does when it is given this on stdin.
fn piped(rules: &str, arguments: &[&str]) -> Output {
    let mut child = command(&fixtures(), arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(rules.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn rules_are_read_from_resources_and_from_what_helm_renders() {
    let rendered = std::fs::read_to_string(fixtures().join("rendered.yaml")).unwrap();
    assert_eq!(run(&["rendered_test.yaml"]).status.code(), Some(0));
    let broken = rendered.replace("severity: sev1", "severity: sev2");
    for (rules, code) in [(&rendered, 0), (&broken, 1)] {
        let output = piped(rules, &["--rules", "-", "rendered_test.yaml"]);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stdout));
    }
    let other = run(&["--rules", "gateway.yaml", "rendered_test.yaml"]);
    assert_eq!(
        other.status.code(),
        Some(1),
        "`--rules` takes the place of `rule_files`"
    );
    let wrong = piped(
        &rendered.replace("sum(up", "summ(up"),
        &["--rules", "-", "rendered_test.yaml"],
    );
    let told = text(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(2), "{told}");
    assert!(told.contains("<stdin>:36:13"), "{told}");
}

#[test]
fn windows_are_those_of_the_version_that_is_asked_for() {
    let code = |profile| {
        run(&["--profile", profile, "windows_test.yaml"])
            .status
            .code()
    };
    assert_eq!((code("2"), code("3")), (Some(0), Some(1)));
}

#[test]
fn where_there_are_no_tests_nothing_passes() {
    let output = run(&["told"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there are no unit tests of rules in `told`"));
    let missing = run(&["missing_test.yaml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        text(&missing.stdout).contains("file/missing"),
        "{}",
        text(&missing.stdout)
    );
}

#[test]
fn a_directory_is_searched_for_tests_by_what_is_in_its_files() {
    let told = json(&run(&["--format", "json"]));
    let paths: Vec<String> = list(&told["files"])
        .iter()
        .map(|file| string(&file["path"]))
        .collect();
    let found = [&ALL[..], &["windows_test.yaml"]].concat();
    assert_eq!(paths, found);
}
