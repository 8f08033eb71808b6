//! What became of the mutants of rules, as people and programs read it.

mod json;
mod terminal;

use serde::{Deserialize, Serialize};

/// What became of the mutants of rules and routes.
#[derive(Clone, Debug, PartialEq)]
pub struct RulesMutated {
    /// In the order of their files; the routes come last.
    pub mutated: Vec<Mutated>,
    /// The score that is wanted, in percent.
    pub minimum: Option<u8>,
    /// Where the drills came from; none where none were run.
    pub drills: Option<String>,
}

/// A rule or the routes, and what became of each mistake that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutated {
    /// What was changed.
    pub subject: Subjected,
    /// Its name.
    pub name: String,
    /// Where it stands: `file:line:column`.
    pub place: String,
    /// In the order in which the rule is written.
    pub mutations: Vec<Mutation>,
}

/// What mistakes are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subjected {
    /// An alert.
    Alert,
    /// A recording rule.
    Record,
    /// Alertmanager's routes.
    Routes,
}

/// One mistake, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutation {
    /// Which kind of mistake, as `threshold/doubled`.
    pub what: String,
    /// What is changed, as it was.
    pub before: String,
    /// The same with the mistake; empty where something is missing.
    pub after: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fate {
    /// A unit test fails.
    Test {
        /// Its name.
        by: String,
    },
    /// A drill comes to something else.
    Drill {
        /// Its name.
        by: String,
    },
    /// The severity policy finds something wrong that it did not find before.
    Policy {
        /// The code of what it finds, as `policy/not-told`.
        by: String,
    },
    /// Nobody notices, and this would.
    Survives {
        /// What would notice, ready to be pasted.
        test: String,
        /// The file that it is for; none where there is none yet.
        file: Option<String>,
    },
    /// Nobody notices, and nothing was found over which the two differ: no series for a rule, no alert
    /// for routes. They may be the same, and nobody knows.
    NotToldApart,
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// A unit test noticed.
    pub tests: usize,
    /// A drill noticed.
    pub drills: usize,
    /// The severity policy noticed.
    pub policy: usize,
    /// Nobody noticed, and something would.
    pub survivors: usize,
    /// Nobody noticed, and nothing was found that would.
    pub not_told_apart: usize,
}

impl Score {
    fn add(&mut self, fate: &Fate) {
        let count = match fate {
            Fate::Test { .. } => &mut self.tests,
            Fate::Drill { .. } => &mut self.drills,
            Fate::Policy { .. } => &mut self.policy,
            Fate::Survives { .. } => &mut self.survivors,
            Fate::NotToldApart => &mut self.not_told_apart,
        };
        *count += 1;
    }

    /// How many were noticed.
    pub const fn killed(&self) -> usize {
        self.tests + self.drills + self.policy
    }

    /// How many are known to differ, and so could have been noticed.
    pub const fn all(&self) -> usize {
        self.killed() + self.survivors
    }

    /// The share that was noticed, in whole percent; all of it where there was nothing to notice.
    pub fn percent(&self) -> u8 {
        let share = (self.killed() * 100).checked_div(self.all());
        share.map_or(100, |share| u8::try_from(share).unwrap_or(100))
    }
}

impl Mutated {
    /// What its mutants came to.
    pub fn score(&self) -> Score {
        let mut score = Score::default();
        let fates = self.mutations.iter().map(|one| &one.fate);
        fates.for_each(|fate| score.add(fate));
        score
    }
}

impl RulesMutated {
    /// What all mutants came to.
    pub fn score(&self) -> Score {
        let mut score = Score::default();
        let mutations = self.mutated.iter().flat_map(|one| &one.mutations);
        mutations.for_each(|one| score.add(&one.fate));
        score
    }

    /// Whether the score is what is wanted.
    pub fn is_enough(&self) -> bool {
        let percent = self.score().percent();
        self.minimum.is_none_or(|minimum| percent >= minimum)
    }

    /// For people, on a terminal.
    pub fn terminal(&self, colour: bool) -> String {
        terminal::write(self, colour)
    }

    /// For programs.
    pub fn json(&self) -> String {
        json::write(self)
    }
}
