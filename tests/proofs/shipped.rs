//! The rules, unit tests and routes that firedrill ships: we read them, our own runner passes the
//! tests, and so do promtool and amtool where they are installed.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use firedrill::alerts::routing::{GroupBy, Routing};
use firedrill::alerts::rules::{AlertRule, Rule, RuleFile};
use firedrill::alerts::template::Template;
use firedrill::alerts::unit_test::{TestFile, run};
use firedrill::base::{Duration, Labels, Problem, Source};

use crate::skip::skipped;

/// What each severity of the policy means: who is told.
const TOLD: [(&str, &[&str]); 4] = [
    ("sev1", &["incident-commander", "ai-oncall"]),
    ("sev2", &["ai-oncall"]),
    ("sev3", &["team-chat"]),
    ("sev4", &["ticket-queue"]),
];

#[test]
fn our_runner_passes_every_unit_test_of_the_shipped_rules() {
    let passed = pass(&yaml_files("alerts/tests"));
    println!("{passed} unit tests pass");
    assert!(passed > 0, "there are no unit tests");
}

/// Runs the unit tests of these files, all of which must pass; how many there are.
pub(crate) fn pass(paths: &[PathBuf]) -> usize {
    let mut passed = 0;
    for path in paths {
        let file = TestFile::parse(&source(path)).unwrap_or_else(|problems| refuse(&problems));
        let folder = path.parent().unwrap();
        let named = file.rule_files.iter();
        let rules: Vec<Arc<RuleFile>> = named
            .map(|name| Arc::new(rules(&folder.join(&name.value))))
            .collect();
        for result in run(&file, &rules) {
            let failed: Vec<_> = result.assertions.iter().filter(|one| !one.passed).collect();
            let name = &result.name;
            assert!(result.passed(), "{name}: {:?} {failed:#?}", result.errors);
            assert!(!result.assertions.is_empty(), "{name} expects nothing");
            passed += 1;
        }
    }
    passed
}

#[test]
fn every_shipped_rule_file_has_unit_tests_that_expect_each_of_its_alerts_to_fire() {
    let tests = unit_tests();
    let fires = |name: &str| {
        tests
            .iter()
            .flat_map(|file| &file.tests)
            .flat_map(|test| &test.alert_tests)
            .any(|test| test.alertname == name && !test.expected.is_empty())
    };
    for (name, _) in shipped_alerts() {
        assert!(fires(&name), "no unit test expects `{name}` to fire");
    }
}

/// Level, metric and operations; the level names the labels that are left.
#[test]
fn every_recording_rule_is_named_as_prometheus_would_and_has_a_unit_test() {
    let tests = unit_tests();
    let mut recorded = 0;
    for path in yaml_files("alerts") {
        for (_, rule) in rules(&path).rules() {
            let Rule::Record(record) = rule else { continue };
            let parts: Vec<&str> = record.name.split(':').collect();
            assert_eq!(parts.len(), 3, "{}", record.name);
            let mut asked = tests
                .iter()
                .flat_map(|file| &file.tests)
                .flat_map(|test| &test.query_tests)
                .filter(|test| test.text.contains(&*record.name) && !test.expected.is_empty());
            assert!(asked.next().is_some(), "no test asks for {}", record.name);
            recorded += 1;
        }
    }
    assert_eq!(recorded, 9, "the detection queries, stage by stage");
}

/// What a mitigation has made harmless wakes nobody; a fallback leaves nothing to fall back to.
#[test]
fn alerts_on_mitigations_are_for_the_chat_unless_the_next_failure_is_an_outage() {
    let for_the_chat: Vec<String> = shipped_alerts()
        .into_iter()
        .filter(|(_, alert)| text_of(&alert.labels, "severity") == "sev3")
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        for_the_chat,
        ["CacheBypassed", "QuotaTripped", "RolloutAborted"]
    );
}

#[test]
fn every_shipped_alert_says_how_bad_it_is_what_happened_and_what_to_do() {
    for (name, alert) in shipped_alerts() {
        let severity = text_of(&alert.labels, "severity");
        assert!(
            TOLD.iter().any(|(known, _)| *known == severity),
            "{name}: {severity}"
        );
        assert_eq!(text_of(&alert.labels, "namespace"), "ai", "{name}");
        for annotation in ["summary", "description"] {
            assert!(!text_of(&alert.annotations, annotation).is_empty());
        }
        let runbook = text_of(&alert.annotations, "runbook_url");
        assert!(
            runbook.starts_with("https://runbooks.internal/ai/"),
            "{name}"
        );
    }
}

