//! The quality gate: whether a version that is being rolled out must be taken back.

use super::evaluations::Seen;
use crate::base::Duration;

/// How often the gate looks, and what it does not let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatePolicy {
    /// How often it looks.
    pub every: Duration,
    /// Scores below this many thousandths on average are too low.
    pub groundedness: u64,
    /// This many scored answers are needed to judge their average.
    pub scored: u32,
    /// More violations of guardrails than this are too many, in thousandths of the answers.
    pub violations: u32,
    /// This many answers are needed to judge their violations.
    pub answers: u32,
    /// Whether it takes a version back, or only says that it should be.
    pub acts: bool,
}

impl Default for GatePolicy {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(30),
            groundedness: 700,
            scored: 20,
            violations: 50,
            answers: 60,
            acts: true,
        }
    }
}

/// Judges a new version by what was seen of it.
#[derive(Clone, Copy, Debug)]
pub struct QualityGate {
    policy: GatePolicy,
}

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Too little was seen.
    Unknown,
    /// Nothing is wrong with it.
    Fine,
    /// Its answers are not grounded enough.
    Ungrounded,
    /// Its answers violate guardrails too often.
    Unsafe,
}

impl QualityGate {
    /// The name under which it takes a version back.
    pub const NAME: &str = "quality-gate";

    /// A gate with this policy.
    pub const fn new(policy: GatePolicy) -> Self {
        Self { policy }
    }

    /// Judges a version by what was seen of it within the last minutes.
    pub fn judge(&self, seen: Seen) -> Judgement {
        let policy = &self.policy;
        let low = seen
            .groundedness()
            .is_some_and(|mean| mean < policy.groundedness);
        if seen.scored >= policy.scored && low {
            return Judgement::Ungrounded;
        }
        let (found, allowed) = (
            u64::from(seen.violations) * 1_000,
            u64::from(seen.answers) * u64::from(policy.violations),
        );
        if seen.answers >= policy.answers && found > allowed {
            return Judgement::Unsafe;
        }
        if seen.scored < policy.scored || seen.answers < policy.answers {
            return Judgement::Unknown;
        }
        Judgement::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(answers: u32, violations: u32, scored: u32, mean: u64) -> Judgement {
        QualityGate::new(GatePolicy::default()).judge(Seen {
            answers,
            violations,
            scored,
            score: mean * u64::from(scored),
        })
    }

    #[test]
    fn it_judges_only_what_it_has_seen_enough_of() {
        assert_eq!(judge(80, 2, 20, 880), Judgement::Fine);
        assert_eq!(judge(80, 2, 20, 699), Judgement::Ungrounded);
        assert_eq!(judge(80, 2, 19, 699), Judgement::Unknown);
        assert_eq!(judge(80, 5, 20, 880), Judgement::Unsafe);
        assert_eq!(
            judge(80, 4, 20, 880),
            Judgement::Fine,
            "5 % is still allowed"
        );
        assert_eq!(judge(40, 40, 10, 880), Judgement::Unknown);
        assert_eq!(judge(0, 0, 0, 0), Judgement::Unknown);
    }
}
