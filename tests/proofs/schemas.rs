//! The JSON schemas that editors use: what we read is valid, and what has another structure is not.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::path::{Path, PathBuf};

use firedrill::spec::{Drill, schema};
use regex::Regex;
use serde_json::Value;

fn read(schema: &str) -> Value {
    serde_json::from_str(schema).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// What is wrong with a value, a line each; empty if it is valid.
fn mistakes(root: &Value, value: &Value) -> String {
    let mut found = Vec::new();
    check(root, root, value, "", &mut found);
    found.join("\n")
}

/// Validates with the words that our schemas are made of; any other word is a panic, so that none
/// is passed over.
fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if *schema == Value::Bool(true) {
        return;
    }
    let mut wrong = |what: String| found.push(format!("{at}: {value} {what}"));
    for (word, wanted) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix("#").unwrap();
                check(root, root.pointer(name).unwrap(), value, at, found);
                return check_siblings(root, schema, value, at, found);
            }
            "type" if !is_of_type(value, wanted) => wrong(format!("is no {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => {
                wrong(format!("is none of {wanted}"));
            }
            "pattern" => {
                let regex = Regex::new(wanted.as_str().unwrap()).unwrap();
                if value.as_str().is_some_and(|text| !regex.is_match(text)) {
                    wrong(format!("is not like {wanted}"));
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        wrong(format!("has no {name}"));
                    }
                }
            }
            "anyOf" => {
                let fits = |part: &Value| {
                    let mut inner = Vec::new();
                    check(root, part, value, at, &mut inner);
                    inner.is_empty()
                };
                if !wanted.as_array().unwrap().iter().any(fits) {
                    wrong(format!("fits none of {wanted}"));
                }
            }
            // Notes for people, what fitted above, and what `check_siblings` looks at.
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "type"
            | "enum"
            | "properties"
            | "additionalProperties"
            | "items" => {}
            other => panic!("the schemas have a new word, `{other}`"),
        }
    }
    check_siblings(root, schema, value, at, found);
}

/// The parts of a value.
fn check_siblings(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (name, part) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (
            schema.pointer(&format!("/properties/{name}")),
            &schema["additionalProperties"],
        ) {
            (None, Value::Bool(false)) => found.push(format!("{at}: not known")),
            (None, Value::Null) => {}
            (Some(inner), _) | (None, inner) => check(root, inner, part, &at, found),
        }
    }
    for (number, part) in value.as_array().into_iter().flatten().enumerate() {
        if !schema["items"].is_null() {
            check(
                root,
                &schema["items"],
                part,
                &format!("{at}/{number}"),
                found,
            );
        }
    }
}

fn is_of_type(value: &Value, wanted: &Value) -> bool {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    wanted == found
        || wanted
            .as_array()
            .is_some_and(|types| types.iter().any(|one| one == found))
}

fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .filter(|path| {
            let no_drills = ["alertmanager.yaml", "inventory.yaml", "policy.yaml"];
            !no_drills.iter().any(|name| path.ends_with(name))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_shipped_inventory_is_valid_as_it_is_written() {
    let inventories = read(&schema::inventory());
    let text = include_str!("../../drills/inventory.yaml");
    assert_eq!(mistakes(&inventories, &yaml(text)), "");
}

#[test]
fn every_shipped_drill_and_profile_is_valid_as_it_is_written_and_with_all_filled_in() {
    let drills = read(&schema::drill());
    for path in files_in("drills") {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(mistakes(&drills, &yaml(&text)), "", "{}", path.display());
        let source = firedrill::base::Source::new(path.display().to_string(), text);
        let whole = Drill::read(&source).unwrap().to_string();
        assert_eq!(mistakes(&drills, &yaml(&whole)), "", "{whole}");
    }
    let profiles = read(&schema::profile());
    for path in files_in("drills/profiles") {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(mistakes(&profiles, &yaml(&text)), "", "{}", path.display());
    }
}

#[test]
fn the_shipped_policy_is_valid_and_other_structures_are_not() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills/policy.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let policies = read(&schema::policy());
    assert_eq!(mistakes(&policies, &yaml(&text)), "");
    let wrong = [
        ("  sev4:", "  sev5:"),
        ("respond: 15m", "respond: soon"),
        ("tells: [chat]", "tells: chat"),
        ("repeats: pager", "repeats: nobody"),
        ("also: {safety:", "also: {quality:"),
        ("starts_at: 2", "starts_at: two"),
        ("\">= 99%\"", "\"99%\""),
    ];
    for (right, other) in wrong {
        let text_of = text.replace(right, other);
        assert_ne!(text_of, text, "{right}");
        assert_ne!(mistakes(&policies, &yaml(&text_of)), "", "{other}");
    }
}

#[test]
fn the_target_of_the_readme_is_valid() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let mut blocks = readme.split("```yaml\n").skip(1);
    let target = blocks.find(|block| block.contains("environment:")).unwrap();
    let target = target.split("```").next().unwrap();
    let targets = read(&schema::target());
    assert_eq!(mistakes(&targets, &yaml(target)), "");
    let wrong = target.replace("gateway:", "gatway:");
    assert_ne!(mistakes(&targets, &yaml(&wrong)), "");
}

