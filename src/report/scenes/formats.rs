//! JUnit, JSON, and a run told again from its journal.

use junit_report::{Report, TestCaseStatus};
use serde_json::Value;

use super::{Scene, fail, finding, inconclusive, left_behind, pass};
use crate::base::At;
use crate::drill::Code;
use crate::drill::Outcome;
use crate::drill::journal::Chain;
use crate::report::json::JsonReport;
use crate::report::{from_journal, html, json, junit, markdown, schema, terminal};

fn scenes() -> [Scene; 4] {
    [pass(), fail(), inconclusive(), left_behind()]
}

fn read_back(xml: &str) -> Report {
    Report::deserialize_from_str(xml).unwrap_or_else(|error| panic!("{error}\n{xml}"))
}

#[test]
fn junit_has_a_case_for_the_run_and_for_each_promise_and_its_counts_add_up() {
    let scenes = scenes();
    let told: Vec<_> = scenes.iter().map(Scene::told).collect();
    let report = read_back(&junit(&told, &["cache-disable"]));
    let promises: usize = scenes
        .iter()
        .map(|scene| scene.verdict.promises.len())
        .sum();
    assert_eq!(report.tests, promises + scenes.len() + 1);
    assert_eq!((report.failures, report.errors, report.skipped), (3, 2, 2));
    let suites = &report.test_suites;
    let sum =
        |count: fn(&junit_report::TestSuite) -> usize| suites.iter().map(count).sum::<usize>();
    assert_eq!(sum(|suite| suite.test_cases.len()), report.tests);
    assert_eq!(sum(|suite| suite.failures), report.failures);
    assert_eq!(sum(|suite| suite.errors), report.errors);
    assert_eq!(sum(|suite| suite.skipped), report.skipped);
    assert_eq!(suites[4].name.as_str(), "cache-disable");
}

#[test]
fn junit_names_the_code_of_what_broke_and_what_was_measured() {
    let report = read_back(&junit(&[fail().told()], &[]));
    let suite = &report.test_suites[0];
    let case = &suite.test_cases[2];
    assert_eq!(case.name.as_str(), "FallbackServing fires within 3m");
    assert_eq!(case.classname.as_deref(), Some("provider-blackhole"));
    let TestCaseStatus::NonSuccess { ty, message, .. } = &case.status else {
        panic!("{case:?}");
    };
    assert_eq!(ty.as_deref(), Some("alert/late"));
    assert_eq!(message.as_deref(), Some("fired after 8m 45s"));
    let property = |name: &str| {
        let mut all = suite.properties.iter();
        all.find(|property| property.name.as_str() == name)
            .map(|property| property.value.as_str())
    };
    assert_eq!(property("outcome"), Some("fail"));
    assert_eq!(property("world"), Some("target staging"));
    assert_eq!(property("time_to_detect_seconds"), Some("525.100"));
}

#[test]
fn junit_holds_what_xml_cannot() {
    let mut scene = fail();
    let hostile = "]]> <failure> & \"quoted\" \u{1b}[31m\u{0}\u{8}\u{fffe}\u{ffff} é";
    scene.verdict.promises[0].promise = hostile.into();
    scene.verdict.promises[0].seen = hostile.into();
    scene
        .verdict
        .findings
        .push(finding(Code::LockLost, hostile));
    let xml = junit(&[scene.told()], &[hostile]);
    let forbidden = |c: char| (c < ' ' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(forbidden), "{xml}");
    assert!(!xml.contains("]]>"), "{xml}");
    let report = read_back(&xml);
    let name = report.test_suites[0].test_cases[1].name.as_str();
    assert!(name.contains("]]> <failure> & \"quoted\""), "{name}");
    assert!(name.ends_with('é'), "{name}");
}

#[test]
fn json_reads_back_as_what_was_reported_and_keeps_to_its_schema() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    for scene in scenes() {
        let text = json(&scene.told());
        let report: JsonReport = serde_json::from_str(&text).unwrap();
        assert_eq!(report.verdict, scene.verdict);
        assert_eq!(report.firedrill_report, 1);
        let again = serde_json::to_string_pretty(&report).unwrap() + "\n";
        assert_eq!(again, text);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(mistake(&value, &schema, &schema), None, "{text}");
        let exit = value["exit_code"].as_u64();
        assert_eq!(exit, Some(u64::from(scene.verdict.outcome.exit_code())));
    }
    let mut value: Value = serde_json::from_str(&json(&fail().told())).unwrap();
    value["promises"][0]["status"] = "perhaps".into();
    assert!(mistake(&value, &schema, &schema).is_some(), "it is checked");
}

