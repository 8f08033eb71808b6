//! The report for CI: a testsuite per drill, a testcase per promise.

use junit_report::{
    NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite, XmlString,
};

use super::RunReport;
use super::words::{early_end, humane, one_line, world};
use crate::drill::Outcome;
use crate::drill::verdict::{Finding, Promise, Status};
use crate::world::WorldName;

/// The testcase for what is about the run itself; it is always there, so that its history is whole.
const RUN: &str = "run";

/// The runs as `JUnit` XML. A broken promise is a failure; what could not be told, or could not be
/// tried, is an error; a drill of `skipped` was not run, and a promise that follows from another
/// finding was not judged: both are skipped.
pub fn junit(results: &[RunReport], skipped: &[&str]) -> String {
    let mut report = Report::new("firedrill");
    for told in results {
        report.add_test_suite(suite(told));
    }
    for drill in skipped {
        let status = TestCaseStatus::skipped();
        let mut case = case(drill, RUN, status);
        case.status.set_message("not run");
        let mut suite = TestSuite::new(text(drill));
        suite.add_test_case(case);
        report.add_test_suite(suite);
    }
    let lasted = results.iter().map(|told| told.lasted().std()).sum();
    report.set_time(lasted);
    // Writing to memory does not fail.
    report.to_string().unwrap_or_default()
}

fn suite(told: &RunReport) -> TestSuite {
    let mut suite = TestSuite::new(text(told.drill()));
    suite.set_time(told.lasted().std());
    suite.add_properties(properties(told));
    suite.add_test_case(run_case(told));
    for promise in &told.verdict().promises {
        suite.add_test_case(promise_case(told, promise));
    }
    suite
}

fn properties(told: &RunReport) -> Vec<Property> {
    let mut all = vec![("outcome", told.outcome().word().to_lowercase())];
    all.extend(told.run().map(|run| ("run", run.to_owned())));
    if let Some(plan) = told.plan() {
        all.push(("world", world(&plan.facts.world)));
        match &plan.facts.world {
            WorldName::Embedded { seed, weaknesses } => {
                all.push(("seed", seed.to_string()));
                all.push(("weaknesses", weaknesses.join(",")));
            }
            WorldName::Live { .. } => {}
        }
        let environment = plan.facts.environment.clone();
        all.extend(environment.map(|name| ("environment", name)));
    }
    // Machines read these: seconds, as in `time`.
    let seconds = |length: crate::base::Duration| format!("{:.3}", length.secs_f64());
    let (detected, mitigated) = (told.time_to_detect(), told.time_to_mitigate());
    all.extend(detected.map(|took| ("time_to_detect_seconds", seconds(took))));
    all.extend(mitigated.map(|took| ("time_to_mitigate_seconds", seconds(took))));
    for command in &told.verdict().left_behind {
        all.push(("left_behind", command.clone()));
    }
    let property = |(name, value): (&str, String)| Property::new(name, text(&value));
    all.into_iter().map(property).collect()
}

fn promise_case(told: &RunReport, promise: &Promise) -> TestCase {
    let kind = match promise.status {
        Status::Kept => None,
        Status::Broken => Some(NonSuccessKind::Failure),
        Status::Unknown => Some(NonSuccessKind::Error),
    };
    let seen = humane(&one_line(&promise.seen));
    let status = match (kind, promise.code) {
        (None, _) => TestCaseStatus::success(),
        (Some(kind), Some(code)) => {
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type(code.name());
            status.set_message(text(&seen));
            status.set_description(text(&told_in_full(promise, &seen, code.fix())));
            status
        }
        (Some(_), None) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(text(&format!("not judged: {seen}")));
            status
        }
    };
    let mut case = case(told.drill(), &humane(&one_line(&promise.promise)), status);
    if promise.status == Status::Kept {
        case.set_system_out(text(&seen));
    }
    case
}

fn told_in_full(promise: &Promise, seen: &str, fix: &str) -> String {
    let records: Vec<String> = promise.evidence.iter().map(u64::to_string).collect();
    let evidence = if records.is_empty() {
        String::new()
    } else {
        format!("\nrecords of the journal: {}", records.join(", "))
    };
    format!(
        "{}: {seen}\n{fix}{evidence}",
        humane(&one_line(&promise.promise))
    )
}

fn run_case(told: &RunReport) -> TestCase {
    let findings: Vec<&Finding> = told.run_findings().collect();
    let status = match findings.first() {
        None => TestCaseStatus::success(),
        Some(worst) => {
            let kind = match worst.code.outcome() {
                Outcome::Fail => NonSuccessKind::Failure,
                Outcome::Pass | Outcome::Inconclusive | Outcome::Error | Outcome::LeftBehind => {
                    NonSuccessKind::Error
                }
            };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type(worst.code.name());
            status.set_message(text(&humane(&one_line(&worst.detail))));
            status.set_description(text(&run_in_full(told, &findings)));
            status
        }
    };
    let mut case = case(told.drill(), RUN, status);
    if let Some(early) = told.seen().early.first() {
        let why = one_line(&early_end(&early.value));
        case.set_system_out(text(&format!("ended early: {why}")));
    }
    case
}

fn run_in_full(told: &RunReport, findings: &[&Finding]) -> String {
    let commands = told.verdict().left_behind.iter();
    let commands = commands.map(|command| format!("remove it with: {}", one_line(command)));
    let findings = findings.iter().map(|finding| {
        let detail = humane(&one_line(&finding.detail));
        format!("{}: {detail}\n{}", finding.code, finding.fix)
    });
    commands.chain(findings).collect::<Vec<_>>().join("\n")
}

fn case(drill: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(text(name), status);
    case.set_classname(text(drill));
    case
}

/// Text that XML can hold: escape sequences and control characters are dropped by `XmlString`, and
/// the two characters that it lets through although XML forbids them here.
fn text(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], ""))
}
