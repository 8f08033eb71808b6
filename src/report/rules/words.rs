//! What failed, in words.

use std::fmt::Write as _;

use super::{Counts, RulesTested};
use crate::alerts::unit_test::{
    Apart, Assertion, Difference, Nearest, Part, RuleCover, Standing, Subject, TestResult,
};
use crate::base::Source;
use crate::report::words::one_line;

/// Differences of one assertion that are told one by one.
const TOLD_MOST: usize = 20;

/// What a test is called, also where it has no name.
pub(super) fn name(test: &TestResult) -> String {
    if test.name.is_empty() {
        format!("test {}", test.number)
    } else {
        one_line(&test.name)
    }
}

/// What is looked at, and when.
pub(super) fn subject(assertion: &Assertion) -> String {
    let what = one_line(&assertion.what);
    match assertion.subject {
        Subject::Alert => format!("alert `{what}` at {}", assertion.at),
        Subject::Query => format!("query `{what}` at {}", assertion.at),
    }
}

/// How what came differs from what was expected, as pairs of a word and what it is about.
pub(super) fn told(assertion: &Assertion) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for difference in assertion.differences.iter().take(TOLD_MOST) {
        lines.extend(difference_told(difference));
    }
    if let Some(more @ 1..) = assertion.differences.len().checked_sub(TOLD_MOST) {
        lines.push(("and", format!("{more} more")));
    }
    lines.extend(assertion.note.iter().map(|note| ("note", one_line(note))));
    lines
}

fn difference_told(difference: &Difference) -> Vec<(&'static str, String)> {
    let nothing = || "nothing".to_owned();
    let expected = difference
        .expected
        .as_deref()
        .map_or_else(nothing, one_line);
    let mut lines = vec![("expected", expected)];
    let Some(Nearest {
        standing,
        shown,
        apart,
    }) = &difference.nearest
    else {
        lines.push(("got", nothing()));
        return lines;
    };
    let shown = clean(shown);
    match standing {
        Standing::Came => lines.push(("got", shown)),
        Standing::Pending => {
            lines.push(("got", nothing()));
            lines.push(("pending", format!("{shown}, whose `for` is not over")));
        }
        Standing::Given => {
            lines.push(("got", nothing()));
            lines.push(("nearest", format!("{shown}, which the query does not give")));
        }
    }
    if !apart.is_empty() {
        let apart: Vec<String> = apart.iter().map(apart_told).collect();
        lines.push(("differs", apart.join("; ")));
    }
    lines
}

/// A text without characters that would harm a terminal; spaces stay, since they may differ.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    kept.collect()
}

fn apart_told(apart: &Apart) -> String {
    let part = match &apart.part {
        Part::Label(name) if name == "__name__" => "the metric's name".to_owned(),
        Part::Label(name) => format!("label `{}`", one_line(name)),
        Part::Annotation(name) => format!("annotation `{}`", one_line(name)),
        Part::Value => "value".to_owned(),
    };
    let quoted = |text: &String| match apart.part {
        Part::Value => text.clone(),
        Part::Label(_) | Part::Annotation(_) => format!("{text:?}"),
    };
    match (&apart.expected, &apart.got) {
        (Some(expected), Some(got)) => {
            format!("{part}: expected {}, got {}", quoted(expected), quoted(got))
        }
        (Some(expected), None) => format!("{part}: expected {}, got none", quoted(expected)),
        (None, Some(got)) => format!("{part}: not expected, got {}", quoted(got)),
        (None, None) => part,
    }
}

/// What failed in a test, as lines of text.
pub(super) fn failure(source: &Source, test: &TestResult) -> String {
    let mut lines: Vec<String> = test.errors.iter().map(|error| one_line(error)).collect();
    for assertion in super::failed(test) {
        let place = source.locate(assertion.span.start);
        lines.push(format!("{place}: {}", subject(assertion)));
        let told = told(assertion).into_iter();
        lines.extend(told.map(|(word, text)| format!("  {word:<9} {text}")));
    }
    lines.join("\n")
}

/// A rule, as ``alert `Name` (file:line:column)``.
pub(super) fn rule(rule: &RuleCover) -> String {
    let kind = if rule.is_alert { "alert" } else { "record" };
    format!(
        "{kind} `{}` ({})",
        one_line(&rule.name),
        one_line(&rule.place)
    )
}

/// How many there are of what, in a sentence.
pub(super) fn summary(tested: &RulesTested) -> String {
    let Counts {
        passed_files,
        failed_files,
        unread_files,
        tests,
        failed_tests,
        assertions,
        failed_assertions,
    } = tested.counts();
    // Writing to a text does not fail.
    let mut text = format!(
        "{}: {passed_files} passed",
        plural(tested.files.len(), "file")
    );
    for (count, what) in [
        (failed_files, "failed"),
        (unread_files, "could not be read"),
    ] {
        if count > 0 {
            let _ = write!(text, ", {count} {what}");
        }
    }
    let wrong = |failed: usize| match failed {
        0 => String::new(),
        failed => format!(" ({failed} failed)"),
    };
    let _ = write!(text, " · {}{}", plural(tests, "test"), wrong(failed_tests));
    let _ = write!(
        text,
        " · {}{}",
        plural(assertions, "assertion"),
        wrong(failed_assertions)
    );
    text
}

/// A number of things, as `1 test` or `2 tests`.
pub(in crate::report) fn plural(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}
