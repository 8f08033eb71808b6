//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::retention::Keep;
use super::rules::RulesArguments;
use crate::base::{Duration, Ratio};
use crate::embedded::Weakness;
use crate::spec::drill::Cron;
use crate::spec::target::Zone;

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
    /// Find how large an outage must be until somebody is paged, on the platform in memory
    Floor(FloorArguments),
    /// Check drills, rules, routes and runbooks, offline
    Check(CheckArguments),
    /// Write a set of drills, rules and routes to start from
    Init(InitArguments),
    /// Put back what an interrupted run left
    Recover(RecoverArguments),
    /// Stop running drills and refuse new ones, everywhere, until the halt is lifted
    Halt(HaltArguments),
    /// Print what runs the drills in a cluster by the clock, as manifests
    Deploy(Box<DeployArguments>),
    /// Tell a run again, from its journal
    Report(ReportArguments),
    /// Compare two runs; fails if the second is slower or worse
    Compare(CompareArguments),
    /// Test alert rules, offline
    Rules(RulesArguments),
    /// Run drills by themselves, when their `schedule` says so, until SIGTERM comes
    Schedule(ScheduleArguments),
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
    /// Drill a target that serves real users: repeat the name of its environment
    #[arg(long, value_name = "ENVIRONMENT", requires = "target")]
    pub(super) production: Option<String>,
    /// Where the results are written [default: target/firedrill/RUN]
    #[arg(long, value_name = "DIRECTORY")]
    pub(super) out: Option<PathBuf>,
    /// Where the results of many runs are kept: these are written to a folder of their own there, and
    /// old ones are removed
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "out")]
    pub(super) reports: Option<PathBuf>,
    #[command(flatten)]
    pub(super) keep: KeepArguments,
    /// Break nothing, and look for what fires or is found all the same; `restart` restarts the pods
    /// that the drill would replace
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "nothing")]
    pub(super) control: Option<ControlArgument>,
    /// What a run without a verdict comes to
    #[arg(long, value_name = "WHAT", default_value = "error")]
    pub(super) inconclusive: Inconclusive,
    /// Hold faults and watch the steady state no longer than the promises need; says what is shorter
    #[arg(long)]
    pub(super) quick: bool,
    /// Begin each drill at once, while alerts and groups of the one before may still be there; on the
    /// platform in memory, where each drill has a platform of its own, this gives all of them one
    #[arg(long)]
    pub(super) no_settle: bool,
    /// Write only these reports [default: all]; the journal is always written
    #[arg(long, value_delimiter = ',')]
    pub(super) format: Vec<Format>,
}

/// What a control does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ControlArgument {
    /// Nothing
    Nothing,
    /// Restarts the pods that the drill would replace
    Restart,
}

/// What it comes to where no verdict can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Inconclusive {
    /// Exit code 1, as for a finding
    Fail,
    /// Exit code 0, and a warning
    Warn,
    /// Exit code 3
    Error,
}

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// `report.html` for each drill, and `index.html` over them
    Html,
    /// `report.md`, as long as a comment on a pull request
    Markdown,
    /// `report.json` for each drill, see `firedrill schema`
    Json,
    /// `junit.xml`, a testcase per promise
    Junit,
    /// `report.txt`, what the terminal shows
    Terminal,
}

#[derive(Args, Debug)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) which: DrillArguments,
    /// Write what there is in the target's namespaces to this file, for runbooks to be held against,
    /// and plan nothing; names only, and nothing of Secrets
    #[arg(long, value_name = "FILE", requires = "target")]
    pub(super) write_inventory: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct FloorArguments {
    /// A drill file, or a directory of drills [default: as for `run`]
    pub(super) drills: Option<PathBuf>,
    /// Make something wrong with the platform
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) weakness: Vec<Weakness>,
    /// Try each size on this many platforms, which differ in their noise
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=100))]
    pub(super) seeds: u64,
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
    /// Go on for ever: put back what no run does itself, and free the lock of dead runs
    #[arg(long, conflicts_with = "force")]
    pub(super) watch: bool,
    /// From one look to the next, at most half a minute
    #[arg(long, value_name = "DURATION", requires = "watch", default_value = "10s", value_parser = look_every)]
    pub(super) every: Duration,
    /// Export that these drills are to be run by themselves, so that one that never is can be told
    #[arg(long, value_name = "DRILL", value_delimiter = ',', requires = "watch")]
    pub(super) expect: Vec<String>,
    /// Serve /metrics and /healthz on this address, as 0.0.0.0:9098
    #[arg(long, value_name = "ADDRESS", requires = "watch")]
    pub(super) listen: Option<SocketAddr>,
}

