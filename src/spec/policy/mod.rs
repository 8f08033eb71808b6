//! The severity policy: who is told of an incident, how soon somebody answers, and who comes next.

mod amount;
mod escalation;
mod low;
mod resolve;
mod respond;

use std::collections::BTreeMap;

pub(super) use low::LowPolicy;

pub use amount::Amount;
pub use escalation::{Circumstance, Escalation, Level, ProviderSide, Repeats};
pub use respond::Respond;

use super::drill::{IncidentClass, IncidentSeverity};
use crate::base::{Bound, Spanned};

/// What the people of one platform have agreed on for the day on which it breaks.
///
/// Places are in the file that it was read from, for what is wrong between it and other files.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// What each severity means, all four of them.
    pub severities: BTreeMap<IncidentSeverity, SeverityPolicy>,
    /// Alertmanager's receivers by the role of those whom they reach, as `on-call`.
    pub receivers: BTreeMap<String, Spanned<String>>,
    /// Who comes next when nobody answers.
    pub escalation: Escalation,
    /// What sorts of incident there are, all four of them.
    pub classes: BTreeMap<IncidentClass, ClassPolicy>,
    /// What is looked at first, by name.
    pub golden_signals: BTreeMap<String, GoldenSignal>,
}

/// What a severity means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityPolicy {
    /// When an incident is of this severity, for people.
    pub criteria: String,
    /// How soon somebody answers.
    pub respond: Spanned<Respond>,
    /// The roles that are told; each has a receiver.
    pub tells: Vec<Spanned<String>>,
}

/// What is special about a sort of incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassPolicy {
    /// What it is, for people.
    pub means: String,
    /// The level of escalation at which it begins, counted from 1.
    pub starts_at: usize,
    /// The alerts that tell of it.
    pub alerts: Vec<Spanned<String>>,
}

/// A signal that is looked at first, and what it is to keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenSignal {
    /// Where its values come from.
    pub from: SignalSource,
    /// What it keeps to while all is well.
    pub objective: Bound<Amount>,
}

/// Where the values of a golden signal come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalSource {
    /// A signal of the profiles, by name.
    Profile(Spanned<String>),
    /// An expression of its own.
    Promql(String),
}

impl Policy {
    /// The receivers of these roles, each once, in the order of the roles' names.
    pub fn receivers_of(&self, severity: IncidentSeverity) -> Vec<&str> {
        let told = self.severities.get(&severity);
        let roles = told.map_or(&[][..], |severity| &severity.tells);
        let mut receivers: Vec<&str> = roles
            .iter()
            .filter_map(|role| self.receivers.get(&role.value))
            .map(|receiver| &*receiver.value)
            .collect();
        receivers.sort_unstable();
        receivers.dedup();
        receivers
    }

    /// The class of which this alert tells.
    pub fn class_of(&self, alert: &str) -> Option<IncidentClass> {
        let tells = |class: &ClassPolicy| class.alerts.iter().any(|one| one.value == alert);
        let mut classes = self.classes.iter();
        classes
            .find(|(_, class)| tells(class))
            .map(|(name, _)| *name)
    }
}
