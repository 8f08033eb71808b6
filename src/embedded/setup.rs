//! How the virtual world is set up.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Weakness;
use super::weaken;
use crate::alerts::routing::{Routing, Silence};
use crate::alerts::rules::RuleFile;
use crate::base::{Duration, Problem, Source};

/// Everything that a virtual world follows from, its weaknesses put into it.
#[derive(Clone, Debug)]
pub struct Setup {
    pub(super) seed: u64,
    pub(super) weaknesses: BTreeSet<Weakness>,
    pub(super) rules: Vec<Arc<RuleFile>>,
    pub(super) routing: Arc<Routing>,
    pub(super) routing_text: Arc<str>,
    pub(super) silences: Vec<Silence>,
    pub(super) scrape_interval: Duration,
}

/// Why a virtual world cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// A weakness is about an alert that no rule has.
    #[error(
        "the weakness `{0}` is about an alert on a mitigation, as FallbackServing, and none is among the rules"
    )]
    NoSuchAlert(Weakness),
    /// Alertmanager's configuration cannot be read.
    #[error("Alertmanager's configuration cannot be read: {}", first(.0))]
    Routing(Vec<Problem>),
    /// A weakness could not be put into the rules or the routing.
    #[error("the weakness `{0}` cannot be put into the setup: {1}")]
    Weakness(Weakness, String),
}

/// What the first of some problems says.
pub(super) fn first(problems: &[Problem]) -> &str {
    problems
        .first()
        .map_or("nothing is known about it", |problem| &problem.message)
}

impl Setup {
    /// A world with these rules and this configuration of Alertmanager, and with these weaknesses.
    ///
    /// # Errors
    /// The configuration cannot be read, or a weakness is about an alert that no rule has.
    pub fn new(
        seed: u64,
        weaknesses: BTreeSet<Weakness>,
        rules: Vec<Arc<RuleFile>>,
        routing: &Source,
    ) -> Result<Self, SetupError> {
        let parsed = Routing::parse(routing).map_err(SetupError::Routing)?;
        let mut setup = Self {
            seed,
            rules,
            routing: Arc::new(parsed),
            routing_text: routing.text.clone(),
            silences: Vec::new(),
            scrape_interval: Duration::from_secs(15),
            weaknesses: BTreeSet::new(),
        };
        for weakness in &weaknesses {
            weaken::apply(&mut setup, *weakness)?;
        }
        setup.weaknesses = weaknesses;
        Ok(setup)
    }

    /// The same world, scraped this often instead of every 15 seconds.
    #[must_use]
    pub fn scraped_every(mut self, interval: Duration) -> Self {
        self.scrape_interval = interval.max(Duration::from_secs(1));
        self
    }
}
