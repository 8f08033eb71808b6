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
    /// Nothing looks at the answers of a new version.
    NoGate,
    /// The quality gate counts that a roll-out should end, and does nothing.
    GateOnlyWarns,
    /// A new version gets no requests, so that the gate never has enough to judge it by.
    GateWithoutTraffic,
    /// The quality gate looks every eight minutes.
    GateTooSlow,
    /// There is no quality gate; after five minutes GitOps writes the old version back.
    GitopsTakesBack,
    /// There is no quality gate; after seven minutes a person writes the old version back.
    PersonTakesBack,
    /// Limits stand far above the agreed budget.
    QuotaAboveBudget,
    /// What a request uses counts only ten seconds after its end.
    QuotaCountsLate,
    /// What a limit blocks goes to the fallback provider instead, uncounted.
    FallbackOutsideQuota,
    /// Budgets are so small that the steady load is blocked.
    BudgetBlocksHealthy,
    /// The primary has few places, and one tenant may have them all.
    RunawayStarvesOthers,
    /// The gateway waits for the cache's store as long as its caller does.
    CacheStoreHangs,
    /// When the cache is back, everybody fetches every answer at once, and places are few.
    Stampede,
    /// The cache takes questions for the same that are not.
    CacheWrongAnswers,
    /// Failures of the primary are counted as the fallback's.
    HealthyFallbackBlamed,
    /// Where no provider is left, callers are told that they ask too often.
    Status429,
    /// The gauge of the circuit breaker never returns to 0.
    StuckGauge,
    /// Provider errors are exported only once there is one.
    CounterBornLate,
    /// Requests that the fallback answered are counted under another name.
    MetricRenamed,
    /// The fallback uses the same account as the primary, and breaks with it.
    SameAccount,
    /// The fallback's address does not resolve.
    NameDoesNotResolve,
    /// The gateway runs out of memory now and then, and starts again.
    PodsRestart,
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

named!(
    Weakness,
    "weakness",
    36,
    NoFallback = "no-fallback",
    SlowFallback = "slow-fallback",
    NoTimeout = "no-timeout",
    RetryStorm = "retry-storm",
    NoGate = "no-gate",
    GateOnlyWarns = "gate-only-warns",
    GateWithoutTraffic = "gate-without-traffic",
    GateTooSlow = "gate-too-slow",
    GitopsTakesBack = "gitops-takes-back",
    PersonTakesBack = "person-takes-back",
    QuotaAboveBudget = "quota-above-budget",
    QuotaCountsLate = "quota-counts-late",
    FallbackOutsideQuota = "fallback-outside-quota",
    BudgetBlocksHealthy = "budget-blocks-healthy",
    RunawayStarvesOthers = "runaway-starves-others",
    CacheStoreHangs = "cache-store-hangs",
    Stampede = "stampede",
    CacheWrongAnswers = "cache-wrong-answers",
    HealthyFallbackBlamed = "healthy-fallback-blamed",
    Status429 = "status-429",
    StuckGauge = "stuck-gauge",
    CounterBornLate = "counter-born-late",
    MetricRenamed = "metric-renamed",
    SameAccount = "same-account",
    NameDoesNotResolve = "name-does-not-resolve",
    PodsRestart = "pods-restart",
    AlertNeverMatches = "alert-never-matches",
    AlertTooSlow = "alert-too-slow",
    AlertFlaps = "alert-flaps",
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
            Self::NoGate => Some(platform::Weakness::NoGate),
            Self::GateOnlyWarns => Some(platform::Weakness::GateOnlyWarns),
            Self::GateWithoutTraffic => Some(platform::Weakness::GateWithoutTraffic),
            Self::GateTooSlow => Some(platform::Weakness::GateTooSlow),
            Self::GitopsTakesBack => Some(platform::Weakness::GitopsTakesBack),
            Self::PersonTakesBack => Some(platform::Weakness::PersonTakesBack),
            Self::QuotaAboveBudget => Some(platform::Weakness::QuotaAboveBudget),
            Self::QuotaCountsLate => Some(platform::Weakness::QuotaCountsLate),
            Self::FallbackOutsideQuota => Some(platform::Weakness::FallbackOutsideQuota),
            Self::BudgetBlocksHealthy => Some(platform::Weakness::BudgetBlocksHealthy),
            Self::RunawayStarvesOthers => Some(platform::Weakness::RunawayStarvesOthers),
            Self::CacheStoreHangs => Some(platform::Weakness::CacheStoreHangs),
            Self::Stampede => Some(platform::Weakness::Stampede),
            Self::CacheWrongAnswers => Some(platform::Weakness::CacheWrongAnswers),
            Self::HealthyFallbackBlamed => Some(platform::Weakness::HealthyFallbackBlamed),
            Self::Status429 => Some(platform::Weakness::Status429),
            Self::StuckGauge => Some(platform::Weakness::StuckGauge),
            Self::CounterBornLate => Some(platform::Weakness::CounterBornLate),
            Self::MetricRenamed => Some(platform::Weakness::MetricRenamed),
            Self::SameAccount => Some(platform::Weakness::SameAccount),
            Self::NameDoesNotResolve => Some(platform::Weakness::NameDoesNotResolve),
            Self::PodsRestart => Some(platform::Weakness::PodsRestart),
            Self::AlertNeverMatches
            | Self::AlertTooSlow
            | Self::AlertFlaps
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
            | Self::AlertFlaps
            | Self::Silenced
            | Self::Misrouted
            | Self::Inhibited
            | Self::AlreadyFiring => true,
            Self::NoFallback
            | Self::SlowFallback
            | Self::NoTimeout
            | Self::RetryStorm
            | Self::NoGate
            | Self::GateOnlyWarns
            | Self::GateWithoutTraffic
            | Self::GateTooSlow
            | Self::GitopsTakesBack
            | Self::PersonTakesBack
            | Self::QuotaAboveBudget
            | Self::QuotaCountsLate
            | Self::FallbackOutsideQuota
            | Self::BudgetBlocksHealthy
            | Self::RunawayStarvesOthers
            | Self::CacheStoreHangs
            | Self::Stampede
            | Self::CacheWrongAnswers
            | Self::HealthyFallbackBlamed
            | Self::Status429
            | Self::StuckGauge
            | Self::CounterBornLate
            | Self::MetricRenamed
            | Self::SameAccount
            | Self::NameDoesNotResolve
            | Self::PodsRestart
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
