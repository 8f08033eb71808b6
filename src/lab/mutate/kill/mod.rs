//! The test that would notice: series over which a rule and its mutant differ, written out.
//!
//! ```text
//! series of the rule's tests ┐
//! series of its selectors    ┴─ varied ─► rule and mutant, tick by tick ─► first difference
//!                                                          └─► fewer series ─► a test case
//! ```
//!
//! First come the series as they are; then what the two say otherwise, in labels and limits; then a
//! little of everything.

mod apart;
mod around;
mod behind;
mod compared;
mod input;
mod invented;
mod otherwise;
mod quick;
mod shrink;
mod varied;
mod write;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::bench::{Bench, Subject, Suite};
use crate::alerts::rules::Rule;
use crate::alerts::unit_test::{TestFile, fails};
use crate::base::Source;
use apart::Pair;
use input::Input;

/// Evaluations of a rule that one mutant is worth; what is not found by then is not found.
const EVALUATIONS_MOST: usize = 12_000;
/// Inputs of which labels and limits are varied.
const BASES_MOST: usize = 4;

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
    let mut search = Search {
        pair: Pair::new(bench, suite, subject, mutant),
        bench,
        suite,
        subject,
        mutant,
        left: EVALUATIONS_MOST,
    };
    let text = search.search().break_value()??;
    Some(Killer { text, file })
}

/// The search for a test; it breaks with the test, or with none where it has taken long enough.
struct Search<'a> {
    pair: Pair,
    bench: &'a Bench,
    suite: &'a Suite,
    subject: Subject,
    mutant: &'a Rule,
    /// Evaluations that are left.
    left: usize,
}

impl Search<'_> {
    fn search(&mut self) -> ControlFlow<Option<String>> {
        let rule = self.bench.rule(self.subject).query().expr.clone();
        let mutant = self.mutant.query().expr.clone();
        let mut bases = Vec::new();
        for base in input::all(self.bench, self.suite, self.subject, self.mutant) {
            let is_lively = self.attempt(&base)?;
            bases.push((!is_lively, base));
        }
        // Where the rule comes to nothing, a little more or less most likely comes to nothing too.
        bases.sort_by_key(|(is_dead, _)| *is_dead);
        for (_, base) in bases.iter().take(BASES_MOST) {
            let otherwise = otherwise::inputs(base, &rule, &mutant);
            let around = around::inputs(&self.pair, base, &rule, &mutant);
            for input in otherwise.iter().chain(&around) {
                self.attempt(input)?;
            }
        }
        for (_, base) in &bases {
            for variation in varied::all(base) {
                self.attempt(&variation.of(base))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Tries an input, and says whether the rule comes to something over it.
    fn attempt(&mut self, input: &Input) -> ControlFlow<Option<String>, bool> {
        let Some(left) = self.left.checked_sub(input.ticks()) else {
            return ControlFlow::Break(None);
        };
        self.left = left;
        let compared = self.pair.compare(input);
        if let Some(difference) = compared.difference {
            let (input, difference) = shrink::shrink(&self.pair, input.clone(), difference);
            let text = write::case(self.bench.rule(self.subject), &input, &difference);
            if self.proves(&text) {
                return ControlFlow::Break(Some(text));
            }
        }
        ControlFlow::Continue(compared.is_lively)
    }

    /// Whether a written case passes with the rule and fails with its mutant.
    fn proves(&self, text: &str) -> bool {
        let interval = self.suite.file.evaluation_interval;
        let text = format!("evaluation_interval: {interval}\ntests:\n{text}");
        let Ok(file) = TestFile::parse(&Source::new("", text)) else {
            return false;
        };
        let Some(case) = file.tests.first() else {
            return false;
        };
        let fails = |replaced| {
            let rules = self.bench.rules(self.suite, replaced);
            fails(&file, case, &rules, &self.bench.settings)
        };
        !fails(None) && fails(Some((self.subject, self.mutant)))
    }
}

#[cfg(test)]
#[path = "kill_tests.rs"]
mod tests;