/// What in a value breaks a schema; only with the words that our schema is made of.
fn mistake(value: &Value, schema: &Value, root: &Value) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        return mistake(value, &root["$defs"][name], root);
    }
    for word in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[word].as_array()
            && choices
                .iter()
                .all(|choice| mistake(value, choice, root).is_some())
        {
            return Some(format!("{value} is none of {schema}"));
        }
    }
    let is = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => panic!("the schema has a new type {other:?}"),
    };
    let fits = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(is),
        Value::Null => true,
        kind @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            is(kind)
        }
    };
    let listed = schema["enum"]
        .as_array()
        .is_none_or(|all| all.contains(value));
    let constant = schema.get("const").is_none_or(|wanted| wanted == value);
    if !(fits && listed && constant) {
        return Some(format!("{value} is not {schema}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap_or("")).is_none() {
            return Some(format!("{name} is missing"));
        }
    }
    let known = schema["properties"].as_object();
    let inner = known
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| mistake(value.get(name)?, schema, root));
    let items = value.as_array().into_iter().flatten();
    let items = items.filter(|_| schema["items"].is_object());
    let items = items.filter_map(|item| mistake(item, &schema["items"], root));
    inner.chain(items).next()
}

#[test]
fn the_committed_schema_is_the_one_that_is_printed() {
    let committed = include_str!("../../../reports/schema/report-v1.json");
    assert_eq!(
        committed,
        schema(),
        "write it anew: `firedrill schema > reports/schema/report-v1.json`"
    );
}

#[test]
fn a_journal_alone_tells_the_same() {
    for scene in scenes() {
        let retold = from_journal(&scene.journal()).unwrap();
        assert_eq!(
            terminal(&[retold.report()], false, 90),
            terminal(&[scene.told()], false, 90)
        );
        let told = retold.report();
        let sealed = scene.told().sealed(told.hash().unwrap());
        assert_eq!(json(&told), json(&sealed));
        assert_eq!(html(&told), html(&sealed));
        assert_eq!(markdown(&[told], &[]), markdown(&[sealed], &[]));
        assert_eq!(junit(&[retold.report()], &[]), junit(&[scene.told()], &[]));
    }
    assert!(from_journal("{}\n").is_err());
}

/// The journal of a run whose runner died after this many records.
fn cut_after(records: usize) -> String {
    let (mut chain, header) = Chain::begin("20260106-030000", "provider-blackhole");
    let mut text = header + "\n";
    for (at, event) in pass().events.iter().take(records) {
        text += &chain.line(*at, event);
        text += "\n";
    }
    text
}

#[test]
fn a_runner_that_died_never_passes_and_owes_what_it_had_not_put_back() {
    let all = pass().events.len();
    for records in 0..=all {
        let retold = from_journal(&cut_after(records)).unwrap();
        let owes = (5..=10).contains(&records);
        let expected = if owes {
            Outcome::LeftBehind
        } else {
            Outcome::Inconclusive
        };
        let outcome = retold.outcome();
        assert!(
            outcome == expected || (!owes && outcome == Outcome::Fail),
            "{records}"
        );
        let text = terminal(&[retold.report()], false, 100);
        assert_eq!(text.contains("curl -X DELETE"), owes, "{text}");
    }
}

#[test]
fn a_run_that_saw_nothing_is_told_by_the_name_in_its_header() {
    let (mut chain, header) = Chain::begin("r1", "provider-blackhole");
    let blind = crate::drill::journal::Event::Blind {
        why: "connection refused".into(),
    };
    let text = format!("{header}\n{}\n", chain.line(At::START, &blind));
    let retold = from_journal(&text).unwrap();
    let text = terminal(&[retold.report()], false, 100);
    assert!(
        text.starts_with("ERROR  provider-blackhole on a platform that cannot be seen\n"),
        "{text}"
    );
}
