//! What the evaluator has seen of each version within the last minutes.

use super::names::Version;
use super::quality::Looked;
use crate::base::{At, Duration};

/// Parts in which the window moves on.
const PARTS: u8 = 12;

/// Answers of a version that were looked at, and those among them that were scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Answers.
    pub answers: u32,
    /// Answers that violated a guardrail.
    pub violations: u32,
    /// Answers with a groundedness score.
    pub scored: u32,
    /// The sum of those scores, in thousandths.
    pub score: u64,
}

impl Seen {
    /// The mean of the groundedness scores, in thousandths; none without any.
    pub fn groundedness(&self) -> Option<u64> {
        self.score.checked_div(u64::from(self.scored))
    }

    const fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.violations += other.violations;
        self.scored += other.scored;
        self.score += other.score;
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    part: i64,
    seen: Seen,
}

/// The evaluator's memory, version by version; what is older than its window is forgotten.
#[derive(Clone, Debug)]
pub struct Evaluations {
    part_ms: i64,
    slots: [[Slot; PARTS as usize]; Version::ALL.len()],
}

impl Evaluations {
    /// Nothing seen yet, with a memory of this length.
    pub fn new(window: Duration) -> Self {
        let part_ms = i64::try_from(window.ms()).unwrap_or(i64::MAX) / i64::from(PARTS);
        Self {
            part_ms: part_ms.max(1),
            slots: Default::default(),
        }
    }

    /// Notes an answer.
    pub fn note(&mut self, at: At, version: Version, looked: Looked) {
        let part = at.ms().div_euclid(self.part_ms);
        let index = usize::try_from(part.rem_euclid(i64::from(PARTS))).unwrap_or(0);
        let slot = &mut self.slots[version.index()][index];
        if slot.part != part {
            *slot = Slot {
                part,
                ..Slot::default()
            };
        }
        slot.seen.add(Seen {
            answers: 1,
            violations: u32::from(looked.violated),
            scored: u32::from(looked.score.is_some()),
            score: looked.score.map_or(0, u64::from),
        });
    }

    /// What was seen of a version within the window before `at`.
    pub fn of(&self, at: At, version: Version) -> Seen {
        let part = at.ms().div_euclid(self.part_ms);
        let mut seen = Seen::default();
        for slot in &self.slots[version.index()] {
            if (0..i64::from(PARTS)).contains(&(part - slot.part)) {
                seen.add(slot.seen);
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let mut evaluations = Evaluations::new(Duration::from_mins(2));
        let looked = Looked {
            hallucinated: false,
            violated: true,
            tool: None,
            score: Some(600),
        };
        evaluations.note(At::from_ms(0), Version::Bad, looked);
        evaluations.note(At::from_ms(60_000), Version::Bad, looked);
        let seen = |seconds: i64| evaluations.of(At::from_ms(seconds * 1_000), Version::Bad);
        assert_eq!(seen(60).scored, 2);
        assert_eq!(seen(60).groundedness(), Some(600));
        assert_eq!(seen(125).violations, 1);
        assert_eq!(seen(190), Seen::default());
        assert_eq!(seen(190).groundedness(), None);
        assert_eq!(
            evaluations.of(At::from_ms(60_000), Version::Good),
            Seen::default()
        );
    }
}
