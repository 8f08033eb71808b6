//! The test that would notice: series over which a rule and its mutant differ, written out.
//!
//! ```text
//! series of the rule's tests ┐
//! series of its selectors    ┴─ varied ─► rule and mutant, tick by tick ─► first difference
//!                                                          └─► fewer series ─► a test case
//! ```

mod apart;
mod input;
mod invented;
mod shrink;
mod varied;
mod write;

use std::sync::Arc;

use super::bench::{Bench, Subject, Suite};
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::{TestFile, fails};
use crate::base::Source;
use apart::Pair;

/// Evaluations of a rule that one mutant is worth; what is not found by then is not found.
const EVALUATIONS_MOST: usize = 12_000;

/// A test that passes with a rule and fails with its mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Killer {
    /// The test case, to be put under `tests:`.
    pub text: String,
    /// The file in which it passes; none where no file has tests of the rule.
    pub file: Option<Arc<str>>,
}

/// A test that tells a rule from its mutant; none if no difference is found.
pub fn killer(bench: &Bench, subject: Subject, mutant: &Rule) -> Option<Killer> {
    let suite = bench.suites_of(subject.document).next();
    let source = Source::new("", "tests: []\n");
    let alone = Suite {
        file: TestFile::parse(&source).ok()?,
        source,
        documents: vec![subject.document],
    };
    let (suite, file) = match suite {
        Some(suite) => (suite, Some(suite.source.name.clone())),
        None => (&alone, None),
    };
    let pair = Pair::new(bench, suite, subject, mutant);
    let mut left = EVALUATIONS_MOST;
    for base in input::all(bench, suite, subject, mutant) {
        let varied = varied::all(&base).into_iter();
        let inputs = varied.map(|variation| variation.of(&base));
        for input in std::iter::once(base.clone()).chain(inputs) {
            left = left.checked_sub(input.ticks())?;
            let Some(difference) = pair.first_difference(&input) else {
                continue;
            };
            let (input, difference) = shrink::shrink(&pair, input, difference);
            let text = write::case(bench.rule(subject), &input, &difference);
            if proves(bench, suite, subject, mutant, &text) {
                return Some(Killer { text, file });
            }
        }
    }
    None
}

/// Whether a written case passes with the rule and fails with its mutant.
fn proves(bench: &Bench, suite: &Suite, subject: Subject, mutant: &Rule, text: &str) -> bool {
    let interval = suite.file.evaluation_interval;
    let text = format!("evaluation_interval: {interval}\ntests:\n{text}");
    let Ok(file) = TestFile::parse(&Source::new("", text)) else {
        return false;
    };
    let Some(case) = file.tests.first() else {
        return false;
    };
    let fails = |replaced| fails(&file, case, &bench.rules(suite, replaced), &bench.settings);
    !fails(None) && fails(Some((subject, mutant)))
}

#[cfg(test)]
#[path = "kill_tests.rs"]
mod tests;
