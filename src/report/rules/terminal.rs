//! What came of the unit tests of rules, on a terminal. Writing to a text does not fail.

use std::fmt::Write;

use super::words::{name, plural, rule, subject, summary, told};
use super::{FileTested, RulesTested, Verdict, failed};
use crate::alerts::unit_test::{Coverage, Proof, TestResult};
use crate::base::Problem;
use crate::report::words::{Paint, one_line};

/// Rules that are listed one by one; JSON has all of them.
const LISTED_MOST: usize = 30;

pub(super) fn write(tested: &RulesTested, colour: bool) -> String {
    let paint = Paint { colour };
    let mut text = String::new();
    for file in &tested.files {
        write_file(&mut text, file, paint);
    }
    if let Some(coverage) = &tested.coverage {
        write_coverage(&mut text, coverage, paint);
    }
    let _ = writeln!(text, "\n{}", summary(tested));
    let code = tested.exit_code();
    let meaning = match code {
        0 => "every test passed",
        1 => "a test failed",
        _ => "a file could not be read, and its tests were not run",
    };
    let _ = writeln!(text, "exit {code}: {meaning}");
    text
}

fn write_file(text: &mut String, file: &FileTested, paint: Paint) {
    let verdict = file.verdict();
    let word = match verdict {
        Verdict::Pass => paint.good(verdict.word()),
        Verdict::Fail => paint.bad(verdict.word()),
        Verdict::Error => paint.unsure(verdict.word()),
    };
    let gap = " ".repeat(7 - verdict.word().len());
    let path = paint.bold(&one_line(&file.source.name));
    let tests = plural(file.tests().len(), "test");
    let counted = match verdict {
        Verdict::Pass => tests,
        Verdict::Fail => {
            let failed = file.tests().iter().filter(|test| !test.passed());
            format!("{} of {tests} failed", failed.count())
        }
        Verdict::Error => "could not be read".to_owned(),
    };
    let _ = writeln!(text, "{word}{gap}{path}  {}", paint.dim(&counted));
    for problem in file.problems().iter().chain(&file.warnings) {
        write_problem(text, problem, paint);
    }
    for test in file.tests().iter().filter(|test| !test.passed()) {
        write_test(text, file, test, paint);
    }
}

fn write_problem(text: &mut String, problem: &Problem, paint: Paint) {
    for line in problem.render(paint.colour).lines() {
        let _ = writeln!(text, "{}", format!("  {line}").trim_end());
    }
}

fn write_test(text: &mut String, file: &FileTested, result: &TestResult, paint: Paint) {
    let place = file.source.locate(result.span.start);
    let _ = writeln!(
        text,
        "  {} {}  {}",
        paint.bad("✗"),
        name(result),
        paint.dim(&place)
    );
    for error in &result.errors {
        let _ = writeln!(text, "    {}", one_line(error));
    }
    for assertion in failed(result) {
        let place = file.source.locate(assertion.span.start);
        let _ = writeln!(text, "    {}  {}", subject(assertion), paint.dim(&place));
        for (word, told) in told(assertion) {
            let told = match word {
                "expected" => paint.good(&told),
                "got" => paint.bad(&told),
                _ => told,
            };
            let _ = writeln!(text, "      {word:<9} {told}");
        }
    }
}

fn write_coverage(text: &mut String, coverage: &Coverage, paint: Paint) {
    let (covered, all) = coverage.counts();
    if all == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "\n{}  {covered} of {} covered by a test",
        paint.bold("Coverage"),
        plural(all, "rule")
    );
    let lists = [
        (Proof::Untested, "no test looks at"),
        (Proof::OnlyQuiet, "no test sees anything of"),
    ];
    for (proof, words) in lists {
        let rules: Vec<String> = coverage
            .rules()
            .filter(|rule| rule.proof == proof)
            .map(rule)
            .collect();
        for rule in rules.iter().take(LISTED_MOST) {
            let _ = writeln!(text, "  {words} {rule}");
        }
        if let Some(more @ 1..) = rules.len().checked_sub(LISTED_MOST) {
            let _ = writeln!(text, "  {words} {more} more; `--format json` lists them");
        }
    }
}
