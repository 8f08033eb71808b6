//! `firedrill check` and the severity policy, on files as `firedrill init` writes them.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that reads files"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::scratch::Scratch;

/// The shipped files, to be changed.
struct Stage(Scratch);

impl Stage {
    fn new(name: &str) -> Self {
        let stage = Self(Scratch::new(&format!("policy-{name}")));
        stage.firedrill("init");
        stage
    }

    /// The program's exit code and what it says.
    fn firedrill(&self, command: &str) -> (Option<i32>, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        let said = program.current_dir(self.0.path()).arg(command).output();
        let said = said.unwrap();
        let text = [said.stdout, said.stderr].concat();
        (said.status.code(), String::from_utf8(text).unwrap())
    }

    fn file(&self, path: &str) -> PathBuf {
        self.0.path().join("drills").join(path)
    }

    fn change(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.file(path)).unwrap();
        assert!(text.contains(old), "no `{old}` in {path}");
        fs::write(self.file(path), text.replace(old, new)).unwrap();
    }
}

#[test]
fn the_shipped_files_agree_with_their_policy_and_only_a_summary_says_so() {
    let (code, said) = Stage::new("agreed").firedrill("check");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("the severity policy"), "{said}");
}

#[test]
fn what_does_not_agree_does_not_check_and_says_so_with_its_sum() {
    let stage = Stage::new("late");
    stage.change("alerts/quality.yaml", "for: 4m", "for: 5m");
    let (code, said) = stage.firedrill("check");
    assert_eq!(code, Some(2), "{said}");
    let shown = "error[policy/page-too-late]: `GuardrailViolationSpike` pages `ai-oncall` only \
                 5m45s after it is true, and sev1 is responded to within 5m";
    assert!(said.contains(shown), "{said}");
    let readme = include_str!("../../README.md");
    assert!(readme.contains(shown), "the README shows another text");
    let sum = "15s until it is evaluated + `for` 5m + `group_wait` 30s = 5m45s";
    assert!(said.contains(sum), "{said}");
}

#[test]
fn the_rules_are_linted_with_the_objectives_of_the_policy() {
    let stage = Stage::new("linted");
    stage.change("policy.yaml", "<= $0.30", "<= $0.50");
    let (code, said) = stage.firedrill("check");
    assert_eq!(code, Some(2), "{said}");
    let told = "warning[alert/no-margin]: the limit is the objective of `tenant_cost` itself";
    assert!(said.contains(told), "{said}");
    assert!(said.contains("alerts/cost.yaml:12:72"), "{said}");
}

#[test]
fn a_hint_is_shown_and_does_not_fail_the_check() {
    let stage = Stage::new("hinted");
    stage.change("alerts/cost.yaml", "# firedrill: allow", "# not allowed");
    let (code, said) = stage.firedrill("check");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("hint[counter/named-as-gauge]"), "{said}");
    assert!(said.contains("nothing wrong"), "{said}");
}

#[test]
fn without_a_policy_nothing_is_held_against_it() {
    let stage = Stage::new("none");
    fs::remove_file(stage.file("policy.yaml")).unwrap();
    stage.change("alerts/quality.yaml", "for: 4m", "for: 5m");
    let (code, said) = stage.firedrill("check");
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("policy"), "{said}");
}
