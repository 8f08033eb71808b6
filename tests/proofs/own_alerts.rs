//! The alerts on firedrill itself: our own runner passes their unit tests, and so does promtool where
//! it is installed; and what they ask for is what whoever watches exports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use firedrill::alerts::unit_test::TestFile;
use firedrill::base::{At, ServerTime};
use firedrill::drill::{Life, WatchEvent};
use firedrill::report::Watched;
use firedrill::world::Standing;

use crate::shipped::{accepted, pass, refuse, rules, source};

fn deploy(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy/alerts")
        .join(path)
}

/// One for what takes minutes, one for what takes days.
fn tests() -> [PathBuf; 2] {
    [deploy("tests/firedrill.yaml"), deploy("tests/days.yaml")]
}

fn alerts() -> Vec<(String, String)> {
    let file = rules(&deploy("firedrill.yaml"));
    let alerts = file.alerts();
    alerts
        .map(|(_, alert)| (alert.name.to_string(), alert.query.text.clone()))
        .collect()
}

#[test]
fn our_runner_passes_their_unit_tests_and_each_alert_is_expected_to_fire_in_one() {
    let passed = pass(&tests());
    println!("{passed} unit tests pass");
    let mut fires = BTreeSet::new();
    for path in tests() {
        let file = TestFile::parse(&source(&path)).unwrap_or_else(|problems| refuse(&problems));
        let expected = (file.tests.into_iter())
            .flat_map(|test| test.alert_tests)
            .filter(|test| !test.expected.is_empty());
        fires.extend(expected.map(|test| test.alertname));
    }
    let all: BTreeSet<String> = alerts().into_iter().map(|(name, _)| name).collect();
    assert_eq!(fires, all);
}

#[test]
fn promtool_accepts_them_and_passes_their_unit_tests() {
    let mut check = Command::new("promtool");
    check.args(["check", "rules"]).arg(deploy("firedrill.yaml"));
    accepted(check);
    let mut test = Command::new("promtool");
    test.args(["test", "rules"]).args(tests());
    accepted(test);
}

#[test]
fn what_they_ask_for_is_exported() {
    let mut watched = Watched::default();
    let looked = WatchEvent::Looked {
        standing: Box::new(Standing {
            now: ServerTime::from_unix_ms(1_767_225_600_000),
            debts: Vec::new(),
            unreadable: Vec::new(),
            silent: Vec::new(),
            ended: Ok(Vec::new()),
        }),
        life: Life::Free,
    };
    watched.absorb(At::START, &looked);
    let page = watched.page();
    let exported: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let mut asked = 0;
    for (alert, expr) in alerts() {
        let words = expr.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        for metric in words.filter(|word| word.starts_with("firedrill_")) {
            assert!(exported.contains(metric), "{alert} asks for `{metric}`");
            asked += 1;
        }
    }
    assert!(asked > 8, "only {asked} metrics are asked for");
}
