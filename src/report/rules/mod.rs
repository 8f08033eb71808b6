//! What came of the unit tests of rules, as people and programs read it.

mod fired;
mod github;
mod json;
mod junit;
mod mutants;
mod terminal;
mod words;

#[cfg(test)]
mod tests;

pub use fired::{AlertFired, DrillFired, RulesFired, StoryFired};
pub(super) use github::annotate;
pub use mutants::{Fate, Mutated, Mutation, RulesMutated, Score, Subjected};
pub(super) use words::plural;

use crate::alerts::unit_test::{Assertion, Coverage, TestResult};
use crate::base::{Problem, Source};

/// What came of files of unit tests.
#[derive(Clone, Debug)]
pub struct RulesTested {
    /// Whose promtool gave the verdicts: 2 or 3.
    pub profile: u8,
    /// In the order in which they were found.
    pub files: Vec<FileTested>,
    /// Which rules the tests look at; none where only some of the tests were run.
    pub coverage: Option<Coverage>,
}

/// What came of one file of unit tests.
#[derive(Clone, Debug)]
pub struct FileTested {
    /// The file.
    pub source: Source,
    /// One for each test that was run, or what is wrong with the file or with its rules.
    pub outcome: Result<Vec<TestResult>, Vec<Problem>>,
    /// What is not wrong, and will surprise somebody.
    pub warnings: Vec<Problem>,
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed_files: usize,
    failed_files: usize,
    unread_files: usize,
    tests: usize,
    failed_tests: usize,
    assertions: usize,
    failed_assertions: usize,
}

impl RulesTested {
    /// The exit code: 0 if all passed, 1 if a test failed, else 2 if a file could not be read.
    pub fn exit_code(&self) -> u8 {
        let counts = self.counts();
        match (counts.failed_files, counts.unread_files) {
            (0, 0) => 0,
            (0, _) => 2,
            (_, _) => 1,
        }
    }

    /// How many tests were run.
    pub fn tests(&self) -> usize {
        self.counts().tests
    }

    /// For people, on a terminal.
    pub fn terminal(&self, colour: bool) -> String {
        terminal::write(self, colour)
    }

    /// Annotations for GitHub's pages, as workflow commands.
    pub fn github(&self) -> String {
        github::write(self)
    }

    /// For programs.
    pub fn json(&self) -> String {
        json::write(self)
    }

    /// For CI: a testsuite for each file, a testcase for each test.
    pub fn junit(&self) -> String {
        junit::write(self)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for file in &self.files {
            match file.verdict() {
                Verdict::Pass => counts.passed_files += 1,
                Verdict::Fail => counts.failed_files += 1,
                Verdict::Error => counts.unread_files += 1,
            }
            for test in file.tests() {
                counts.tests += 1;
                counts.failed_tests += usize::from(!test.passed());
                counts.assertions += test.assertions.len();
                counts.failed_assertions += failed(test).count();
            }
        }
        counts
    }
}

/// What a file comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    Fail,
    Error,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Error => "ERROR",
        }
    }
}

impl FileTested {
    fn verdict(&self) -> Verdict {
        match &self.outcome {
            Ok(tests) if tests.iter().all(TestResult::passed) => Verdict::Pass,
            Ok(_) => Verdict::Fail,
            Err(_) => Verdict::Error,
        }
    }

    fn tests(&self) -> &[TestResult] {
        self.outcome.as_deref().unwrap_or_default()
    }

    /// What is wrong with the file.
    fn problems(&self) -> &[Problem] {
        self.outcome.as_ref().err().map_or(&[], |problems| problems)
    }
}

fn failed(test: &TestResult) -> impl Iterator<Item = &Assertion> {
    test.assertions.iter().filter(|assertion| !assertion.passed)
}
