//! Choices that a wish leaves open, tried from the simplest combination on.

use std::collections::BTreeSet;

/// Answers to the questions that come up while a story is thought out, in their order. The first
/// alternative of each question is the simplest.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    /// The answers that are given; the first alternative beyond their end.
    given: Vec<usize>,
    /// How many alternatives each question had that came up.
    widths: Vec<usize>,
}

impl Choices {
    /// One of so many alternatives, by its number.
    pub(super) fn choose(&mut self, width: usize) -> usize {
        let answer = self.given.get(self.widths.len()).copied().unwrap_or(0);
        self.widths.push(width);
        answer.min(width.saturating_sub(1))
    }
}

/// All combinations of answers, those with the fewest steps away from the simplest first, each once.
#[derive(Debug)]
pub(super) struct Combinations {
    waiting: BTreeSet<(usize, Vec<usize>)>,
}

impl Combinations {
    pub(super) fn new() -> Self {
        Self {
            waiting: BTreeSet::from([(0, Vec::new())]),
        }
    }

    /// The next answers to try.
    pub(super) fn next(&mut self) -> Option<Choices> {
        let (_, given) = self.waiting.pop_first()?;
        Some(Choices {
            given,
            widths: Vec::new(),
        })
    }

    /// Takes in which questions came up: what is one step further from there is worth a try too.
    pub(super) fn went(&mut self, choices: &Choices) {
        let last = choices.given.len().saturating_sub(1);
        for (place, width) in choices.widths.iter().enumerate().skip(last) {
            let mut given = choices.given.clone();
            given.resize(given.len().max(place + 1), 0);
            given[place] += 1;
            if given[place] < *width {
                self.waiting.insert((given.iter().sum(), given));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_comes_once_and_the_simplest_first() {
        let mut combinations = Combinations::new();
        let mut seen = Vec::new();
        while let Some(mut choices) = combinations.next() {
            // The second question comes up after one answer to the first only.
            let first = choices.choose(3);
            let second = if first == 1 { choices.choose(2) } else { 0 };
            seen.push((first, second));
            combinations.went(&choices);
        }
        assert_eq!(seen, [(0, 0), (1, 0), (1, 1), (2, 0)]);
    }
}
