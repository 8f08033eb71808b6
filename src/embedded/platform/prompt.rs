//! What is asked, as far as it matters here: whether somebody may have asked it before.

use super::chance::unit;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prompt {
    /// Unlike any other.
    Fresh,
    /// One of the hot questions that everybody asks, by its number.
    Repeated(u32),
    /// One whose right answer is known, by its number.
    Known(u32),
}

/// How many hot questions there are.
pub const HOT_QUESTIONS: u32 = 100;
/// The share of the background's questions that are hot.
const HOT: f64 = 0.46;

impl Prompt {
    /// The question in the background load that these bits stand for: nearly half are hot, and of
    /// those a fifth are the same, with the others ever rarer, as by Zipf's law.
    pub fn of_background(luck: u64) -> Self {
        let luck = unit(luck) / HOT;
        if luck >= 1.0 {
            return Self::Fresh;
        }
        let number = f64::from(HOT_QUESTIONS) * luck * luck * luck;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below the number of hot questions"
        )]
        let number = number as u32;
        Self::Repeated(number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Purpose, draw};
    use super::*;

    #[test]
    fn nearly_half_are_hot_and_few_are_very_hot() {
        let (mut hot, mut hottest) = (0, 0);
        for entity in 0..10_000 {
            match Prompt::of_background(draw(1, entity, 0, Purpose::Question)) {
                Prompt::Repeated(number) => {
                    assert!(number < HOT_QUESTIONS);
                    hot += 1;
                    hottest += u32::from(number == 0);
                }
                Prompt::Fresh | Prompt::Known(_) => {}
            }
        }
        assert!((4_400..4_800).contains(&hot), "{hot}");
        assert!((900..1_100).contains(&hottest), "{hottest}");
    }
}
