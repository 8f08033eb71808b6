//! What can be made wrong with the embedded target on purpose, so that a drill finds it.

use std::fmt;
use std::str::FromStr;

use super::platform::{self, UnknownName};

/// A mistake in the platform, its alerting or its surroundings that a drill should find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weakness {
    /// A mistake in the platform's own setup.
    Platform(platform::Weakness),
    /// The two sides of the expression of the alert on the mitigation never have the same labels.
    AlertNeverMatches,
    /// The alert on the mitigation waits for eight minutes before it fires.
    AlertTooSlow,
    /// The expression of the alert on the mitigation stops holding for a while every three minutes.
    AlertFlaps,
    /// A forgotten silence covers the alert on the mitigation.
    Silenced,
    /// A route sends the alert on the mitigation to a chat that nobody reads at night.
    Misrouted,
    /// An alert that always fires inhibits the alert on the mitigation.
    Inhibited,
    /// The alert on the mitigation fires before anything is broken.
    AlreadyFiring,
    /// Prometheus cannot scrape the gateway for four minutes, from 90 seconds after the fault on.
    TelemetryGap,
    /// Somebody takes the fault back two minutes after it was made.
    FaultReverted,
    /// Every attempt to put the fault back is refused.
    UndoFails,
}

impl Weakness {
    /// All of them: the platform's own, and then those of what is around it.
    pub fn all() -> impl Iterator<Item = Self> {
        let around = [
            Self::AlertNeverMatches,
            Self::AlertTooSlow,
            Self::AlertFlaps,
            Self::Silenced,
            Self::Misrouted,
            Self::Inhibited,
            Self::AlreadyFiring,
            Self::TelemetryGap,
            Self::FaultReverted,
            Self::UndoFails,
        ];
        let platform = platform::Weakness::ALL.into_iter().map(Self::Platform);
        platform.chain(around)
    }

    /// The name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Platform(weakness) => weakness.name(),
            Self::AlertNeverMatches => "alert-never-matches",
            Self::AlertTooSlow => "alert-too-slow",
            Self::AlertFlaps => "alert-flaps",
            Self::Silenced => "silenced",
            Self::Misrouted => "misrouted",
            Self::Inhibited => "inhibited",
            Self::AlreadyFiring => "already-firing",
            Self::TelemetryGap => "telemetry-gap",
            Self::FaultReverted => "fault-reverted",
            Self::UndoFails => "undo-fails",
        }
    }

    /// What it is in the platform's own setup, if it is in there.
    pub(super) const fn of_platform(self) -> Option<platform::Weakness> {
        if let Self::Platform(weakness) = self {
            Some(weakness)
        } else {
            None
        }
    }

    /// Whether it changes what is measured, and neither the alerts nor what a run does.
    pub const fn is_of_the_target(self) -> bool {
        matches!(self, Self::Platform(_) | Self::TelemetryGap)
    }

    /// Whether it is a mistake about [`ALERTS`], which must then be among the rules.
    pub(super) const fn needs_the_alert(self) -> bool {
        match self {
            Self::AlertNeverMatches
            | Self::AlertTooSlow
            | Self::AlertFlaps
            | Self::Silenced
            | Self::Misrouted
            | Self::Inhibited
            | Self::AlreadyFiring => true,
            Self::Platform(_) | Self::TelemetryGap | Self::FaultReverted | Self::UndoFails => false,
        }
    }
}

impl FromStr for Weakness {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::all().find(|one| one.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::all().map(Self::name).collect();
            UnknownName::new("weakness", text, &known)
        })
    }
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An alert that tells of a mitigation; the weaknesses of alerting are about these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    /// Its name.
    pub(super) alert: &'static str,
    /// A label that tells one such alert from another.
    pub(super) label: (&'static str, &'static str),
    /// The receiver to which it is misrouted.
    pub(super) astray: &'static str,
}

/// One for each kind of drill.
pub(super) const ALERTS: [Telling; 4] = [
    Telling {
        alert: "FallbackServing",
        label: ("provider", "primary"),
        astray: "team-chat",
    },
    Telling {
        alert: "RolloutAborted",
        label: ("model", "chat"),
        astray: "ticket-queue",
    },
    Telling {
        alert: "QuotaTripped",
        label: ("tenant", "firedrill-runaway"),
        astray: "ticket-queue",
    },
    Telling {
        alert: "CacheBypassed",
        label: ("service", "llm-gateway"),
        astray: "ticket-queue",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_a_slip_is_answered_with_what_was_meant() {
        for weakness in Weakness::all() {
            assert_eq!(weakness.to_string().parse(), Ok(weakness));
        }
        let error = "silencd".parse::<Weakness>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`silencd` is not a weakness: did you mean `silenced`?"
        );
    }
}
