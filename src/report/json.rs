//! The report for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RunReport;
use super::run_report::Platform;
use super::story::{Served, served};
use super::words;
use crate::base::Duration;
use crate::drill::plan::{BoundsMs, Loaded, PlannedAlert};
use crate::drill::verdict::Verdict;
use crate::world::WorldName;

/// The version of the JSON report; it grows when a field changes its meaning or goes away, not when
/// one is added.
pub const REPORT_VERSION: u32 = 1;

/// What firedrill reports of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "firedrill report")]
pub(super) struct JsonReport {
    /// The version of this format.
    pub(super) firedrill_report: u32,
    /// The run; its journal bears the same name.
    pub(super) run: Option<String>,
    /// The drill's name.
    pub(super) drill: String,
    /// The drill's title.
    title: Option<String>,
    /// Where it ran; none if that could not be seen.
    world: Option<World>,
    /// What the platform says it is, as `staging`.
    environment: Option<String>,
    /// The exit code that the outcome stands for.
    exit_code: u8,
    /// What became of what was changed.
    platform: PlatformState,
    /// From the run's beginning to the last thing seen, in milliseconds.
    lasted_ms: u64,
    /// From the fault's effect to the first page, or to the first alert where no page was promised.
    pub(super) time_to_detect_ms: Option<u64>,
    /// How far off that may be.
    pub(super) time_to_detect_error_ms: Option<u64>,
    /// From the fault's effect to the mitigation.
    pub(super) time_to_mitigate_ms: Option<u64>,
    /// How far off that may be.
    pub(super) time_to_mitigate_error_ms: Option<u64>,
    /// How callers were served during the fault; none if nothing was injected.
    pub(super) service_during_fault: Option<Service>,
    /// The synthetic requests.
    requests: Requests,
    /// When each promised alert's page can come, in theory.
    budgets: Vec<Budget>,
    /// When each expected alert can fire and page, predicted from what is loaded.
    predictions: Vec<Prediction>,
    /// The rules and the routing that the verdict is about.
    loaded: Option<Loaded>,
    /// What was seen before the run that could make a promise hard to keep.
    warnings: Vec<String>,
    /// The journal that all of this comes from.
    journal: Journal,
    /// Outcome, findings, promises, detections and moments.
    #[serde(flatten)]
    pub(super) verdict: Verdict,
}

/// Which world a run was in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "world", rename_all = "kebab-case")]
enum World {
    /// The platform in memory.
    Embedded {
        /// Where its randomness begins.
        seed: u64,
        /// What was made wrong with it on purpose.
        weaknesses: Vec<String>,
    },
    /// A real platform.
    Live {
        /// The target's name.
        target: String,
    },
}

/// What became of what was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PlatformState {
    /// Nothing was changed.
    Untouched,
    /// What was changed was put back, or somebody else's value was kept.
    PutBack,
    /// A fault may still be in place.
    LeftBehind,
}

/// The synthetic requests that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct Requests {
    /// How many.
    ended: u64,
    /// How many of them were answered as they should be.
    answered: u64,
    /// Tokens that they used; an answer that does not say how many counts as long as it may be.
    tokens: u64,
}

/// How callers were served from the injection until putting back began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Service {
    /// How many requests were due.
    pub(super) requests: u64,
    /// How many of them were answered as they should be.
    pub(super) answered: u64,
    /// The time that half of the callers waited at most, in milliseconds; what failed at once is
    /// left out.
    pub(super) p50_ms: Option<u64>,
    /// The time that 95 % of them waited at most.
    pub(super) p95_ms: Option<u64>,
    /// How far off that may be, at 95 %.
    pub(super) p95_error_ms: Option<u64>,
    /// Seconds in which callers suffered.
    pub(super) bad_seconds: u64,
}

/// What identifies the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct Journal {
    /// How many records it has, without the verdict.
    records: u64,
    /// Its last hash, which stands for every byte of it.
    hash: Option<String>,
}

/// When an alert's page can come, from the fault's effect on, apart from the time that the rule's
/// own window needs to fill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct Budget {
    /// The alert.
    alert: String,
    /// At the earliest, in milliseconds.
    best_ms: u64,
    /// At the latest, in milliseconds.
    worst_ms: u64,
}

/// When an alert can fire and page, from the fault's effect on, the rule's own window included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct Prediction {
    /// The alert.
    alert: String,
    /// Until it fires.
    fires: BoundsMs,
    /// Until it pages.
    pages: BoundsMs,
    /// Whether the rule's expression says enough for the bounds to be relied on.
    sure: bool,
    /// What was taken for granted.
    assumes: Vec<String>,
}

