//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::embedded::Weakness;

/// Fire drills for LLM platforms: breaks one thing on purpose, watches whether the alert fires, the
/// page arrives and the mitigation works, and puts everything back.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 pass · 1 fail (a finding) · 2 usage · 3 inconclusive (no verdict) · \
4 error (nothing was injected) · 5 a fault may be left behind"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Say more on stderr; twice for what is said to servers
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Execute drills, on the platform in memory unless a target is given
    Run(RunArguments),
    /// Say what a run would do, and what forbids it; reads only
    Plan(PlanArguments),
    /// Check drills, rules and routes, offline
    Check(CheckArguments),
    /// Put back what an interrupted run left
    Recover(RecoverArguments),
    /// Tell a run again, from its journal
    Report(ReportArguments),
    /// Print the JSON schema of the report, or of what people write
    Schema(SchemaArguments),
}

/// Which drills, and where.
#[derive(Args, Debug)]
pub(super) struct DrillArguments {
    /// A drill file, or a directory of drills with `alerts/`, `profiles/` and `alertmanager.yaml`
    /// beside them [default: ./drills if there is one, else the set that is built in]
    pub(super) drills: Option<PathBuf>,
    /// The real platform to drill [default: the platform in memory]
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// Where the randomness of the platform in memory begins [default: 1]
    #[arg(long, value_name = "N", conflicts_with = "target")]
    pub(super) seed: Option<u64>,
    /// Make something wrong with the platform in memory
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with = "target"
    )]
    pub(super) weakness: Vec<Weakness>,
}

#[derive(Args, Debug)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) which: DrillArguments,
    /// Where the results are written [default: target/firedrill/RUN]
    #[arg(long, value_name = "DIRECTORY")]
    pub(super) out: Option<PathBuf>,
    /// Break nothing, and look for what fires or is found all the same
    #[arg(long)]
    pub(super) control: bool,
    /// Write only these reports; the journal is always written
    #[arg(long, value_delimiter = ',')]
    pub(super) format: Vec<Format>,
}

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// `junit.xml`, a testcase per promise
    Junit,
    /// `report.json`, see `firedrill schema`
    Json,
}

#[derive(Args, Debug)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) which: DrillArguments,
}

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// A drill file, or a directory of drills [default: as for `run`]
    pub(super) drills: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct RecoverArguments {
    /// The platform that was drilled
    #[arg(long, value_name = "FILE")]
    pub(super) target: PathBuf,
    /// Put back even while the run that made the change is alive
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Args, Debug)]
pub(super) struct ReportArguments {
    /// The journal
    pub(super) journal: PathBuf,
    /// What to print [default: what the terminal showed]
    #[arg(long)]
    pub(super) format: Option<Format>,
    /// Only check that no byte of the journal was altered
    #[arg(long, conflicts_with = "format")]
    pub(super) verify: bool,
}

#[derive(Args, Debug)]
pub(super) struct SchemaArguments {
    /// Of what
    #[arg(default_value = "report")]
    pub(super) of: Described,
}

/// What a JSON schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Described {
    /// `report.json`
    Report,
    /// A drill file
    Drill,
    /// A target file
    Target,
    /// A profile
    Profile,
}
