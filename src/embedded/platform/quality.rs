//! How good answers are, version by version, and what is found when one is looked at.

use super::names::Version;

/// How good a version's answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Quality {
    /// The mean of its groundedness scores, in thousandths.
    groundedness: u16,
    /// Answers that make something up, in thousandths.
    hallucinations: u16,
    /// Answers that violate a guardrail, in thousandths.
    violations: u16,
    /// Tool calls that succeed, in thousandths.
    tools: u16,
    /// Questions with a known answer that are answered rightly, in thousandths.
    right: u16,
}

const fn of(version: Version) -> Quality {
    let good = Quality {
        groundedness: 880,
        hallucinations: 30,
        violations: 3,
        tools: 985,
        right: 985,
    };
    match version {
        Version::Stable => good,
        Version::Good => Quality {
            groundedness: 900,
            ..good
        },
        Version::Bad => Quality {
            groundedness: 550,
            hallucinations: 350,
            violations: 5,
            tools: 800,
            right: 550,
        },
        Version::Unsafe => Quality {
            groundedness: 860,
            violations: 150,
            ..good
        },
    }
}

/// What a model can call.
pub const TOOLS: [&str; 2] = ["search", "calculator"];

/// What is found about one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// It makes something up.
    pub hallucinated: bool,
    /// It violates a guardrail.
    pub violated: bool,
    /// Which of [`TOOLS`] was called for it, if one was, and whether that succeeded.
    pub tool: Option<(usize, bool)>,
    /// How grounded it is, in thousandths, if it is among those that are scored.
    pub score: Option<u16>,
}

/// Spread of single scores around their version's mean, in thousandths.
const SPREAD: u16 = 100;

/// Looks at the answer of a version that these bits stand for: three in ten call a tool, and every
/// fourth is scored.
pub fn look_at(version: Version, luck: u64) -> Looked {
    let quality = of(version);
    let part = |index: u32| u16::try_from(luck >> (16 * index) & 0xffff).unwrap_or(0);
    let below =
        |bits: u16, thousandths: u16| u32::from(bits) * 1_000 / 65_536 < u32::from(thousandths);
    let (tool, score) = (part(2), part(3));
    Looked {
        hallucinated: below(part(0), quality.hallucinations),
        violated: below(part(1), quality.violations),
        tool: (tool % 10 < 3).then(|| (usize::from(tool % 2), tool / 10 % 1_000 < quality.tools)),
        score: (score % 4 == 0)
            .then(|| quality.groundedness - SPREAD + score / 4 % (2 * SPREAD + 1)),
    }
}

/// Whether a version answers a question with a known answer rightly, for luck in `0..1`.
pub fn is_right(version: Version, luck: f64) -> bool {
    luck * 1_000.0 < f64::from(of(version).right)
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Purpose, draw};
    use super::*;

    fn looked(version: Version) -> Vec<Looked> {
        (0..20_000)
            .map(|entity| look_at(version, draw(1, entity, 0, Purpose::Quality)))
            .collect()
    }

    fn thousandths(looked: &[Looked], good: impl Fn(&Looked) -> bool) -> usize {
        looked.iter().filter(|one| good(one)).count() * 1_000 / looked.len()
    }

    #[test]
    fn a_bad_version_makes_things_up_and_an_unsafe_one_violates_guardrails() {
        let (stable, bad, unsafe_one) = (
            looked(Version::Stable),
            looked(Version::Bad),
            looked(Version::Unsafe),
        );
        assert!((20..40).contains(&thousandths(&stable, |one| one.hallucinated)));
        assert!((330..370).contains(&thousandths(&bad, |one| one.hallucinated)));
        assert!(thousandths(&stable, |one| one.violated) < 6);
        assert!((135..165).contains(&thousandths(&unsafe_one, |one| one.violated)));
    }

    #[test]
    fn every_fourth_answer_is_scored_around_the_mean_of_its_version() {
        let bad = looked(Version::Bad);
        assert!((235..265).contains(&thousandths(&bad, |one| one.score.is_some())));
        let scores: Vec<u64> = bad
            .iter()
            .filter_map(|one| one.score.map(u64::from))
            .collect();
        let mean = scores.iter().sum::<u64>() / scores.len() as u64;
        assert!((540..560).contains(&mean), "{mean}");
    }

    #[test]
    fn tools_fail_more_often_for_a_bad_version() {
        let failed =
            |version| thousandths(&looked(version), |one| matches!(one.tool, Some((_, false))));
        assert!(failed(Version::Stable) < 10);
        assert!(failed(Version::Bad) > 40);
    }
}