const ROLLOUT: &str = r#"
drill: bad-model-rollout
title: A worse model is rolled out
hypothesis: The quality gate takes it back within 6 min
traffic: {model: chat, rate: 5/s, max_tokens: 64, hot: 50%}
questions: {set: [{ask: "2 + 2?", exact: 4}, {ask: j, json: {type: object}}]}
fault: {via: env, namespace: ai, deployment: llm-gateway, variable: QUALITY, value: false, hold: 1h30m}
abort: never
expect:
  taken_back: {by: quality-gate, within: 6m}
  service: [{during: fault, wrong_answers: "<= 10%", cost_factor: "<= 1.5", bad_seconds: "< 45"}]
limits: {spend: $2.00, tokens: 1500k}
"#;

#[test]
fn a_structure_that_no_drill_has_is_not_valid() {
    let drills = read(&schema::drill());
    assert_eq!(mistakes(&drills, &yaml(ROLLOUT)), "");
    let wrong = [
        ("drill: bad-model-rollout", "drill: bad-model"),
        ("title:", "name:"),
        ("rate: 5/s", "rate: 5"),
        ("max_tokens: 64", "max_tokens: many"),
        ("hot: 50%", "hot: 0.5"),
        ("via: env", "via: magic"),
        ("variable: QUALITY", "varable: QUALITY"),
        ("hold: 1h30m", "hold: soon"),
        ("exact: 4", "exakt: 4"),
        ("within: 6m", "after: 6m"),
        ("\"<= 10%\"", "\"10%\""),
        ("\"<= 1.5\"", "\"<= 1.5x\""),
        ("during: fault", "during: the fault"),
        ("spend: $2.00", "spend: 2"),
        ("tokens: 1500k", "tokens: 1.5M"),
        ("abort: never", "abort: [never]"),
    ];
    for (right, other) in wrong {
        let text = ROLLOUT.replace(right, other);
        assert_ne!(text, ROLLOUT, "{right}");
        assert_ne!(mistakes(&drills, &yaml(&text)), "", "{other}");
    }
}

/// How many keys a schema has, each with a sentence.
fn explained(schema: &str) -> usize {
    let schema = read(schema);
    let mut parts = vec![("at the top", &schema)];
    let definitions = schema["$defs"].as_object().unwrap();
    parts.extend(definitions.iter().map(|(name, part)| (name.as_str(), part)));
    let mut keys = 0;
    for (name, part) in parts {
        for (key, value) in part["properties"].as_object().into_iter().flatten() {
            keys += 1;
            assert!(value["description"].is_string(), "{name}.{key}");
        }
    }
    keys
}

#[test]
fn every_key_of_a_drill_and_of_a_policy_is_explained() {
    let keys = explained(&schema::drill());
    assert!(keys > 70, "{keys}");
    let keys = explained(&schema::policy());
    assert!(keys > 30, "{keys}");
}
