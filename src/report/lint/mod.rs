//! What lints say of rules, as people and programs read it.

mod github;
mod json;
mod sarif;
mod terminal;
mod words;

use crate::base::{Problem, Severity};

/// What lints say of rules.
#[derive(Clone, Debug)]
pub struct RulesLinted {
    /// What was found, in the order of the files; what keeps a file from being read as rules, too.
    pub findings: Vec<Problem>,
    /// Files that could not be read at all, and why.
    pub unread: Vec<Problem>,
    /// How many files were read.
    pub files: usize,
    /// How many rules are in them.
    pub rules: usize,
    /// From which severity on a finding is a failure.
    pub fail_on: Severity,
    /// The lints that were run.
    pub lints: Vec<LintTold>,
}

/// What is told of a lint.
#[derive(Clone, Copy, Debug)]
pub struct LintTold {
    /// Its name.
    pub code: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl RulesLinted {
    /// The exit code: 1 if something was found that is a failure, else 2 if a file could not be
    /// read, else 0.
    pub fn exit_code(&self) -> u8 {
        let failed = |problem: &Problem| problem.severity >= self.fail_on;
        if self.findings.iter().any(failed) {
            1
        } else if self.unread.is_empty() {
            0
        } else {
            2
        }
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

    /// For code scanning: SARIF 2.1.0.
    pub fn sarif(&self) -> String {
        sarif::write(self)
    }

    /// Everything that is told: files that cannot be read, then what was found in the others.
    fn told(&self) -> impl Iterator<Item = &Problem> {
        self.unread.iter().chain(&self.findings)
    }

    /// How many findings there are of a severity.
    fn count(&self, severity: Severity) -> usize {
        let of = |problem: &&Problem| problem.severity == severity;
        self.findings.iter().filter(of).count()
    }

    /// Findings for each hundred rules.
    #[expect(clippy::cast_precision_loss, reason = "counts of rules are small")]
    fn density(&self) -> f64 {
        self.findings.len() as f64 * 100.0 / self.rules.max(1) as f64
    }
}