/// Often enough that what is past its deadline is put back within a minute, and not so often that the
/// API server has to notice.
fn look_every(text: &str) -> Result<Duration, String> {
    let every: Duration = text.parse().map_err(|error| format!("{error}"))?;
    let allowed = Duration::from_secs(1)..=Duration::from_secs(30);
    if allowed.contains(&every) {
        Ok(every)
    } else {
        Err("write between 1s and 30s".to_owned())
    }
}

#[derive(Args, Debug)]
pub(super) struct DeployArguments {
    /// A drill file, or a directory of drills [default: as for `run`]
    pub(super) drills: Option<PathBuf>,
    /// The platform to drill, as it is reached from inside the cluster
    #[arg(long, value_name = "FILE", required_unless_present = "fleet")]
    pub(super) target: Option<PathBuf>,
    /// What runs the drills
    #[arg(long, value_name = "FORM", default_value = "cronjobs")]
    pub(super) form: DeployForm,
    /// Many clusters, drilled from one: a directory with a target file for each, as it is reached from
    /// there
    #[arg(long, value_name = "DIRECTORY", conflicts_with_all = ["target", "form", "operator"])]
    pub(super) fleet: Option<PathBuf>,
    /// In how many clusters of the fleet drills run at the same time
    #[arg(long, value_name = "N", default_value_t = 1, requires = "fleet", value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub(super) at_once: u16,
    /// When the fleet is drilled, as a cron expression [default: when somebody starts it]
    #[arg(long, value_name = "CRON", requires = "fleet")]
    pub(super) schedule: Option<Cron>,
    /// The image that this program is in
    #[arg(long, value_name = "IMAGE")]
    pub(super) image: String,
    /// The time zone of the drills' schedules [default: that of the target's calendar, or UTC]
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<Zone>,
    #[command(flatten)]
    pub(super) keep: KeepArguments,
    /// How much room there is for reports
    #[arg(long, value_name = "SIZE", default_value = "1Gi")]
    pub(super) storage: String,
    /// The ports at which the API server really listens, for network policies
    #[arg(
        long,
        value_name = "PORT",
        value_delimiter = ',',
        default_value = "443,6443"
    )]
    pub(super) api_port: Vec<u16>,
    /// Print the Prometheus operator's kinds as well: alerts, what is scraped, the sink's receiver
    #[arg(long)]
    pub(super) operator: bool,
}

/// What runs drills in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DeployForm {
    /// A `CronJob` for each drill
    #[value(name = "cronjobs")]
    CronJobs,
    /// One Deployment of `firedrill schedule`, which lets the platform settle between two drills
    Scheduler,
    /// Nothing: the recoverer, and the rights of whoever runs drills from outside
    Recoverer,
}

#[derive(Args, Debug)]
pub(super) struct InitArguments {
    /// Where they are written; nothing that is there is overwritten
    #[arg(default_value = "drills")]
    pub(super) directory: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct HaltArguments {
    /// The platform whose drills are to stop
    #[arg(long, value_name = "FILE")]
    pub(super) target: PathBuf,
    /// Why; whoever is refused reads it
    #[arg(long, value_name = "TEXT", default_value = "somebody has halted them")]
    pub(super) reason: String,
    /// Let drills run again
    #[arg(long, conflicts_with = "reason")]
    pub(super) lift: bool,
}

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ReportArguments {
    #[command(subcommand)]
    pub(super) of: Option<ReportOf>,
    /// The journal
    #[arg(required = true)]
    pub(super) journal: Option<PathBuf>,
    /// What to print [default: what the terminal showed]
    #[arg(long)]
    pub(super) format: Option<Format>,
    /// Only check that the journal is whole: no byte altered, added or removed
    #[arg(long, conflicts_with = "format")]
    pub(super) verify: bool,
}

/// Reports on more than one journal.
#[derive(Debug, Subcommand)]
pub(super) enum ReportOf {
    /// Put the results of many clusters into one table; ends as the worst of them
    Merge(MergeArguments),
}

#[derive(Args, Debug)]
pub(super) struct MergeArguments {
    /// `report.json` files, journals, directories of a run's results, or a directory of such
    /// directories, one for each cluster
    #[arg(required = true)]
    pub(super) results: Vec<PathBuf>,
    /// Only the last run of each drill in each cluster
    #[arg(long)]
    pub(super) latest: bool,
    /// What to print
    #[arg(long, default_value = "terminal")]
    pub(super) format: MergeFormat,
}

/// A format of many results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MergeFormat {
    /// A table for people
    Terminal,
    /// A table for a comment or a wiki
    Markdown,
    /// For programs
    Json,
}

