//! What can be made wrong with the embedded target on purpose, so that a drill finds it.

use std::fmt;
use std::str::FromStr;

use super::platform::{self, UnknownName, named};

/// A mistake in the platform, its alerting or its surroundings that a drill should find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weakness {
    /// There is no fallback.
    NoFallback,
    /// The fallback answers, but takes seven seconds.
    SlowFallback,
    /// The gateway waits for a provider as long as its caller does.
    NoTimeout,
    /// The primary is asked nine times, without a pause or a breaker, before the fallback is.
    RetryStorm,
    /// The two sides of the expression of the alert on the mitigation never have the same labels.
    AlertNeverMatches,
    /// The alert on the mitigation waits for eight minutes before it fires.
    AlertTooSlow,
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

named!(
    Weakness,
    "weakness",
    13,
    NoFallback = "no-fallback",
    SlowFallback = "slow-fallback",
    NoTimeout = "no-timeout",
    RetryStorm = "retry-storm",
    AlertNeverMatches = "alert-never-matches",
    AlertTooSlow = "alert-too-slow",
    Silenced = "silenced",
    Misrouted = "misrouted",
    Inhibited = "inhibited",
    AlreadyFiring = "already-firing",
    TelemetryGap = "telemetry-gap",
    FaultReverted = "fault-reverted",
    UndoFails = "undo-fails"
);

impl Weakness {
    /// What it is in the platform's own setup, if it is in there.
    pub(super) const fn of_platform(self) -> Option<platform::Weakness> {
        match self {
            Self::NoFallback => Some(platform::Weakness::NoFallback),
            Self::SlowFallback => Some(platform::Weakness::SlowFallback),
            Self::NoTimeout => Some(platform::Weakness::NoTimeout),
            Self::RetryStorm => Some(platform::Weakness::RetryStorm),
            Self::AlertNeverMatches
            | Self::AlertTooSlow
            | Self::Silenced
            | Self::Misrouted
            | Self::Inhibited
            | Self::AlreadyFiring
            | Self::TelemetryGap
            | Self::FaultReverted
            | Self::UndoFails => None,
        }
    }

    /// Whether it is a mistake about [`ALERTS`], which must then be among the rules.
    pub(super) const fn needs_the_alert(self) -> bool {
        match self {
            Self::AlertNeverMatches
            | Self::AlertTooSlow
            | Self::Silenced
            | Self::Misrouted
            | Self::Inhibited
            | Self::AlreadyFiring => true,
            Self::NoFallback
            | Self::SlowFallback
            | Self::NoTimeout
            | Self::RetryStorm
            | Self::TelemetryGap
            | Self::FaultReverted
            | Self::UndoFails => false,
        }
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
        for weakness in Weakness::ALL {
            assert_eq!(weakness.to_string().parse(), Ok(weakness));
        }
        for platform in platform::Weakness::ALL {
            let ours: Weakness = platform.name().parse().unwrap();
            assert_eq!(ours.of_platform(), Some(platform));
        }
        let error = "silencd".parse::<Weakness>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`silencd` is not a weakness: did you mean `silenced`?"
        );
    }
}
