//! What is known of the platform, besides its rules.

use std::collections::BTreeSet;

use crate::base::Duration;
use crate::check::objective::Objective;
use crate::spec::metrics::Schema;

/// What lints may know of the platform that the rules watch.
///
/// Nothing of it is needed: of a repository that was never seen before nothing is known, and lints
/// that need more are not run.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The names of the runbooks: the last part of the addresses that lead to them.
    pub runbooks: Option<BTreeSet<String>>,
    /// The values that the label `severity` may have.
    pub severities: Option<BTreeSet<String>>,
    /// What golden signals are to keep to.
    pub objectives: Vec<Objective>,
    /// How often targets are scraped.
    pub scrape_interval: Option<Duration>,
    /// How often groups are evaluated that do not say so themselves.
    pub evaluation_interval: Option<Duration>,
    /// Which series platforms expose, as profiles tell it.
    pub schema: Schema,
    /// Whether somebody said that the platform is that of these profiles; else they are all that are
    /// known, and only what cannot be meant otherwise is told.
    pub platform_is_named: bool,
}

impl Known {
    /// How often targets are scraped, where nobody has said so.
    ///
    /// Hardly anybody scrapes more often. Prometheus' own default is a minute; but a window that is
    /// too short for that may be right, and what is too short for this is wrong almost everywhere.
    const SCRAPE_INTERVAL: Duration = Duration::from_secs(15);

    /// The time between two scrapes: as it is known, or the shortest that is usual, 15 s.
    pub fn scrape_interval(&self) -> Duration {
        self.scrape_interval.unwrap_or(Self::SCRAPE_INTERVAL)
    }
}
