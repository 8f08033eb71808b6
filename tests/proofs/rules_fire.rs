//! `firedrill rules fire`, as the program that people run: the shipped rules, the published ones, and
//! those of other projects.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::conformance;
use crate::scratch::Scratch;
use crate::told::{json, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_firedrill");

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(["rules", "fire"]);
    command.args(arguments).output().unwrap()
}

fn alerts(output: &Output) -> Vec<Value> {
    json(output)["alerts"].as_array().unwrap().clone()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_shipped_alert_fires_in_a_drill_in_memory() {
    let output = run(root(), &["--format", "json", "drills/alerts"]);
    let alerts = alerts(&output);
    for alert in &alerts {
        println!("{} {}", alert["alert"], alert["drill"]);
        assert_eq!(alert["of_platform"], true, "{alert:#}");
        assert!(alert["drill"]["drill"].is_string(), "{alert:#}");
        assert!(alert["pages"]["worst_ms"].is_u64(), "{alert:#}");
    }
    assert_eq!(output.status.code(), Some(0));
    assert!(alerts.len() >= 11);
}

/// Two of the rules that a runbook publishes: their sides have different labels on the platform.
const PUBLISHED: &str = "
groups:
- name: published
  rules:
  - alert: HighHallucinationRate
    expr: rate(llm_hallucination_detected_total[10m]) / rate(llm_requests_total[10m]) > 0.15
    for: 5m
  - alert: ModelEndpointDown
    expr: up{job=\"llm-gateway\"} == 0
    for: 2m
";

#[test]
#[expect(clippy::disallowed_methods, reason = "the tests' own file")]
fn a_rule_that_fires_only_with_made_up_series_is_told_as_such() {
    let folder = Scratch::new("rules-fire");
    std::fs::write(folder.path().join("rules.yaml"), PUBLISHED).unwrap();
    let output = run(folder.path(), &["--format", "json"]);
    let alerts = alerts(&output);
    let [ratio, down] = &alerts[..] else {
        panic!("{alerts:#?}");
    };
    assert_eq!(
        (&ratio["of_platform"], &ratio["drill"]),
        (&Value::from(true), &Value::Null)
    );
    assert!(ratio["story"].is_object());
    assert_eq!(down["drill"]["weakness"], "telemetry-gap");
    let output = run(folder.path(), &[]);
    let text = text(&output.stdout);
    assert!(
        text.contains("in no drill on the platform in memory"),
        "{text}"
    );
}

#[test]
fn most_alerts_of_other_projects_are_made_to_fire() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    for (project, least) in [("konflux", 0.95), ("thanos", 0.95)] {
        let output = run(&folder, &["--no-drills", "--format", "json", project]);
        let alerts = alerts(&output);
        let count = |length: usize| f64::from(u32::try_from(length).unwrap());
        let fire = alerts.iter().filter(|alert| alert["can_fire"] == true);
        let fire = count(fire.count());
        let all = count(alerts.len());
        println!("{project}: {fire} of {all} alerts are made to fire");
        assert!(fire / all >= least, "{project}: {fire} of {all}");
    }
}
