//! `firedrill rules mutate`, as the program that people run: the score of the shipped rules, and the
//! exact text about our own. `UPDATE_FIXTURES=1` writes the text anew.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json as value;

use crate::scratch::Scratch;
use crate::told::{held, json, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_firedrill");
/// The share of mistakes that is noticed in every shipped rule, in percent.
const WANTED: u64 = 90;
/// The same of the routes: neither the policy nor a drill minds a group that is a little larger, or an
/// alert that is inhibited beside a graver one.
const WANTED_OF_ROUTES: u64 = 50;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(["rules", "mutate"]);
    command.args(arguments).output().unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn nine_of_ten_mistakes_in_the_shipped_rules_are_noticed() {
    let output = run(
        &root(),
        &["drills/alerts", "--format", "json", "--no-cache"],
    );
    let told = json(&output);
    let mut short = Vec::new();
    for rule in told["rules"].as_array().unwrap() {
        println!("{}: {}", rule["name"], rule["score"]);
        let percent = rule["score"]["percent"].as_u64().unwrap();
        let is_rule = rule["name"] != "routes";
        if percent < if is_rule { WANTED } else { WANTED_OF_ROUTES } {
            short.push(format!("{}: {}", rule["name"], rule["score"]));
        }
    }
    println!("the shipped rules: {}", told["score"]);
    assert!(short.is_empty(), "{}", short.join("\n"));
    assert!(told["score"]["percent"].as_u64().unwrap() >= WANTED);
    assert!(told["score"]["mutants"].as_u64().unwrap() > 500);
}

/// The severity policy knows whom to tell and how soon, whatever the drills play.
#[test]
fn the_policy_notices_routes_that_lead_elsewhere() {
    let scratch = Scratch::new("mutants-policy");
    let drills = root().join("drills").display().to_string();
    let tests = root().join("drills/alerts/tests/cost.yaml");
    let tests = tests.display().to_string();
    let output = run(
        scratch.path(),
        &[&tests, "--drills", &drills, "--format", "json"],
    );
    let told = json(&output);
    let rules = told["rules"].as_array().unwrap();
    let routes = rules.iter().find(|one| one["name"] == "routes").unwrap();
    let mutants = routes["mutants"].as_array().unwrap();
    for (what, after, by) in [
        (
            "receiver/changed",
            "receiver: \"team-chat\"",
            "policy/not-told",
        ),
        ("continue/dropped", "", "policy/not-told"),
        (
            "group-wait/tenfold",
            "route: group_wait",
            "policy/page-too-late",
        ),
        (
            "inhibition/added",
            "sev3\\\"\"],\"target_matchers\":[\"severity=\\\"sev2",
            "policy/muted-by-milder",
        ),
    ] {
        let like = |mutant: &&serde_json::Value| {
            mutant["what"] == what && mutant["after"].as_str().unwrap().contains(after)
        };
        let fates: Vec<_> = mutants
            .iter()
            .filter(like)
            .map(|one| &one["fate"])
            .collect();
        let noticed = value!({"kind": "policy", "by": by});
        assert!(fates.contains(&&noticed), "{what} {after}: {fates:#?}");
    }
    assert!(routes["score"]["killed_by_policy"].as_u64().unwrap() >= 10);
}

/// The unit tests look at nothing here, so that every mistake comes to the drills.
#[test]
#[expect(clippy::disallowed_methods, reason = "the tests' own file")]
fn drills_notice_what_unit_tests_do_not() {
    let scratch = Scratch::new("mutants-drills");
    let drills = root().join("drills");
    let tests = format!(
        "rule_files: ['{}/alerts/provider.yaml']\nevaluation_interval: 15s\n\
         tests: [{{promql_expr_test: [{{expr: ALERTS, eval_time: 1m}}]}}]\n",
        drills.display()
    );
    fs::write(scratch.path().join("nothing_test.yaml"), tests).unwrap();
    let drills = drills.display().to_string();
    let arguments = [
        "--drills",
        &drills,
        "--only",
        "FallbackServing",
        "--format",
        "json",
    ];
    let output = run(scratch.path(), &arguments);
    let told = json(&output);
    let mutants = told["rules"][0]["mutants"].as_array().unwrap();
    let fate = |what: &str| {
        let found = mutants.iter().find(|mutant| mutant["what"] == what);
        found.unwrap()["fate"].clone()
    };
    let noticed = value!({"kind": "drill", "by": "provider-blackhole"});
    for what in [
        "comparison/flipped",
        "metric/renamed",
        "threshold/tenfold",
        "threshold/doubled",
    ] {
        assert_eq!(fate(what), noticed, "{what}");
    }
    assert_eq!(fate("annotation/dropped")["kind"], "survives");
    let score = |by: &str| told["score"][by].as_u64().unwrap();
    assert!(score("killed_by_drills") >= 8, "{}", told["score"]);
    assert_eq!(score("killed_by_policy"), 1, "it has no severity");
}

#[test]
fn survivors_are_shown_with_what_would_notice_them() {
    let folder = root().join("fixtures/rules-test");
    let arguments = ["gateway_test.yaml", "--no-cache", "--minimum", "90"];
    let output = run(&folder, &arguments);
    held(&folder.join("told/mutants.txt"), &text(&output.stdout));
    assert_eq!(output.status.code(), Some(1), "less than is wanted");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a file is spoilt on purpose")]
fn what_is_kept_is_told_again_and_what_is_spoilt_is_not() {
    let scratch = Scratch::new("mutants");
    for name in ["gateway.yaml", "gateway_test.yaml"] {
        let from = root().join("fixtures/rules-test").join(name);
        fs::copy(from, scratch.path().join(name)).unwrap();
    }
    let first = run(scratch.path(), &[]);
    let kept = scratch.path().join("target/firedrill/mutants");
    let files = || {
        let entries = fs::read_dir(&kept).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(files().len(), 1);
    let [path] = &files()[..] else { unreachable!() };
    let honest = fs::read_to_string(path).unwrap();
    let marked = honest.replacen("GatewayErrors", "FromTheCache", 1);
    fs::write(path, marked).unwrap();
    assert!(text(&run(scratch.path(), &[]).stdout).contains("FromTheCache"));
    for spoilt in ["", "[{]", &honest[..honest.len() / 2]] {
        fs::write(path, spoilt).unwrap();
        assert_eq!(text(&run(scratch.path(), &[]).stdout), text(&first.stdout));
        assert_eq!(fs::read_to_string(path).unwrap(), honest);
    }
}

#[test]
fn a_test_that_fails_as_it_is_is_told_and_nothing_is_tried() {
    let folder = root().join("fixtures/rules-test");
    let output = run(&folder, &["failing_test.yaml", "--no-cache"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("mutate/tests-fail"));
    assert_eq!(text(&output.stdout), "");
}
