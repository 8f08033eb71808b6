//! The stable names of what a drill finds, and the outcomes that they lead to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a drill ended; what several drills or findings come to is the first of them in the order
/// left behind, fail, error, inconclusive, pass: a proven finding is never hidden behind a missing
/// verdict.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every promise was kept.
    Pass,
    /// No verdict can be given.
    Inconclusive,
    /// The tool or its environment failed before anything was injected.
    Error,
    /// A promise was broken.
    Fail,
    /// A fault may still be in place.
    LeftBehind,
}

impl Outcome {
    /// The exit code of a program that ends so.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Inconclusive => 3,
            Self::Error => 4,
            Self::LeftBehind => 5,
        }
    }

    /// All of them, from the best to the worst.
    pub const ALL: [Self; 5] = [
        Self::Pass,
        Self::Inconclusive,
        Self::Error,
        Self::Fail,
        Self::LeftBehind,
    ];

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
            Self::Fail => "fail",
            Self::LeftBehind => "left-behind",
        }
    }

    /// The word for it in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Error => "ERROR",
            Self::LeftBehind => "LEFT BEHIND",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal => $outcome:ident, $fix:literal;)+) => {
        /// What was found; the name is stable, so that tickets and dashboards can refer to it.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            schemars::JsonSchema,
        )]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its stable name, `family/finding`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What a drill with this finding comes to.
            pub const fn outcome(self) -> Outcome {
                match self { $(Self::$name => Outcome::$outcome,)+ }
            }

            /// What it means, in a sentence without its full stop.
            pub fn meaning(self) -> &'static str {
                let text = match self { $(Self::$name => concat!($($doc),+),)+ };
                text.trim().trim_end_matches('.')
            }

            /// What to do about it.
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$name => $fix,)+ }
            }
        }
    };
}