#[test]
fn every_severity_reaches_those_whom_the_policy_names() {
    let routing = routing();
    let told = |labels: &Labels| -> Vec<String> {
        let routes = routing.routes(labels);
        routes
            .iter()
            .map(|route| route.receiver.to_string())
            .collect()
    };
    for (severity, receivers) in TOLD {
        let labels = Labels::new([("alertname", "FallbackServing"), ("severity", severity)]);
        assert_eq!(told(&labels), receivers, "{severity}");
    }
    let unknown = Labels::new([("alertname", "SomethingElse")]);
    assert_eq!(told(&unknown), ["team-chat"], "an alert must not be lost");
}

#[test]
fn firedrills_sink_sits_in_every_receiver_and_hears_of_resolution() {
    for receiver in routing().receivers {
        let url = format!("http://127.0.0.1:9097/{}", receiver.name);
        let mut integrations = receiver.integrations.iter();
        assert!(
            integrations.any(|one| one.url.as_deref() == Some(&url) && one.send_resolved),
            "`{}` does not tell {url}",
            receiver.name
        );
    }
}

#[test]
fn a_heartbeat_goes_out_at_once_to_the_sink_alone_whatever_was_sent_before() {
    let heartbeat = Labels::new([("alertname", "FiredrillHeartbeat"), ("severity", "sev1")]);
    let routes = routing().routes(&heartbeat);
    assert_eq!(routes.len(), 1);
    assert_eq!(&*routes[0].receiver, "firedrill");
    assert_eq!(routes[0].timers.group_wait, Duration::ZERO);
    assert_eq!(routes[0].group_by, GroupBy::All);
}

#[test]
fn promtool_accepts_the_rules_and_passes_the_unit_tests() {
    let mut check = Command::new("promtool");
    check.args(["check", "rules"]).args(yaml_files("alerts"));
    accepted(check);
    let mut test = Command::new("promtool");
    test.args(["test", "rules"])
        .args(yaml_files("alerts/tests"));
    accepted(test);
}

#[test]
fn amtool_accepts_the_routes_and_agrees_on_who_is_told() {
    let config = shipped("alertmanager.yaml");
    let mut check = Command::new("amtool");
    check.arg("check-config").arg(&config);
    accepted(check);
    for (severity, receivers) in TOLD {
        let mut routes = Command::new("amtool");
        routes.args(["config", "routes", "test"]);
        routes.arg("--config.file").arg(&config);
        routes.arg(format!("--verify.receivers={}", receivers.join(",")));
        routes.arg(format!("severity={severity}"));
        accepted(routes);
    }
}

/// Runs a tool that must succeed; without it the test is skipped, and says so, except in CI.
pub(crate) fn accepted(mut command: Command) {
    let tool = command.get_program().to_string_lossy().into_owned();
    let Output {
        status,
        stdout,
        stderr,
    } = match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            skipped(&format!("`{tool}` is not installed"));
            return;
        }
        output => output.unwrap(),
    };
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    );
    assert!(status.success(), "{command:?}\n{stdout}\n{stderr}");
}

fn shipped_alerts() -> Vec<(String, AlertRule)> {
    let mut alerts = Vec::new();
    for path in yaml_files("alerts") {
        let file = rules(&path);
        for (group, alert) in file.alerts() {
            assert_eq!(group.interval, Some(Duration::from_secs(15)));
            alerts.push((alert.name.to_string(), alert.clone()));
        }
    }
    assert!(!alerts.is_empty(), "there are no rules");
    alerts
}

/// What a label or annotation says before it is expanded; empty if there is none.
fn text_of(templates: &[(String, Template)], name: &str) -> String {
    let mut found = templates.iter().filter(|(known, _)| known == name);
    found
        .next()
        .map(|(_, template)| template.text().to_owned())
        .unwrap_or_default()
}

fn unit_tests() -> Vec<TestFile> {
    yaml_files("alerts/tests")
        .iter()
        .map(|path| TestFile::parse(&source(path)).unwrap_or_else(|problems| refuse(&problems)))
        .collect()
}

pub(crate) fn rules(path: &Path) -> RuleFile {
    RuleFile::parse(&source(path)).unwrap_or_else(|problems| refuse(&problems))
}

fn routing() -> Routing {
    let path = shipped("alertmanager.yaml");
    Routing::parse(&source(&path)).unwrap_or_else(|problems| refuse(&problems))
}

pub(crate) fn refuse(problems: &[Problem]) -> ! {
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| problem.render(false))
        .collect();
    panic!("{}", shown.join("\n"));
}

pub(crate) fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap();
    Source::new(path.display().to_string(), text)
}

fn shipped(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("drills")
        .join(path)
}

/// The YAML files that stand directly in a folder, in the order of their names.
fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(shipped(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .collect();
    files.sort();
    files
}
