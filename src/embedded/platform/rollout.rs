//! A canary roll-out: a new version of the chat model gets a growing share of the requests.

use super::names::Version;
use crate::base::{At, Duration};

/// How a roll-out goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolloutPolicy {
    /// From how long after its beginning on the new version has how much of the requests, in
    /// percent; the steps are in their order, the first at once.
    pub steps: [(Duration, u8); 3],
    /// Whether the new version gets the requests that it is said to get.
    pub routed: bool,
}

impl Default for RolloutPolicy {
    fn default() -> Self {
        Self {
            steps: [
                (Duration::ZERO, 10),
                (Duration::from_mins(3), 50),
                (Duration::from_mins(6), 100),
            ],
            routed: true,
        }
    }
}

/// A version that is being rolled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canary {
    /// Which.
    pub version: Version,
    /// When it began.
    pub since: At,
}

/// Which versions of the chat model serve, and with which shares.
#[derive(Clone, Copy, Debug)]
pub struct Rollout {
    policy: RolloutPolicy,
    canary: Option<Canary>,
}

impl Rollout {
    /// The version that serves before and beside every roll-out.
    pub const STABLE: Version = Version::Stable;

    /// No roll-out.
    pub const fn new(policy: RolloutPolicy) -> Self {
        Self {
            policy,
            canary: None,
        }
    }

    /// The setting was changed to this version: a roll-out begins, or, with the stable version,
    /// ends. Writing what is there already changes nothing.
    pub fn set(&mut self, at: At, version: Version) {
        if self.setting() != version {
            self.canary = (version != Self::STABLE).then_some(Canary { version, since: at });
        }
    }

    /// The version that the setting names.
    pub fn setting(&self) -> Version {
        self.canary.map_or(Self::STABLE, |canary| canary.version)
    }

    /// What is being rolled out, if anything is.
    pub const fn canary(&self) -> Option<Canary> {
        self.canary
    }

    /// The share of the requests that a version is said to get, in percent.
    pub fn percent(&self, at: At, version: Version) -> u8 {
        let canary = self.canary.map_or(0, |canary| self.step(at, canary));
        match self.canary {
            Some(one) if one.version == version => canary,
            _ if version == Self::STABLE => 100 - canary,
            _ => 0,
        }
    }

    fn step(&self, at: At, canary: Canary) -> u8 {
        let lasted = at.since(canary.since);
        let begun = self.policy.steps.iter().rev();
        begun
            .filter(|(from, _)| *from <= lasted)
            .map(|(_, percent)| (*percent).min(100))
            .next()
            .unwrap_or(0)
    }

    /// The version for a request whose luck, in `0..1`, is spread evenly.
    pub fn version_for(&self, at: At, luck: f64) -> Version {
        match self.canary {
            Some(canary)
                if self.policy.routed && luck * 100.0 < f64::from(self.step(at, canary)) =>
            {
                canary.version
            }
            _ => Self::STABLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(minutes: i64) -> At {
        At::from_ms(minutes * 60_000)
    }

    #[test]
    fn the_share_of_a_new_version_grows_in_steps() {
        let mut rollout = Rollout::new(RolloutPolicy::default());
        rollout.set(at(10), Version::Bad);
        let shares =
            [10, 12, 13, 15, 16, 60].map(|minute| rollout.percent(at(minute), Version::Bad));
        assert_eq!(shares, [10, 10, 50, 50, 100, 100]);
        assert_eq!(rollout.percent(at(13), Version::Stable), 50);
        assert_eq!(rollout.percent(at(13), Version::Good), 0);
        assert_eq!(rollout.version_for(at(10), 0.09), Version::Bad);
        assert_eq!(rollout.version_for(at(10), 0.11), Version::Stable);
        assert_eq!(rollout.version_for(at(16), 0.999), Version::Bad);
    }

    #[test]
    fn writing_the_stable_version_ends_it_and_writing_the_same_changes_nothing() {
        let mut rollout = Rollout::new(RolloutPolicy::default());
        rollout.set(at(0), Version::Good);
        rollout.set(at(4), Version::Good);
        assert_eq!(rollout.percent(at(4), Version::Good), 50, "it goes on");
        rollout.set(at(5), Version::Stable);
        assert_eq!(rollout.canary(), None);
        assert_eq!(rollout.percent(at(5), Version::Stable), 100);
    }

    #[test]
    fn another_version_begins_at_the_first_step_again() {
        let mut rollout = Rollout::new(RolloutPolicy::default());
        rollout.set(at(0), Version::Good);
        rollout.set(at(9), Version::Unsafe);
        assert_eq!(rollout.percent(at(9), Version::Unsafe), 10);
        assert_eq!(rollout.percent(at(9), Version::Stable), 90);
    }
}