codes! {
    /// A fault may still be in place.
    LeftBehind = "undo/left-behind" => LeftBehind,
        "remove it by hand with the command above, then run `firedrill recover` again";
    /// An earlier run left something to put back.
    Owed = "look/owed" => LeftBehind,
        "put it back first: `firedrill recover`";
    /// Another drill holds the environment's lock.
    Locked = "look/locked" => Inconclusive,
        "wait until it is over; if its runner died, `firedrill recover` frees the lock";
    /// Drills are halted here.
    Halted = "look/halted" => Inconclusive, "run it again once the halt is lifted";
    /// The target's calendar lets no drill run now.
    Blackout = "look/blackout" => Inconclusive,
        "run it again when it may run, or change `calendar` in the target file";
    /// The platform says that it is another environment than the target says.
    WrongEnvironment = "look/environment" => Error,
        "check the target file: it must name the environment that the platform is";
    /// The place that would be changed, or that keeps the debts, cannot be reached.
    Unreachable = "look/unreachable" => Error,
        "check the address and the credentials in the target file";
    /// We are not allowed to do what the drill and putting back need.
    RightMissing = "look/no-right" => Error,
        "grant these rights in the cluster, in a Role for whoever runs drills";
    /// The change that the drill would make would be refused.
    WouldBeRefused = "look/would-be-refused" => Error,
        "change what refuses it, such as a policy or an immutable object, or drill another way";
    /// What the drill would break does not exist.
    TargetMissing = "fault/target-missing" => Inconclusive,
        "check the name in the drill's `fault`";
    /// What the drill would break is not as it should be before a drill.
    NotClean = "fault/not-clean" => Inconclusive,
        "somebody else is at work there; run it again when they are done";
    /// The fault could not be injected.
    NotInjected = "fault/not-injected" => Error,
        "the reason is in the finding; nothing was left behind";
    /// The fault was in place and nothing broke.
    NoEffect = "fault/no-effect" => Inconclusive,
        "traffic does not go through the place that was broken: check the gateway's provider address";
    /// The pods that should bring the fault were not there in time.
    NotRolledOut = "fault/not-rolled-out" => Inconclusive,
        "see why new pods do not start (`kubectl describe pod`): image, quota, probes; or raise `fault.rolls_out`";
    /// Somebody took the fault away while the drill was watching.
    Reverted = "fault/reverted" => Inconclusive,
        "find out who puts things back there (GitOps, an operator, a colleague) and tell them of the drill";
    /// The fault stayed in place and lost its effect.
    EffectLost = "fault/effect-lost" => Inconclusive,
        "something found a way around the broken place: the drill must break that as well";
    /// The platform was not healthy before the drill.
    NotSteady = "steady/not-steady" => Inconclusive,
        "drill a healthy platform: find out what is wrong with it now";
    /// The place to break did not answer before the drill.
    ProbeFails = "steady/probe-fails" => Inconclusive,
        "check the probe's address and key in the target file";
    /// The hold is shorter than the time that a page needs.
    HoldTooShort = "plan/hold-too-short" => Inconclusive,
        "make `fault.hold` longer than the time to page, or the alert faster";
    /// The run was interrupted; everything was put back.
    Interrupted = "run/interrupted" => Inconclusive, "run it again";
    /// The lock was lost.
    LockLost = "run/lock-lost" => Inconclusive,
        "find out what kept the runner from renewing it, and run it again";
    /// The runner stood still.
    ClockJumped = "run/clock-jumped" => Inconclusive,
        "run drills where the machine does not sleep";
    /// Other alert rules were loaded while the drill went on.
    RulesChanged = "run/rules-changed" => Inconclusive,
        "run it again while nobody deploys rules: this verdict would be about two sets of them";
    /// Alertmanager's configuration was changed while the drill went on.
    RoutingChanged = "run/routing-changed" => Inconclusive,
        "run it again while nobody deploys Alertmanager's configuration";
    /// Other images ran at the end of the drill than before it.
    ImagesChanged = "run/images-changed" => Inconclusive,
        "run it again while nobody deploys: this verdict would be about two versions of the platform";
    /// The journal could not be written.
    JournalLost = "run/journal-lost" => Inconclusive,
        "make room where the results are written, and run it again";
    /// The drill's own spending reached its limit.
    LimitReached = "run/limit-reached" => Inconclusive,
        "raise `limits`, or send less traffic";
    /// The platform's metrics are not there.
    TelemetryMissing = "telemetry/missing" => Inconclusive,
        "check that Prometheus scrapes the platform";
    /// The platform's metrics were missing for a while.
    TelemetryGap = "telemetry/gap" => Inconclusive,
        "find out why scraping stopped; an alert on absent metrics would have told";
    /// Rules are not being evaluated.
    RulesStalled = "telemetry/rules-stalled" => Inconclusive,
        "check that Prometheus evaluates its rules";
    /// An expected alert is not among the loaded rules.
    AlertNotLoaded = "alert/not-loaded" => Fail,
        "load the rule into Prometheus, or correct its name in the drill";
    /// The loaded rule is not the one in the repository.
    AlertDrift = "alert/drift" => Inconclusive,
        "deploy the rules of this repository first: the verdict would be about other ones";
    /// The rule cannot be evaluated.
    AlertBroken = "alert/broken-rule" => Fail, "correct the rule's expression";
    /// An expected alert is pending or firing before anything was broken.
    AlertAlreadyFiring = "alert/already-firing" => Inconclusive,
        "solve the incident that it tells of, or correct the rule, before drilling it";
    /// An expected alert did not fire.
    AlertDidNotFire = "alert/did-not-fire" => Fail,
        "evaluate the rule's expression over the fault's time: what does it select?";
    /// An expected alert stopped and fired again while the fault was there.
    AlertFlapping = "alert/flapping" => Fail,
        "give the rule a `keep_firing_for`, or a window that does not empty between two samples";
    /// An expected alert fired or paged later than the rules and routes that are loaded explain.
    SlowerThanPredicted = "detection/slower-than-predicted" => Pass,
        "look for missed scrapes and evaluations, and for a group that was notified before: then `group_interval` counts";
    /// An expected alert fired or paged sooner than the rules and routes that are loaded allow.
    FasterThanPossible = "detection/faster-than-possible" => Pass,
        "it may tell of something that was there before the fault: what did its expression say then?";
    /// An expected alert fired too late.
    AlertLate = "alert/late" => Fail,
        "shorten the rule's `for` or its window; the parts of the delay are listed";
    /// An alert went on for too long after the fault was gone.
    AlertNotResolved = "alert/not-resolved" => Fail,
        "look at the rule's window, `keep_firing_for` and the group interval";
    /// The alert fired and no page came.
    PageMissing = "page/missing" => Fail,
        "follow the alert through Alertmanager's routes and its log";
    /// The alert fired, and a silence kept the page back.
    PageSilenced = "page/silenced" => Fail,
        "end the silence, or narrow its matchers: in an incident nobody would have been paged";
    /// The alert fired, and another alert inhibited the page.
    PageInhibited = "page/inhibited" => Fail,
        "narrow the inhibit rule, or resolve the alert that inhibits";
    /// The alert fired and the page went to somebody else.
    PageMisrouted = "page/misrouted" => Fail,
        "correct the routes: `amtool config routes test` shows where labels lead";
    /// The page came too late.
    PageLate = "page/late" => Fail,
        "shorten `group_wait`, `for` or the scrape interval; the parts of the delay are listed";
    /// Somebody was paged for something else.
    PageUnexpected = "page/unexpected" => Fail,
        "a drill must not wake people for other things: tune that alert, or expect it in the drill";
    /// The mitigation never came.
    MitigationMissing = "mitigation/missing" => Fail,
        "enable the fallback route in the gateway, and test its timeout and its breaker";
    /// The mitigation came too late.
    MitigationLate = "mitigation/late" => Fail,
        "shorten the gateway's attempt timeout, or let its breaker open sooner";
    /// The mitigation came and did not last.
    MitigationUnstable = "mitigation/did-not-last" => Fail,
        "look at the breaker's half-open probes and at the fallback's capacity";
    /// The mitigation failed, and the backstop alert was silent.
    BackstopSilent = "backstop/silent" => Fail,
        "callers suffered and this alert did not tell: correct its expression";
    /// The mitigation worked, and the backstop alert fired all the same.
    BackstopFired = "backstop/fired" => Fail,
        "it would wake somebody for an outage that healed itself: measure what callers see";
    /// An alert fired while nothing was broken.
    ControlFired = "control/fired" => Fail,
        "it would wake somebody for nothing: look at its threshold, and at what it selects now";
    /// No quota stopped the runaway caller.
    QuotaMissing = "quota/not-triggered" => Fail,
        "set a limit on tokens or money per tenant, and count what every provider charges";
    /// A quota stopped it too late.
    QuotaLate = "quota/late" => Fail,
        "reserve the worst case before a request is sent: what is counted after the answer comes late";
    /// A quota stopped it and let it go on.
    QuotaUnstable = "quota/did-not-last" => Fail,
        "look at the quota's window, and at routes that it does not cover";
    /// More was spent than the budget allows.
    OverBudget = "quota/over-budget" => Fail,
        "lower the limit, reserve before sending, and count the fallback provider too";
    /// A quota refused requests before anything was wrong.
    QuotaBlocksHealthy = "quota/blocks-healthy" => Fail,
        "raise the limit: it refuses the use that is planned for";
    /// Other callers suffered from the runaway one.
    OthersStarved = "tenant/starved" => Fail,
        "limit how many requests one tenant may have under way, so that others keep their share";
    /// Nobody took the bad model back.
    NotTakenBack = "rollout/not-taken-back" => Fail,
        "give the roll-out a quality gate that judges the new version's answers, and let it abort";
    /// It was taken back too late.
    TakenBackLate = "rollout/taken-back-late" => Fail,
        "let the gate look more often, or at a shorter window";
    /// Somebody else than the gate took it back.
    TakenBackByOther = "rollout/taken-back-by-other" => Fail,
        "the gate did not do it: next time nobody else may be there in time";
    /// Answers stayed wrong, whatever was taken back.
    QualityNotRestored = "quality/not-restored" => Fail,
        "see which version still answers: the roll-out's weights, caches and pods that stay";
    /// Answers were right again too late.
    QualityLate = "quality/late" => Fail,
        "shorten the way from a bad score to an aborted roll-out";
    /// More answers were wrong than promised.
    WrongAnswers = "quality/wrong-answers" => Fail,
        "let the roll-out begin with a smaller share, and judge it sooner";
    /// Questions with known answers were answered wrong before anything was broken.
    WrongBefore = "quality/wrong-before" => Fail,
        "ask these questions by hand: is it the model, or a cache that answers another question?";
    /// Requests cost more than promised.
    CostFactor = "cost/factor" => Fail,
        "without the cache each request is paid for: limit the rate, or let a cheaper model answer";
    /// The cache did not fill again in time.
    CacheCold = "cache/cold" => Fail,
        "look at how the cache is filled after an outage, and whether its store is used again";
    /// Callers' requests failed more often than promised.
    ServiceSuccess = "service/success" => Fail,
        "find the failed requests in the gateway's log: how did they end?";
    /// Callers waited longer than promised.
    ServiceLatency = "service/latency" => Fail,
        "the fallback is slower than its SLO: give it capacity, or a faster model";
    /// Callers had more bad seconds than promised.
    ServiceBadSeconds = "service/bad-seconds" => Fail,
        "shorten the gateway's attempt timeout, and let its breaker stay open longer";
    /// The gateway tried more often than promised.
    RetryStorm = "gateway/retry-storm" => Fail,
        "limit the gateway's retries, and let them back off: they hit a provider that is down already";
    /// Service did not come back in time after the fault was gone.
    RecoveryLate = "recovery/late" => Fail,
        "look at breakers that stay open and connections that are not renewed";
    /// Pods of the fault were still there when it had been put back for long.
    NotRolledBack = "recovery/not-rolled-back" => Fail,
        "see why the pods of before do not start (`kubectl rollout status`): some still run what the drill put there";
    /// Too little was seen to tell whether a promise was kept.
    TooLittleSeen = "verdict/too-little-seen" => Inconclusive,
        "send more traffic, or hold the fault longer";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_outcome_wins_in_the_order_of_the_exit_codes_5_1_4_3_0() {
        let mut outcomes = vec![
            Outcome::Pass,
            Outcome::LeftBehind,
            Outcome::Inconclusive,
            Outcome::Fail,
            Outcome::Error,
        ];
        outcomes.sort();
        outcomes.reverse();
        let codes: Vec<u8> = outcomes.into_iter().map(Outcome::exit_code).collect();
        assert_eq!(codes, [5, 1, 4, 3, 0]);
    }
}
