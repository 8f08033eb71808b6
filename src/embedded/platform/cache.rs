//! The semantic cache: answers that were given before, and who fetches those that are missing.

use std::collections::BTreeMap;
use std::fmt;

use super::names::{Model, Version};
use super::prompt::Prompt;
use crate::base::{At, Duration};

/// How the cache and its store are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachePolicy {
    /// How long an answer is kept.
    pub ttl: Duration,
    /// How long the gateway waits for the store; none waits as long as the caller does.
    pub store_timeout: Option<Duration>,
    /// Whether of several that miss the same answer only the first fetches it.
    pub single_flight: bool,
    /// How long the others wait at most for it.
    pub fetched_within: Duration,
    /// So many questions, by their numbers, are taken for the same; one tells all apart.
    pub alike: u32,
    /// How many answers to each hot question are fetched at once when the store is back.
    pub refills: u32,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self {
            ttl: Duration::from_mins(5),
            store_timeout: Some(Duration::from_ms(50)),
            single_flight: true,
            fetched_within: Duration::from_secs(10),
            alike: 1,
            refills: 0,
        }
    }
}

/// Under what an answer is kept. Versions share no answers, so that what a bad one said is gone
/// when it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CacheKey {
    model: Model,
    version: Option<Version>,
    prompt: Prompt,
}

impl CacheKey {
    /// The key of a question; none if it cannot have been asked before.
    pub fn new(
        policy: &CachePolicy,
        model: Model,
        version: Option<Version>,
        prompt: Prompt,
    ) -> Option<Self> {
        let alike = policy.alike.max(1);
        let prompt = match prompt {
            Prompt::Fresh => return None,
            Prompt::Repeated(number) => Prompt::Repeated(number / alike),
            Prompt::Known(number) => Prompt::Known(number / alike),
        };
        Some(Self {
            model,
            version,
            prompt,
        })
    }
}

impl fmt::Display for CacheKey {
    /// The key as a store has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.version.map_or(self.model.name(), Version::name);
        match self.prompt {
            Prompt::Fresh => write!(f, "answer:{model}"),
            Prompt::Repeated(number) => write!(f, "answer:{model}:repeated:{number}"),
            Prompt::Known(number) => write!(f, "answer:{model}:known:{number}"),
        }
    }
}

/// An answer that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The question that it answers.
    pub prompt: Prompt,
    /// Whether it is right, where that is known.
    pub right: Option<bool>,
}

impl Kept {
    /// Whether it is the right answer to another question that is taken for the same.
    pub fn is_right_for(&self, prompt: Prompt) -> Option<bool> {
        self.right.map(|right| right && self.prompt == prompt)
    }
}

/// What a look into the cache gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The answer.
    Hit(Kept),
    /// Nothing; who asked must fetch the answer, and [release](Cache::release) the key.
    Miss,
    /// Nothing yet: somebody else is fetching it.
    Fetching,
    /// Nothing: somebody else was to fetch it, and was answered with this HTTP status.
    Failed(u16),
}

/// Answers that are kept at once; beyond, no more are.
const MAX_KEPT: usize = 4_096;

/// The answers, and who fetches which.
#[derive(Clone, Debug)]
pub struct Cache {
    policy: CachePolicy,
    kept: BTreeMap<CacheKey, (At, Kept)>,
    fetching: BTreeMap<CacheKey, At>,
    /// When fetching failed last, and with which status.
    failed: BTreeMap<CacheKey, (At, u16)>,
}

impl Cache {
    /// An empty cache.
    pub const fn new(policy: CachePolicy) -> Self {
        Self {
            policy,
            kept: BTreeMap::new(),
            fetching: BTreeMap::new(),
            failed: BTreeMap::new(),
        }
    }

    /// Looks for an answer, for somebody who wants it since then: whoever waited while it could
    /// not be fetched is told so, since another attempt would make them wait as long again.
    pub fn look_up(&mut self, at: At, since: At, key: CacheKey) -> Lookup {
        if let Some((until, kept)) = self.kept.get(&key)
            && at < *until
        {
            return Lookup::Hit(*kept);
        }
        if self.policy.single_flight {
            if let Some((when, status)) = self.failed.get(&key)
                && since < *when
            {
                return Lookup::Failed(*status);
            }
            if self.fetching.get(&key).is_some_and(|until| at < *until) {
                return Lookup::Fetching;
            }
            self.fetching.insert(key, at + self.policy.fetched_within);
        }
        Lookup::Miss
    }

