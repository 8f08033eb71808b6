//! What lints say of rules, for code scanning: SARIF 2.1.0.

use std::fmt::Write;

use serde_json::{Value, json};

use super::RulesLinted;
use crate::base::{Problem, Severity, Source, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn write(linted: &RulesLinted) -> String {
    let (mut rules, mut ids) = (Vec::new(), Vec::new());
    for lint in &linted.lints {
        ids.push(lint.code);
        rules.push(json!({
            "id": lint.code,
            "shortDescription": {"text": lint.title},
            "fullDescription": {"text": lint.title},
            "help": {"text": lint.page, "markdown": lint.page},
            "defaultConfiguration": {"level": level(lint.severity)},
        }));
    }
    // What keeps a file from being read is told by codes of its own.
    for problem in linted.told() {
        if !ids.contains(&problem.code) {
            ids.push(problem.code);
            rules.push(json!({
                "id": problem.code,
                "shortDescription": {"text": "the file cannot be read as rules"},
                "defaultConfiguration": {"level": level(problem.severity)},
            }));
        }
    }
    let results: Vec<Value> = linted.told().map(|problem| result(problem, &ids)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "firedrill",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // This value always has a form in JSON.
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn result(problem: &Problem, ids: &[&str]) -> Value {
    let hint = problem.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    let mut result = json!({
        "ruleId": problem.code,
        "ruleIndex": ids.iter().position(|id| *id == problem.code),
        "level": level(problem.severity),
        "message": {"text": format!("{}{hint}", problem.message)},
    });
    if let Some((source, span, label)) = &problem.place {
        let region = region(source, *span, label);
        result["locations"] = json!([{"physicalLocation": {
            "artifactLocation": {"uri": uri(&source.name)},
            "region": region,
        }}]);
    }
    result
}

fn region(source: &Source, span: Span, label: &str) -> Value {
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "message": {"text": label},
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("rules/a b#c.yaml"), "rules/a%20b%23c.yaml");
        assert_eq!(uri("é"), "%C3%A9");
    }
}