impl Prediction {
    fn of(alert: &PlannedAlert) -> Option<Self> {
        let forecast = alert.forecast.as_ref()?;
        Some(Self {
            alert: alert.alert.clone(),
            fires: forecast.fires().in_ms(),
            pages: forecast.pages().in_ms(),
            sure: forecast.sure,
            assumes: forecast.assumes.iter().cloned().collect(),
        })
    }
}

impl JsonReport {
    /// Where it ran, in words.
    pub(super) fn place(&self) -> Option<String> {
        let world = match self.world.clone()? {
            World::Embedded { seed, weaknesses } => WorldName::Embedded { seed, weaknesses },
            World::Live { target } => WorldName::Live { target },
        };
        Some(words::world(&world))
    }

    pub(super) fn of(told: &RunReport) -> Self {
        let (plan, seen) = (told.plan(), told.seen());
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let answered = seen.shots.iter().filter(|shot| shot.outcome.is_ok());
        let alerts = plan.map(|plan| &plan.alerts[..]).unwrap_or_default();
        let budgets = alerts.iter().filter_map(|alert| {
            let bounds = alert.forecast.as_ref()?.apart_from_window();
            Some(Budget {
                alert: alert.alert.clone(),
                best_ms: bounds.best.ms(),
                worst_ms: bounds.worst.ms(),
            })
        });
        Self {
            firedrill_report: REPORT_VERSION,
            run: told.run().map(ToOwned::to_owned),
            drill: told.drill().to_owned(),
            title: plan.map(|plan| plan.brief.drill.title.clone()),
            world: plan.map(|plan| World::from(&plan.facts.world)),
            environment: plan.and_then(|plan| plan.facts.environment.clone()),
            exit_code: told.outcome().exit_code(),
            platform: told.platform().into(),
            lasted_ms: told.lasted().ms(),
            time_to_detect_ms: told.time_to_detect().map(Duration::ms),
            time_to_detect_error_ms: told.time_to_detect_error().map(Duration::ms),
            time_to_mitigate_ms: told.time_to_mitigate().map(Duration::ms),
            time_to_mitigate_error_ms: told.time_to_mitigate_error().map(Duration::ms),
            service_during_fault: served(told).map(Service::from),
            requests: Requests {
                ended: count(seen.shots.len()),
                answered: count(answered.count()),
                tokens: seen.tokens,
            },
            budgets: budgets.collect(),
            predictions: alerts.iter().filter_map(Prediction::of).collect(),
            loaded: plan.map(|plan| plan.loaded.clone()),
            warnings: plan.map(|plan| plan.warnings.clone()).unwrap_or_default(),
            journal: Journal {
                records: seen.records,
                hash: told.hash().map(ToOwned::to_owned),
            },
            verdict: told.verdict().clone(),
        }
    }
}

impl From<Served> for Service {
    fn from(served: Served) -> Self {
        Self {
            requests: served.success.all,
            answered: served.success.good,
            p50_ms: served.p50.map(Duration::ms),
            p95_ms: served.p95.map(Duration::ms),
            p95_error_ms: served.p95.map(|_| served.p95_error.ms()),
            bad_seconds: served.bad_seconds,
        }
    }
}

impl From<&WorldName> for World {
    fn from(name: &WorldName) -> Self {
        match name {
            WorldName::Embedded { seed, weaknesses } => Self::Embedded {
                seed: *seed,
                weaknesses: weaknesses.clone(),
            },
            WorldName::Live { target } => Self::Live {
                target: target.clone(),
            },
        }
    }
}

impl From<Platform> for PlatformState {
    fn from(platform: Platform) -> Self {
        match platform {
            Platform::Untouched => Self::Untouched,
            Platform::PutBack => Self::PutBack,
            Platform::LeftBehind => Self::LeftBehind,
        }
    }
}

/// The run as JSON, with a line break at its end; [`schema`] describes it.
pub fn json(result: &RunReport) -> String {
    // Text, numbers and lists of them: nothing here can fail to be written.
    let text = serde_json::to_string_pretty(&JsonReport::of(result)).unwrap_or_default();
    text + "\n"
}

/// The JSON schema of what [`json`] writes, with a line break at its end.
pub fn schema() -> String {
    let schema = schemars::schema_for!(JsonReport);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
