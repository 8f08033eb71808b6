//! What lints say of rules, for programs.

use serde::Serialize;

use super::RulesLinted;
use crate::base::{Problem, Severity};

/// The version of this format; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Told {
    firedrill_rules_lint: u32,
    exit_code: u8,
    files: usize,
    rules: usize,
    counts: Counts,
    findings_per_100_rules: f64,
    unread: Vec<Finding>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    hint: usize,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: &'static str,
    message: String,
    place: Option<Place>,
    hint: Option<String>,
}

/// Lines and columns are one-based; columns count characters, and the end is the first one after.
#[derive(Serialize)]
struct Place {
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// What stands under the carets.
    label: String,
}

pub(super) fn write(linted: &RulesLinted) -> String {
    let told = Told {
        firedrill_rules_lint: VERSION,
        exit_code: linted.exit_code(),
        files: linted.files,
        rules: linted.rules,
        counts: Counts {
            error: linted.count(Severity::Error),
            warning: linted.count(Severity::Warning),
            hint: linted.count(Severity::Hint),
        },
        findings_per_100_rules: (linted.density() * 10.0).round() / 10.0,
        unread: linted.unread.iter().map(finding).collect(),
        findings: linted.findings.iter().map(finding).collect(),
    };
    // These types always have a form in JSON.
    serde_json::to_string_pretty(&told).unwrap_or_default()
}

fn finding(problem: &Problem) -> Finding {
    let place = problem.place.as_ref().map(|(source, span, label)| {
        let (line, column) = source.position(span.start);
        let (end_line, end_column) = source.position(span.end);
        Place {
            path: source.name.to_string(),
            line,
            column,
            end_line,
            end_column,
            label: label.clone(),
        }
    });
    Finding {
        code: problem.code,
        severity: problem.severity.word(),
        message: problem.message.clone(),
        place,
        hint: problem.hint.clone(),
    }
}
