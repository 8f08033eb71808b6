//! The same series a little otherwise: more, less, twice, later, for a while only.

use super::input::Input;
use crate::base::Labels;
use crate::promql::{Given, STALE_NAN, is_stale};

/// By how much series are scaled; some steps are narrow, so that limits are met from both sides.
const FACTORS: [f64; 12] = [
    0.0, 3.0, 0.3, 1.5, 0.6, 10.0, 0.1, 1.1, 0.9, 100.0, 0.01, -1.0,
];
/// By how much all series are scaled where there are two of each: only together they pass a limit.
const TOGETHER: [f64; 3] = [0.03, 0.1, 0.5];
/// For how many values something happens.
const LENGTHS: [usize; 6] = [2, usize::MAX, 8, 4, 16, 32];
/// How fast series grow for a while, and how fast before and after.
const PACES: [(f64, f64); 4] = [(1.0, 0.0), (0.0, 1.0), (0.001, 1.0), (1.0, 0.001)];
/// For how many values a series is gone.
const GONE: [usize; 3] = [2, 8, usize::MAX];

/// For how many values a series is something else.
const PULSES: [usize; 3] = [1, 3, 8];

/// A way in which an input is made another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Variation {
    /// A second set of series that differs in one label, so many times as large; and all of them
    /// scaled.
    Twins(String, f64, f64),
    /// A second series that differs from one in a label.
    Twin(usize, String),
    /// One series, or all of them, grow otherwise for a while.
    ForAWhile {
        series: Option<usize>,
        length: usize,
        pace: (f64, f64),
    },
    /// One series is so many times as large.
    Scaled(usize, f64),
    /// One series is missing.
    Without(usize),
    /// One series, or all of them, are not there at first.
    Late(Option<usize>),
    /// One series, or all of them, end, and come back after so many values.
    Gone(Option<usize>, usize),
    /// One series is so many times as large for a while, and so many times before and after.
    Pulse {
        series: usize,
        length: usize,
        within: f64,
        around: f64,
    },
}

/// Ways to vary an input, the likeliest to tell something first.
pub(super) fn all(input: &Input) -> Vec<Variation> {
    let series = 0..input.series.len();
    let mut all = Vec::new();
    let names = names(input);
    for name in &names {
        all.extend([3.0, 0.3].map(|factor| Variation::Twins(name.clone(), factor, 1.0)));
    }
    for length in LENGTHS {
        for pace in PACES {
            let which = [None].into_iter().chain(series.clone().map(Some));
            all.extend(which.map(|series| Variation::ForAWhile {
                series,
                length,
                pace,
            }));
        }
        // What is likely comes first: the shortest, and then something of everything.
        if length == LENGTHS[0] {
            for name in &names {
                all.extend(TOGETHER.map(|all| Variation::Twins(name.clone(), 1.0, all)));
                all.extend(series.clone().map(|one| Variation::Twin(one, name.clone())));
            }
        }
    }
    for factor in FACTORS {
        all.extend(series.clone().map(|one| Variation::Scaled(one, factor)));
    }
    all.extend(series.clone().map(Variation::Without));
    let which = || std::iter::once(None).chain(series.clone().map(Some));
    all.extend(which().map(Variation::Late));
    for length in GONE {
        all.extend(which().map(|one| Variation::Gone(one, length)));
    }
    for length in PULSES {
        for (within, around) in [(1.0, 0.0), (0.0, 1.0)] {
            all.extend(series.clone().map(|series| Variation::Pulse {
                series,
                length,
                within,
                around,
            }));
        }
    }
    all
}

/// The labels of the series, in the order in which they are met.
fn names(input: &Input) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in input.series.iter().flat_map(|(labels, _)| labels.iter()) {
        if name != Labels::NAME && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

impl Variation {
    /// The input, varied.
    pub(super) fn of(&self, input: &Input) -> Input {
        let mut varied = input.clone();
        let series = &mut varied.series;
        match self {
            Self::Twins(name, factor, all) => {
                let twins = input.series.iter();
                series.extend(twins.filter_map(|one| twin(one, name, *factor)));
                for (_, given) in series {
                    *given = times(given, *all);
                }
            }
            Self::Twin(number, name) => series.extend(twin(&input.series[*number], name, 1.0)),
            Self::ForAWhile {
                series: which,
                length,
                pace: (within, around),
            } => {
                for given in chosen(series, *which) {
                    let start = given.len() / 3;
                    let part = start..start.saturating_add(*length);
                    let pace = |at| if part.contains(&at) { *within } else { *around };
                    *given = stepwise(given, pace);
                }
            }
            Self::Scaled(number, factor) => {
                series[*number].1 = times(&series[*number].1, *factor);
            }
            Self::Without(number) => drop(series.remove(*number)),
            Self::Late(which) => {
                for given in chosen(series, *which) {
                    let start = given.len() / 2;
                    given[..start].fill(None);
                }
            }
            Self::Gone(which, length) => {
                for given in chosen(series, *which) {
                    let start = given.len() / 2;
                    let end = start.saturating_add(*length).min(given.len());
                    given[start..end].fill(None);
                    if let Some(first) = given.get_mut(start) {
                        *first = Some(STALE_NAN);
                    }
                }
            }
            Self::Pulse {
                series: number,
                length,
                within,
                around,
            } => {
                let given = &mut series[*number].1;
                let start = given.len() / 2;
                let end = start.saturating_add(*length).min(given.len());
                let (less, more) = (times(given, *around), times(given, *within));
                *given = [&less[..start], &more[start..end], &less[end..]].concat();
            }
        }
        varied
    }
}

/// The values of one series, or of all.
fn chosen(
    series: &mut [(Labels, Given)],
    which: Option<usize>,
) -> impl Iterator<Item = &mut Given> {
    let all = series.iter_mut().enumerate();
    let chosen = all.filter(move |(number, _)| which.is_none_or(|one| one == *number));
    chosen.map(|(_, (_, given))| given)
}

/// The same series with another value of a label, if it has one.
fn twin(one: &(Labels, Given), name: &str, factor: f64) -> Option<(Labels, Given)> {
    let (labels, given) = one;
    let value = labels.get(name);
    let other = format!("{value}-2");
    (!value.is_empty()).then(|| (labels.with(name, &other), times(given, factor)))
}

/// The values with each of their steps made larger or smaller.
fn stepwise(given: &Given, pace: impl Fn(usize) -> f64) -> Given {
    let (mut before, mut sum) = (None, None);
    let steps = given.iter().enumerate().map(|(at, value)| {
        let value = (*value)?;
        if is_stale(value) {
            (before, sum) = (None, None);
            return Some(value);
        }
        let step = before.map_or(0.0, |before: f64| value - before);
        let next = match sum {
            None => value,
            Some(sum) => sum + step * pace(at),
        };
        (before, sum) = (Some(value), Some(next));
        Some(next)
    });
    steps.collect()
}

/// The values so many times as large.
pub(super) fn times(given: &Given, factor: f64) -> Given {
    let scaled = |value: f64| {
        if is_stale(value) {
            value
        } else {
            value * factor
        }
    };
    given.iter().map(|value| value.map(scaled)).collect()
}
