//! What came of the unit tests of rules, for programs.

use serde::Serialize;

use super::words::name;
use super::{FileTested, RulesTested};
use crate::alerts::unit_test::{
    Apart, Assertion, Coverage, Difference, Part, Proof, RuleCover, Standing, Subject, TestResult,
};
use crate::base::{Problem, Source};

/// The version of this format; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Told {
    firedrill_rules_test: u32,
    /// Whose promtool gave the verdicts.
    profile: u8,
    exit_code: u8,
    files: Vec<File>,
    coverage: Option<Covering>,
}

#[derive(Serialize)]
struct File {
    path: String,
    verdict: String,
    problems: Vec<Wrong>,
    warnings: Vec<Wrong>,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Wrong {
    code: &'static str,
    severity: &'static str,
    message: String,
    /// `file:line:column`.
    place: Option<String>,
    hint: Option<String>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    number: usize,
    place: String,
    passed: bool,
    errors: Vec<String>,
    assertions: Vec<Asserted>,
}

#[derive(Serialize)]
struct Asserted {
    subject: &'static str,
    what: String,
    at_ms: u64,
    place: String,
    passed: bool,
    expected: Vec<String>,
    got: Vec<String>,
    differences: Vec<Differs>,
    note: Option<String>,
}

#[derive(Serialize)]
struct Differs {
    expected: Option<String>,
    nearest: Option<Near>,
}

#[derive(Serialize)]
struct Near {
    standing: &'static str,
    shown: String,
    apart: Vec<Differing>,
}

#[derive(Serialize)]
struct Differing {
    part: &'static str,
    name: Option<String>,
    expected: Option<String>,
    got: Option<String>,
}

#[derive(Serialize)]
struct Covering {
    covered: usize,
    rules: usize,
    list: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    kind: &'static str,
    name: String,
    place: String,
    proof: &'static str,
}

pub(super) fn write(tested: &RulesTested) -> String {
    let told = Told {
        firedrill_rules_test: VERSION,
        profile: tested.profile,
        exit_code: tested.exit_code(),
        files: tested.files.iter().map(file).collect(),
        coverage: tested.coverage.as_ref().map(coverage),
    };
    // These types always have a form in JSON.
    serde_json::to_string_pretty(&told).unwrap_or_default()
}

fn file(file: &FileTested) -> File {
    let tests = file.tests().iter();
    File {
        path: file.source.name.to_string(),
        verdict: file.verdict().word().to_lowercase(),
        problems: file.problems().iter().map(wrong).collect(),
        warnings: file.warnings.iter().map(wrong).collect(),
        tests: tests.map(|one| test(&file.source, one)).collect(),
    }
}

fn wrong(problem: &Problem) -> Wrong {
    let place = problem.place.as_ref();
    Wrong {
        code: problem.code,
        severity: problem.severity.word(),
        message: problem.message.clone(),
        place: place.map(|(source, span, _)| source.locate(span.start)),
        hint: problem.hint.clone(),
    }
}

fn test(source: &Source, test: &TestResult) -> Test {
    let assertions = test.assertions.iter();
    Test {
        name: name(test),
        number: test.number,
        place: source.locate(test.span.start),
        passed: test.passed(),
        errors: test.errors.clone(),
        assertions: assertions.map(|one| asserted(source, one)).collect(),
    }
}

fn asserted(source: &Source, assertion: &Assertion) -> Asserted {
    Asserted {
        subject: match assertion.subject {
            Subject::Alert => "alert",
            Subject::Query => "query",
        },
        what: assertion.what.clone(),
        at_ms: assertion.at.ms(),
        place: source.locate(assertion.span.start),
        passed: assertion.passed,
        expected: assertion.expected.clone(),
        got: assertion.got.clone(),
        differences: assertion.differences.iter().map(differs).collect(),
        note: assertion.note.clone(),
    }
}

fn differs(difference: &Difference) -> Differs {
    let nearest = difference.nearest.as_ref();
    Differs {
        expected: difference.expected.clone(),
        nearest: nearest.map(|nearest| Near {
            standing: match nearest.standing {
                Standing::Came => "came",
                Standing::Pending => "pending",
                Standing::Given => "given",
            },
            shown: nearest.shown.clone(),
            apart: nearest.apart.iter().map(apart).collect(),
        }),
    }
}

fn apart(apart: &Apart) -> Differing {
    let (part, name) = match &apart.part {
        Part::Label(name) => ("label", Some(name.clone())),
        Part::Annotation(name) => ("annotation", Some(name.clone())),
        Part::Value => ("value", None),
    };
    Differing {
        part,
        name,
        expected: apart.expected.clone(),
        got: apart.got.clone(),
    }
}

fn coverage(coverage: &Coverage) -> Covering {
    let (covered, rules) = coverage.counts();
    Covering {
        covered,
        rules,
        list: coverage.rules().map(rule).collect(),
    }
}

fn rule(rule: &RuleCover) -> Rule {
    Rule {
        kind: if rule.is_alert { "alert" } else { "record" },
        name: rule.name.to_string(),
        place: rule.place.clone(),
        proof: match rule.proof {
            Proof::Untested => "untested",
            Proof::OnlyQuiet => "only-quiet",
            Proof::Through => "through",
            Proof::Seen => "seen",
        },
    }
}
