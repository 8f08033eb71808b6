//! What can be typed after `firedrill rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::promql::Major;

#[derive(Args, Debug)]
pub(in crate::cli) struct RulesArguments {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Run promtool's unit tests of rules, with promtool's verdicts
    Test(RulesTestArguments),
}

#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 every test passed · 1 a test failed · 2 usage, or a file that could not be read")]
pub(super) struct RulesTestArguments {
    /// Files of unit tests, or directories that are searched for them
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Whose promtool gives the verdicts: that of Prometheus 2.42 or of 3.5
    #[arg(long, value_name = "VERSION", default_value = "3")]
    pub(super) profile: Profile,
    /// Run only the tests whose names match; may be repeated
    #[arg(long, value_name = "REGEX")]
    pub(super) run: Vec<String>,
    /// Test these rules in place of the tests' `rule_files`, as what Helm renders; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(super) format: RulesFormat,
    /// Write a JUnit report as well
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
}

/// Whose answers are given, where versions of Prometheus differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Profile {
    /// Prometheus 2.42
    #[value(name = "2")]
    Two,
    /// Prometheus 3.5
    #[value(name = "3")]
    Three,
}

impl Profile {
    /// The number.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// The same for the evaluator.
    pub(super) const fn major(self) -> Major {
        match self {
            Self::Two => Major::Two,
            Self::Three => Major::Three,
        }
    }
}

/// How the results of unit tests are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// For people
    Terminal,
    /// Annotations on the lines of a pull request
    Github,
    /// For programs
    Json,
}