#[derive(Args, Debug)]
pub(super) struct CompareArguments {
    /// What was: a `report.json`, a journal, or a directory of a run's results
    pub(super) baseline: PathBuf,
    /// What is
    pub(super) current: PathBuf,
    /// By how much something may be slower or worse, as a share of what it was
    #[arg(long, value_name = "SHARE", default_value = "20%")]
    pub(super) tolerance: Ratio,
}

#[derive(Args, Debug)]
pub(super) struct ScheduleArguments {
    #[command(flatten)]
    pub(super) which: DrillArguments,
    /// Drill a target that serves real users: repeat the name of its environment
    #[arg(long, value_name = "ENVIRONMENT", requires = "target")]
    pub(super) production: Option<String>,
    /// Where the history and the results are kept, those of each run in a folder of their own
    #[arg(
        long,
        value_name = "DIRECTORY",
        default_value = "target/firedrill/schedule"
    )]
    pub(super) out: PathBuf,
    /// Only say what would be run in so many days, and what would be skipped and why
    #[arg(
        long,
        value_name = "DAYS",
        num_args = 0..=1,
        default_missing_value = "7",
        value_parser = clap::value_parser!(u16).range(1..=366)
    )]
    pub(super) list: Option<u16>,
    /// How late a drill may begin, because another was running or the scheduler was not; later it
    /// is skipped
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = up_to_a_day)]
    pub(super) tolerance: Duration,
    /// Spread the beginnings over this time, by the names of environment and drill
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = up_to_a_day)]
    pub(super) jitter: Duration,
    /// By whose clocks drills are due, an IANA name [default: that of the target's calendar, or UTC]
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<Zone>,
    /// Serve /metrics and /healthz on this address, as 0.0.0.0:9098
    #[arg(long, value_name = "ADDRESS", conflicts_with = "list")]
    pub(super) listen: Option<SocketAddr>,
    #[command(flatten)]
    pub(super) keep: KeepArguments,
}

/// A duration of at most 24 hours.
fn up_to_a_day(text: &str) -> Result<Duration, String> {
    let length: Duration = text
        .parse()
        .map_err(|error: crate::base::quantity::NotAQuantity| error.to_string())?;
    if length > Duration::from_mins(24 * 60) {
        return Err(format!("`{length}` is more than a day"));
    }
    Ok(length)
}

/// Which results are kept where those of many runs are.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct KeepArguments {
    /// Of how many runs of each drill the results are kept, the newest; older ones are removed, but
    /// never those of a run that is not over or may have left a fault
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = kept)]
    pub(super) keep: usize,
    /// After how many days results are removed, however few there are
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3_650))]
    pub(super) keep_days: u16,
}

impl KeepArguments {
    /// The same for whoever keeps them.
    pub(super) const fn kept(self) -> Keep {
        Keep {
            runs: self.keep,
            days: self.keep_days,
        }
    }
}

/// How many results are kept: at least the last.
fn kept(text: &str) -> Result<usize, String> {
    let kept = text.parse().ok().filter(|kept| (1..=10_000).contains(kept));
    kept.ok_or_else(|| format!("`{text}` is not a number from 1 to 10000"))
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
    /// The front matter of a runbook
    Runbook,
    /// An inventory
    Inventory,
    /// The severity policy
    Policy,
}
