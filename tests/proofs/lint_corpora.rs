//! `firedrill rules lint` on rules of other projects, as somebody sees them who has just installed it:
//! how much it finds, and whether it is right. A sample was judged by hand, in
//! `fixtures/lint/corpora.yaml`; `UPDATE_FIXTURES=1` writes only the counts anew.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::conformance;
use crate::told::{held, json};

const CORPORA: [&str; 3] = ["konflux", "promtool", "thanos"];
/// How many findings were judged by hand.
const SAMPLE: usize = 50;

/// What is found in a rule, or in a group.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    code: String,
    /// Its path in the folder of the corpora.
    file: String,
    /// `group/rule`, or `group`.
    rule: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgements {
    /// [`SAMPLE`] findings, as [`chosen`] chose them.
    sample: Vec<Judged>,
    /// What was found to be wrong with the others.
    besides: Vec<Judged>,
}

#[derive(Deserialize)]
struct Judged {
    #[serde(flatten)]
    finding: Finding,
    verdict: Verdict,
    why: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// A defect, or a risk that its on-call would want to know.
    Right,
    /// True as it is told, but a matter of taste, or of what the rules do not say.
    Arguable,
    /// It must not be told.
    Wrong,
}

impl Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.file, self.rule, self.code)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("fixtures/lint")
}

fn judgements() -> Judgements {
    let text = std::fs::read_to_string(fixtures().join("corpora.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn linted(folder: &Path, corpus: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    let arguments = ["rules", "lint", corpus, "--format", "json"];
    json(
        &command
            .current_dir(folder)
            .args(arguments)
            .output()
            .unwrap(),
    )
}

/// Everything that is told, once for each code and rule.
fn told(folder: &Path) -> BTreeSet<Finding> {
    let mut all = BTreeSet::new();
    for corpus in CORPORA {
        let report = linted(folder, corpus);
        all.extend(report["findings"].as_array().unwrap().iter().map(|told| {
            let file = told["place"]["path"].as_str().unwrap().to_owned();
            let line = usize::try_from(told["place"]["line"].as_u64().unwrap()).unwrap();
            let text = std::fs::read_to_string(folder.join(&file)).unwrap();
            Finding {
                code: told["code"].as_str().unwrap().to_owned(),
                rule: rule_at(&text, line),
                file,
            }
        }));
    }
    all
}

/// The rule that this line belongs to, as `group/rule`, or `group` where it belongs to none.
fn rule_at(text: &str, line: usize) -> String {
    let begins = |line: &str, key: &str| {
        let rest = line.trim().strip_prefix("- ")?.strip_prefix(key)?;
        Some(rest.strip_prefix(':')?.trim().to_owned())
    };
    let begins_rule = |line: &str| {
        let keys = ["alert", "record", "expr"];
        keys.iter().any(|key| begins(line, key).is_some())
    };
    let lines: Vec<&str> = text.lines().collect();
    let group = (0..line).rfind(|at| begins(lines[*at], "name").is_some());
    let group = group.unwrap();
    let name = begins(lines[group], "name").unwrap();
    let Some(rule) = (group..line).rfind(|at| begins_rule(lines[*at])) else {
        return name;
    };
    let own = lines[rule..].iter().find_map(|line| {
        let key = line.trim().trim_start_matches("- ");
        key.strip_prefix("alert:")
            .or_else(|| key.strip_prefix("record:"))
    });
    format!("{name}/{}", own.unwrap().trim())
}

/// The sample, which nobody picked: findings are ordered by the SHA-256 of what they are called, and the
/// first of each code are taken, and then the first of the others.
fn chosen(findings: &BTreeSet<Finding>) -> BTreeSet<Finding> {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_cached_key(|finding| Sha256::digest(finding.to_string()).to_vec());
    let mut codes = BTreeSet::new();
    let (firsts, others): (Vec<_>, Vec<_>) =
        (ordered.into_iter()).partition(|finding| codes.insert(&finding.code));
    let all = firsts.into_iter().chain(others);
    all.take(SAMPLE).cloned().collect()
}

#[test]
fn findings_are_counted_by_lint_and_per_100_rules() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let tables = CORPORA.map(|corpus| {
        let report = linted(&folder, corpus);
        let rules = u32::try_from(report["rules"].as_u64().unwrap()).unwrap();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for finding in report["findings"].as_array().unwrap() {
            *counts.entry(finding["code"].as_str().unwrap()).or_default() += 1;
        }
        let line = |count: u32, what: &str| {
            let per_100 = f64::from(count) * 100.0 / f64::from(rules);
            format!("{per_100:6.1} {count:5}  {what}\n")
        };
        let all = line(counts.values().sum(), "findings");
        let by_code = counts.iter().map(|(code, count)| line(*count, code));
        let by_code: String = by_code.collect();
        format!("{corpus}: {rules} rules\nper 100 count\n{all}{by_code}")
    });
    let table = tables.join("\n");
    println!("{table}");
    held(&fixtures().join("told/corpora.txt"), &table);
}

#[test]
fn nobody_picked_the_findings_that_were_judged() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let sample: Vec<_> = (judgements().sample.into_iter())
        .map(|judged| judged.finding)
        .collect();
    assert_eq!(sample.len(), SAMPLE);
    let judged: BTreeSet<Finding> = sample.into_iter().collect();
    // What was judged wrong was told once.
    let chosen = chosen(&told(&folder).union(&judged).cloned().collect());
    let names = |one: &BTreeSet<Finding>, other: &BTreeSet<Finding>| -> Vec<String> {
        one.difference(other).map(ToString::to_string).collect()
    };
    let (missing, too_many) = (names(&chosen, &judged), names(&judged, &chosen));
    assert!(
        missing.is_empty() && too_many.is_empty(),
        "to be judged in fixtures/lint/corpora.yaml: {missing:#?}\nin place of: {too_many:#?}"
    );
}

#[test]
fn what_was_judged_right_is_told_and_what_was_wrong_is_not() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let told = told(&folder);
    let Judgements { sample, besides } = judgements();
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for judged in &sample {
        *counts.entry(judged.verdict).or_default() += 1;
    }
    let count = |verdict| counts.get(&verdict).copied().unwrap_or_default();
    let summary = format!(
        "{} right, {} a matter of taste, and {} wrong",
        count(Verdict::Right),
        count(Verdict::Arguable),
        count(Verdict::Wrong)
    );
    println!("of {SAMPLE} findings: {summary}");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let readme: Vec<&str> = readme.split_whitespace().collect();
    assert!(readme.join(" ").contains(&summary), "README.md: {summary}");
    for judged in sample.iter().chain(&besides) {
        let (finding, verdict) = (&judged.finding, judged.verdict);
        assert!(!judged.why.is_empty(), "{finding}: why?");
        let is_wrong = verdict == Verdict::Wrong;
        let is_told = told.contains(finding);
        assert_ne!(
            is_told, is_wrong,
            "{finding} is {verdict:?}: {}",
            judged.why
        );
    }
    for judged in &besides {
        assert_eq!(judged.verdict, Verdict::Wrong, "{}", judged.finding);
    }
}

#[test]
fn findings_belong_to_rules() {
    let text = "groups:\n- name: g\n  interval: 1m\n  rules:\n  - expr: |\n      a\n    record: a:b\n  - alert: C\n    expr: c\n";
    for (line, rule) in [(3, "g"), (6, "g/a:b"), (7, "g/a:b"), (9, "g/C")] {
        assert_eq!(rule_at(text, line), rule, "{line}");
    }
}
