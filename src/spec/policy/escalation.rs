//! Who comes next when nobody answers.

use crate::base::{Duration, Spanned};

/// The people who are brought in as time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Who says it again to people who do not answer.
    pub repeats: Spanned<Repeats>,
    /// The levels, the first of them from the beginning on.
    pub levels: Vec<Level>,
    /// What is done about an incident on the provider's side.
    pub provider_side: Option<ProviderSide>,
}

/// Who says it again to people who do not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// The pager, which calls the next one by itself.
    Pager,
    /// Alertmanager, by `repeat_interval`.
    Alertmanager,
}

impl Repeats {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pager, Self::Alertmanager];

    /// The name by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pager => "pager",
            Self::Alertmanager => "alertmanager",
        }
    }
}

/// Who is brought in from some moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// How long after the beginning.
    pub from: Duration,
    /// Who, in any incident.
    pub who: Vec<String>,
    /// Who else, where the incident has something to do with this.
    pub also: Vec<(Circumstance, Vec<String>)>,
}

/// What brings in people who otherwise are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circumstance {
    /// Callers got harmful answers.
    Safety,
    /// A rule or a law may have been broken.
    Compliance,
    /// Data got to where they do not belong, or were lost.
    Data,
}

impl Circumstance {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Safety, Self::Compliance, Self::Data];

    /// The name by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Compliance => "compliance",
            Self::Data => "data",
        }
    }
}

/// What is done about an incident on the provider's side, besides everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSide {
    /// What, in a sentence.
    pub action: String,
    /// At which level, counted from 1.
    pub level: usize,
    /// The id of the step that says so in runbooks, if they are to have one.
    pub step: Option<Spanned<String>>,
    /// The alerts that tell of such an incident, whose runbooks are to have the step.
    pub alerts: Vec<Spanned<String>>,
}

impl Escalation {
    /// How long people of this level, counted from 1, are alone with it until the next one comes;
    /// none at the last level.
    pub fn alone_at(&self, level: usize) -> Option<Duration> {
        let next = self.levels.get(level)?;
        let own = self.levels.get(level.checked_sub(1)?)?;
        Some(next.from.saturating_sub(own.from))
    }
}
