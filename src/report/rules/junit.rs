//! What came of the unit tests of rules, for CI.

use junit_report::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::words::{failure, name, subject};
use super::{FileTested, RulesTested, failed};
use crate::alerts::unit_test::TestResult;

pub(super) fn write(tested: &RulesTested) -> String {
    let mut report = Report::new("firedrill rules test");
    for file in &tested.files {
        report.add_test_suite(suite(file));
    }
    // Writing to memory does not fail.
    report.to_string().unwrap_or_default()
}

fn suite(file: &FileTested) -> TestSuite {
    let mut suite = TestSuite::new(text(&file.source.name));
    if let Some(first) = file.problems().first() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let all: Vec<String> = file.problems().iter().map(ToString::to_string).collect();
        status.set_type(first.code);
        status.set_message(text(&first.message));
        status.set_description(text(&all.join("\n\n")));
        suite.add_test_case(case(file, "the file can be read", status));
    }
    for test in file.tests() {
        suite.add_test_case(case(file, &name(test), status(file, test)));
    }
    let warnings: Vec<String> = file.warnings.iter().map(ToString::to_string).collect();
    if !warnings.is_empty() {
        suite.set_system_out(text(&warnings.join("\n\n")));
    }
    suite
}

fn status(file: &FileTested, test: &TestResult) -> TestCaseStatus {
    if test.passed() {
        return TestCaseStatus::success();
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let subjects = failed(test).map(subject);
    let first = test.errors.iter().cloned().chain(subjects).next();
    status.set_message(text(&first.unwrap_or_default()));
    status.set_description(text(&failure(&file.source, test)));
    status
}

fn case(file: &FileTested, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(text(name), status);
    case.set_classname(text(&file.source.name));
    case
}

/// Text that XML can hold; the two characters are those that `XmlString` lets through.
fn text(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], ""))
}
