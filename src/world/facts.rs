//! What is true of the platform before a drill; read only, journalled, and all that a plan rests on.

use serde::{Deserialize, Serialize};

use super::change::{Found, Receipt};
use super::images::Image;
use super::incoming::Lease;
use super::place::Place;
use super::surroundings::Surroundings;
use crate::base::{ClockOffset, Duration, Labels, ServerTime};

/// Something that was looked up, or the reason why it is not known.
pub type Known<T> = Result<T, String>;

/// Which world a run was in; every report says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "world", rename_all = "kebab-case")]
pub enum WorldName {
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

/// Everything that was looked at before a drill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Which world.
    pub world: WorldName,
    /// What the platform says it is, as `staging`; none where nothing says so.
    pub environment: Option<String>,
    /// Where Prometheus' clock stands on our timeline.
    pub prometheus_clock: Known<ClockOffset>,
    /// Where Alertmanager's clock stands on our timeline.
    pub alertmanager_clock: Known<ClockOffset>,
    /// Where the clock stands by which deadlines of receipts count, that of the lock's keeper; none
    /// where all servers share one clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeper_clock: Option<Known<ClockOffset>>,
    /// How often the platform's metrics are scraped: the longest of its jobs.
    pub scrape_interval: Known<Duration>,
    /// The alert rules that Prometheus has loaded.
    pub rules: Known<Vec<LoadedRule>>,
    /// What fires already.
    pub alerts: Known<Alerts>,
    /// Silences that are or will be active.
    pub silences: Known<Vec<SilenceFact>>,
    /// Alertmanager's configuration as it has loaded it, YAML.
    pub routing: Known<String>,
    /// How long an alert took through Alertmanager to our sink; if it did not, pages are unknown.
    pub heartbeat: Known<Duration>,
    /// The scrape targets and whether they answer.
    pub targets: Known<Vec<TargetHealth>>,
    /// For each expression of the look: how many series it returned.
    pub expressions: Vec<(String, Known<usize>)>,
    /// What runs on the platform; none where nothing says where to look it up.
    #[serde(default)]
    pub images: Option<Known<Vec<Image>>>,
    /// For each place of the look: what stands there; none if the object that holds it is missing.
    pub places: Vec<(Place, Known<Option<Found>>)>,
    /// What of all that the drill needs is not allowed to us, each for people; none where nothing is
    /// guarded by rights.
    #[serde(default)]
    pub missing_rights: Option<Known<Vec<String>>>,
    /// What of the look's tries would be refused, and why.
    #[serde(default)]
    pub refused: Vec<(Place, String)>,
    /// What surrounds the places in a cluster; none where there are none.
    #[serde(default)]
    pub surroundings: Option<Surroundings>,
    /// For each probe of the look: whether it succeeded.
    pub probes: Vec<(String, Known<()>)>,
    /// What earlier runs left owed.
    pub owed: Known<Vec<Receipt>>,
    /// Who holds the lock.
    pub lock: Known<Lease>,
    /// Why drills are halted here, if they are.
    pub halt: Option<String>,
}

/// An alert rule as Prometheus has loaded it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadedRule {
    /// The alert's name.
    pub alert: String,
    /// The group that it is in.
    pub group: String,
    /// How often the group is evaluated.
    pub interval: Duration,
    /// The expression, as Prometheus prints it.
    pub expr: String,
    /// How long the expression must hold before the alert fires.
    pub hold: Duration,
    /// How long the alert goes on after the expression stops holding.
    pub keep_firing: Duration,
    /// Labels that the rule adds; values may be templates.
    pub labels: Labels,
    /// When it was last evaluated; none if never.
    pub last_evaluation: Option<ServerTime>,
    /// Why its evaluation fails, if it does.
    pub error: Option<String>,
}

/// The alerts as Prometheus and Alertmanager see them at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alerts {
    /// Pending and firing alerts, from Prometheus.
    pub prometheus: Vec<FiringAlert>,
    /// What Alertmanager does with those that it received.
    pub alertmanager: Vec<RoutedAlert>,
}

/// Whether an alert waits for its `for` or fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The expression holds, not yet for long enough.
    Pending,
    /// It fires.
    Firing,
}

/// An alert in Prometheus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiringAlert {
    /// Its labels, `alertname` among them.
    pub labels: Labels,
    /// Pending or firing.
    pub phase: Phase,
    /// When the expression began to hold: the start of *pending*, not of firing.
    pub active_at: ServerTime,
}

/// An alert in Alertmanager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoutedAlert {
    /// Its labels.
    pub labels: Labels,
    /// 16 hexadecimal digits over the labels.
    pub fingerprint: String,
    /// When it began to fire, by Prometheus' clock.
    pub starts_at: ServerTime,
    /// When Alertmanager last heard of it, by its own clock.
    pub updated_at: ServerTime,
    /// Silences that keep it quiet.
    pub silenced_by: Vec<String>,
    /// Fingerprints of the alerts that keep it quiet.
    pub inhibited_by: Vec<String>,
    /// The receivers that its routes lead to.
    pub receivers: Vec<String>,
}

/// A silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceFact {
    /// Its name.
    pub id: String,
    /// Matchers, as Alertmanager writes them: `severity="sev2"`.
    pub matchers: Vec<String>,
    /// Who set it.
    pub created_by: String,
    /// Why.
    pub comment: String,
    /// Until when.
    pub ends_at: ServerTime,
}

/// A scrape target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetHealth {
    /// Its job.
    pub job: String,
    /// Its instance.
    pub instance: String,
    /// Whether the last scrape worked.
    pub up: bool,
}
