//! The incident that a drill rehearses.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the failure would be called if it were real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What suffers.
    pub class: IncidentClass,
    /// How much.
    pub severity: IncidentSeverity,
}

/// What an incident harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentClass {
    /// Callers get no answer, or too late.
    Availability,
    /// Callers get worse answers.
    Quality,
    /// Callers get harmful answers.
    Safety,
    /// Answers cost too much.
    Cost,
}

impl IncidentClass {
    /// Every class, as they are listed for people.
    pub const ALL: [Self; 4] = [Self::Availability, Self::Quality, Self::Safety, Self::Cost];

    /// The name by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Quality => "quality",
            Self::Safety => "safety",
            Self::Cost => "cost",
        }
    }
}

impl fmt::Display for IncidentClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How bad an incident is; `sev1` is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentSeverity {
    /// Everybody is called.
    Sev1,
    /// On-call is paged.
    Sev2,
    /// On-call is told in working hours.
    Sev3,
    /// Somebody opens a ticket.
    Sev4,
}

impl IncidentSeverity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 4] = [Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4];

    /// The name by which files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sev1 => "sev1",
            Self::Sev2 => "sev2",
            Self::Sev3 => "sev3",
            Self::Sev4 => "sev4",
        }
    }
}

impl fmt::Display for IncidentSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
