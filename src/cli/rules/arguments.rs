//! What can be typed after `firedrill rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use regex::Regex;

use crate::base::{Duration, Severity};
use crate::promql::Major;

#[derive(Args, Debug)]
pub(in crate::cli) struct RulesArguments {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Find what is wrong with rules, or will not do what its author meant
    Lint(RulesLintArguments),
    /// Say what a lint finds, why that matters, and what to do about it
    Explain(RulesExplainArguments),
    /// Run promtool's unit tests of rules, with promtool's verdicts
    Test(RulesTestArguments),
    /// Make mistakes in rules and routes, and see whether tests, policy and drills notice
    Mutate(RulesMutateArguments),
    /// Make every alert fire: in a drill in memory, or with series that are made for it
    Fire(RulesFireArguments),
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

#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 the score is what is wanted · 1 it is less · 2 usage, a test that fails as it is, or a \
file that could not be read")]
pub(super) struct RulesMutateArguments {
    /// Files of unit tests, or directories that are searched for them
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Make mistakes only in the rules whose names match
    #[arg(long, value_name = "REGEX")]
    pub(super) only: Option<Regex>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(super) format: MutantsFormat,
    /// The score that is wanted: fail below it
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) minimum: Option<u8>,
    /// The drills that may notice as well, and the policy beside them [default: ./drills if there is
    /// one]
    #[arg(long, value_name = "DIRECTORY")]
    pub(super) drills: Option<PathBuf>,
    /// Ask the unit tests alone
    #[arg(long, conflicts_with = "drills")]
    pub(super) no_drills: bool,
    /// Try everything again, also what has not changed since it was tried
    #[arg(long)]
    pub(super) no_cache: bool,
}

/// How what became of mutants is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MutantsFormat {
    /// For people
    Terminal,
    /// For programs
    Json,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 every alert was made to fire · 1 one cannot fire · 2 usage, or a file that could not be read")]
pub(super) struct RulesFireArguments {
    /// Files of rules, or directories that are searched for them: all that are loaded together
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Look only at the alerts of this name; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) alert: Vec<String>,
    /// Alertmanager's configuration; `alertmanager.yaml` beside the rules or above them if not given
    #[arg(long, value_name = "FILE")]
    pub(super) alertmanager: Option<PathBuf>,
    /// How often targets are scraped
    #[arg(long, value_name = "DURATION", default_value = "15s")]
    pub(super) scrape_interval: Duration,
    /// How often groups without an interval of their own are evaluated
    #[arg(long, value_name = "DURATION", default_value = "1m")]
    pub(super) evaluation_interval: Duration,
    /// Rehearse no drills
    #[arg(long)]
    pub(super) no_drills: bool,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(super) format: FireFormat,
}

/// How it is printed which alerts can fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FireFormat {
    /// For people
    Terminal,
    /// For programs
    Json,
    /// The stories, each as a file of unit tests
    Test,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 nothing found that is a failure · 1 something was found, or a file is broken · \
2 usage, or a file that could not be read")]
pub(super) struct RulesLintArguments {
    /// Files of rules, or directories that are searched for them; `-` is stdin, as what Helm renders
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(super) format: LintFormat,
    /// From which severity on a finding is a failure
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(super) fail_on: FailOn,
    /// Run only this lint, or only those of a family such as `alert`; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Leave out this lint, or a family of them; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(super) except: Vec<String>,
    /// The directory of the runbooks: `runbook_url` is to end in the name of a Markdown file there
    #[arg(long, value_name = "DIRECTORY")]
    pub(super) runbooks: Option<PathBuf>,
    /// The severities that alerts may have
    #[arg(long, value_name = "SEVERITY", value_delimiter = ',')]
    pub(super) severities: Vec<String>,
    /// The severity policy: its severities are those that alerts may have, and a limit that is one of its
    /// objectives is a finding
    #[arg(long, value_name = "FILE", conflicts_with = "severities")]
    pub(super) policy: Option<PathBuf>,
    /// The platform, by the name of a profile in `drills/profiles` or of one that is built in: a
    /// metric or label that the profile does not have is a finding; may be repeated
    #[arg(long, value_name = "PROFILE", value_delimiter = ',')]
    pub(super) platform: Vec<String>,
    /// How often targets are scraped [default: 15s, the shortest that is usual]
    #[arg(long, value_name = "DURATION")]
    pub(super) scrape_interval: Option<Duration>,
    /// How often groups are evaluated that have no `interval` [default: not known]
    #[arg(long, value_name = "DURATION")]
    pub(super) evaluation_interval: Option<Duration>,
}

#[derive(Args, Debug)]
pub(super) struct RulesExplainArguments {
    /// Which lint; all are listed if none is named
    pub(super) code: Option<String>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LintFormat {
    /// For people
    Terminal,
    /// Annotations on the lines of a pull request
    Github,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
}

/// From which severity on a finding is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Only what does not work
    Error,
    /// What will surprise somebody, too
    Warning,
    /// Everything
    Hint,
}

impl FailOn {
    /// The same for problems.
    pub(super) const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Hint => Severity::Hint,
        }
    }
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
