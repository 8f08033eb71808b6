//! Annotations on the lines of a change: GitHub's workflow commands.

use std::fmt::Write;

use super::words::{name, plural, subject, summary, told};
use super::{RulesTested, failed};
use crate::alerts::unit_test::TestResult;
use crate::base::{Problem, Severity, Source};

pub(super) fn write(tested: &RulesTested) -> String {
    let mut text = String::new();
    for file in &tested.files {
        for problem in file.problems().iter().chain(&file.warnings) {
            annotate(&mut text, Some(&file.source), problem);
        }
        for test in file.tests() {
            write_test(&mut text, &file.source, test);
        }
    }
    if let Some(coverage) = &tested.coverage {
        let (covered, all) = coverage.counts();
        let told = format!("{covered} of {} covered by a test", plural(all, "rule"));
        command(&mut text, "notice", None, "firedrill rules test", &told);
    }
    let _ = writeln!(text, "{}", summary(tested));
    text
}

/// A problem, at its own place or at the beginning of a file.
pub(in crate::report) fn annotate(text: &mut String, file: Option<&Source>, problem: &Problem) {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let place = problem.place.as_ref();
    let place = place.map(|(source, span, _)| (source, span.start));
    let place = place.or_else(|| file.map(|source| (source, 0)));
    let hint = problem.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    let told = format!("{}{hint}", problem.message);
    command(text, level, place, problem.code, &told);
}

fn write_test(text: &mut String, source: &Source, result: &TestResult) {
    let title = name(result);
    for error in &result.errors {
        command(
            text,
            "error",
            Some((source, result.span.start)),
            &title,
            error,
        );
    }
    for assertion in failed(result) {
        let mut lines = vec![subject(assertion)];
        let told = told(assertion).into_iter();
        lines.extend(told.map(|(word, told)| format!("{word}: {told}")));
        let place = Some((source, assertion.span.start));
        command(text, "error", place, &title, &lines.join("\n"));
    }
}

fn command(
    text: &mut String,
    level: &str,
    place: Option<(&Source, usize)>,
    title: &str,
    told: &str,
) {
    let mut properties = String::new();
    if let Some((source, byte)) = place {
        let located = source.locate(byte);
        let mut numbers = located.rsplitn(3, ':');
        let (column, line) = (numbers.next(), numbers.next());
        let _ = write!(
            properties,
            "file={},line={},col={},",
            property(&source.name),
            line.unwrap_or("1"),
            column.unwrap_or("1")
        );
    }
    let _ = writeln!(
        text,
        "::{level} {properties}title={}::{}",
        property(title),
        data(told)
    );
}

/// A message as a workflow command may hold it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property as a workflow command may hold it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