    /// Keeps an answer.
    pub fn keep(&mut self, at: At, key: CacheKey, kept: Kept) {
        if self.kept.len() >= MAX_KEPT {
            self.kept.retain(|_, (until, _)| at < *until);
        }
        self.failed.remove(&key);
        if self.kept.len() < MAX_KEPT {
            self.kept.insert(key, (at + self.policy.ttl, kept));
        }
    }

    /// Whoever fetched an answer has it, or left.
    pub fn release(&mut self, key: CacheKey) {
        self.fetching.remove(&key);
    }

    /// Whoever fetched an answer was told that there is none.
    pub fn fail(&mut self, at: At, key: CacheKey, status: u16) {
        self.release(key);
        if self.policy.single_flight && self.failed.len() < MAX_KEPT {
            self.failed.insert(key, (at, status));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> At {
        At::from_ms(seconds * 1_000)
    }

    fn key(policy: &CachePolicy, prompt: Prompt) -> CacheKey {
        CacheKey::new(policy, Model::Chat, Some(Version::Stable), prompt).unwrap()
    }

    const fn kept(prompt: Prompt) -> Kept {
        Kept {
            prompt,
            right: Some(true),
        }
    }

    #[test]
    fn an_answer_is_found_until_its_time_is_over() {
        let policy = CachePolicy::default();
        let mut cache = Cache::new(policy);
        let key = key(&policy, Prompt::Known(3));
        assert_eq!(cache.look_up(at(0), at(0), key), Lookup::Miss);
        cache.keep(at(1), key, kept(Prompt::Known(3)));
        cache.release(key);
        let hit = Lookup::Hit(kept(Prompt::Known(3)));
        assert_eq!(cache.look_up(at(300), at(300), key), hit);
        assert_eq!(cache.look_up(at(301), at(301), key), Lookup::Miss);
    }

    #[test]
    fn one_fetches_and_the_others_wait_until_it_has_or_is_given_up() {
        let policy = CachePolicy::default();
        let mut cache = Cache::new(policy);
        let key = key(&policy, Prompt::Repeated(3));
        assert_eq!(cache.look_up(at(0), at(0), key), Lookup::Miss);
        assert_eq!(cache.look_up(at(1), at(1), key), Lookup::Fetching);
        cache.release(key);
        assert_eq!(cache.look_up(at(2), at(2), key), Lookup::Miss);
        assert_eq!(cache.look_up(at(11), at(11), key), Lookup::Fetching);
        assert_eq!(
            cache.look_up(at(12), at(12), key),
            Lookup::Miss,
            "it took too long"
        );
    }

    #[test]
    fn whoever_waited_in_vain_is_told_so_and_whoever_comes_later_fetches() {
        let policy = CachePolicy::default();
        let mut cache = Cache::new(policy);
        let key = key(&policy, Prompt::Repeated(3));
        assert_eq!(cache.look_up(at(0), at(0), key), Lookup::Miss);
        cache.fail(at(5), key, 504);
        assert_eq!(cache.look_up(at(6), at(6), key), Lookup::Miss);
        assert_eq!(cache.look_up(at(6), at(1), key), Lookup::Failed(504));
    }

    #[test]
    fn without_a_single_flight_everybody_fetches() {
        let policy = CachePolicy {
            single_flight: false,
            ..CachePolicy::default()
        };
        let mut cache = Cache::new(policy);
        let key = key(&policy, Prompt::Repeated(3));
        assert_eq!(cache.look_up(at(0), at(0), key), Lookup::Miss);
        assert_eq!(cache.look_up(at(0), at(0), key), Lookup::Miss);
    }

    #[test]
    fn questions_taken_for_the_same_get_each_others_answers() {
        let policy = CachePolicy {
            alike: 8,
            ..CachePolicy::default()
        };
        assert_eq!(
            key(&policy, Prompt::Known(8)),
            key(&policy, Prompt::Known(15))
        );
        let stored = kept(Prompt::Known(8));
        assert_eq!(stored.is_right_for(Prompt::Known(8)), Some(true));
        assert_eq!(stored.is_right_for(Prompt::Known(9)), Some(false));
        let fresh = CacheKey::new(&policy, Model::Chat, None, Prompt::Fresh);
        assert_eq!(fresh, None);
    }

    #[test]
    fn a_key_reads_well_in_a_store() {
        let key = key(&CachePolicy::default(), Prompt::Known(7));
        assert_eq!(key.to_string(), "answer:chat-v1:known:7");
    }
}
