//! What the drill's callers saw, beside what they saw before anything was broken.

use std::collections::BTreeMap;

use super::reading::{Amount, Reading, Z};
use super::window::{within, within_latency};
use super::{Share, Truth};
use crate::base::{At, Bound, Comparison, Duration, Ratio};
use crate::spec::drill::{FactorSignal, LatencySignal, ShareSignal, SignalBound};
use crate::world::{Outcome, Shot};

/// What is usual: what the ordinary caller saw before anything was broken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usual {
    /// Who answers most requests; what anybody else answers comes from a fallback.
    pub server: Option<String>,
    /// The version of the model that answers most requests.
    pub version: Option<String>,
    /// What an answered request costs on average, in millionths of a dollar.
    pub cost_micros: Option<f64>,
}

impl Usual {
    /// What these requests show to be usual.
    pub fn of(steady: &[Shot]) -> Self {
        Self {
            server: most_frequent(steady.iter().filter_map(|shot| shot.served_by.as_deref())),
            version: most_frequent(steady.iter().filter_map(|shot| shot.version.as_deref())),
            cost_micros: costs(steady).map(|(mean, _, _)| mean),
        }
    }
}

/// What the drill's callers saw, each sorted by when a request was due.
#[derive(Clone, Copy, Debug)]
pub struct Callers<'a> {
    /// The caller by whose requests the service is judged.
    pub ordinary: &'a [Shot],
    /// The one who asks questions with known answers.
    pub examiner: &'a [Shot],
    /// The one who uses too much.
    pub runaway: &'a [Shot],
    /// What is usual.
    pub usual: &'a Usual,
}

impl Callers<'_> {
    /// What a signal reads over `[from, to)`; none where callers cannot tell it.
    pub fn read(&self, stretch: (At, At), limit: &SignalBound) -> Option<Reading> {
        match limit {
            SignalBound::Share { signal, is } => {
                Some(Reading::Share(self.share(stretch, *signal), *is))
            }
            SignalBound::Latency { signal, is } => {
                let shots = within(self.ordinary, stretch.0, stretch.1);
                let quick = within_latency(shots, is.limit);
                let comparison = match is.comparison {
                    Comparison::Below | Comparison::AtMost => Comparison::AtLeast,
                    Comparison::Above | Comparison::AtLeast => Comparison::Below,
                };
                let limit = quantile(*signal);
                Some(Reading::Share(quick, Bound { comparison, limit }))
            }
            SignalBound::Factor {
                signal: FactorSignal::CostFactor,
                is,
            } => self.cost_factor(stretch, is.comparison, is.limit.as_f64()),
            // Only the platform's metrics tell it.
            SignalBound::Factor {
                signal: FactorSignal::AttemptsPerRequest,
                ..
            } => None,
            SignalBound::Money { is, .. } => {
                let shots = within(self.runaway, stretch.0, stretch.1);
                let minutes = seconds(stretch.1.since(stretch.0)) / 60.0;
                let (sum, squares) = shots
                    .iter()
                    .filter_map(dollars)
                    .fold((0.0, 0.0), |(sum, squares), cost| {
                        (sum + cost, cost.mul_add(cost, squares))
                    });
                #[expect(clippy::cast_precision_loss, reason = "dollars are far below 2^52")]
                let limit = is.limit.micros() as f64 / 1e6;
                Some(Reading::Amount(Amount {
                    value: sum / minutes,
                    spread: Z * squares.sqrt() / minutes,
                    samples: count(shots.len()),
                    comparison: is.comparison,
                    limit,
                }))
            }
        }
    }

    /// Whether a signal lies within its bound over a stretch, point by point.
    pub fn hold(&self, stretch: (At, At), limit: &SignalBound) -> bool {
        self.read(stretch, limit)
            .is_some_and(|reading| reading.holds())
    }

    /// The first window within `[from, to)` over which a signal lies within its bound.
    pub fn first_hold(
        &self,
        (from, to): (At, At),
        (beat, window): (Duration, Duration),
        limit: &SignalBound,
    ) -> Option<At> {
        let mut start = from;
        while start + window <= to {
            if self.hold((start, start + window), limit) {
                return Some(start);
            }
            start += beat;
        }
        None
    }

    /// When a signal came within its bound and stayed there up to `to`: the first beat that begins
    /// a window in which it holds, such that it holds for all of the rest; and in that stretch the
    /// moment at which the first caller had an answer, since nobody is helped before that. Also
    /// says what is known of the rest; it fails if there was no such beat, or only one that did not
    /// last.
    pub fn mitigated_at(
        &self,
        (from, to): (At, At),
        (beat, window): (Duration, Duration),
        limit: &SignalBound,
    ) -> (Option<At>, Truth) {
        let mut start = from;
        let mut first = None;
        while start + window <= to {
            if self.hold((start, start + window), limit) {
                first = first.or(Some(start));
                let rest = self.read((start, to), limit);
                if let Some(rest) = rest.filter(Reading::holds) {
                    let answer = within(self.concerned(limit), start, to)
                        .iter()
                        .filter(|shot| shot.outcome.is_ok() || is_blocking(limit))
                        .map(|shot| shot.due + shot.took)
                        .min();
                    return (answer.or(Some(start)), rest.judge());
                }
            }
            start += beat;
        }
        // Once it held and did not last, the first moment at which it held is what there is to tell.
        (first, Truth::Fails)
    }

    /// The requests by which a signal is judged.
    pub fn concerned(&self, limit: &SignalBound) -> &[Shot] {
        match limit {
            SignalBound::Share {
                signal: ShareSignal::WrongAnswers,
                ..
            } => self.examiner,
            SignalBound::Share {
                signal: ShareSignal::Blocked,
                ..
            }
            | SignalBound::Money { .. } => self.runaway,
            SignalBound::Share { .. }
            | SignalBound::Latency { .. }
            | SignalBound::Factor { .. } => self.ordinary,
        }
    }

    /// The share that a signal is.
    pub fn share(&self, (from, to): (At, At), signal: ShareSignal) -> Share {
        let ordinary = within(self.ordinary, from, to);
        let answered = || ordinary.iter().filter(|shot| shot.outcome.is_ok());
        let another = |found: Option<&str>, usual: &Option<String>| {
            found.is_some_and(|found| Some(found) != usual.as_deref())
        };
        match signal {
            ShareSignal::Success => Share::of(ordinary, |shot| shot.outcome.is_ok()),
            ShareSignal::FallbackShare => Share::of(ordinary, |shot| {
                shot.outcome.is_ok() && another(shot.served_by.as_deref(), &self.usual.server)
            }),
            // Who waits for a cache that hangs is not answered by it.
            ShareSignal::CacheHitRatio => Share::of(ordinary, |shot| shot.cached == Some(true)),
            ShareSignal::NewVersionShare => {
                Share::of(answered().filter(|shot| shot.version.is_some()), |shot| {
                    another(shot.version.as_deref(), &self.usual.version)
                })
            }
            ShareSignal::WrongAnswers => Share::of(
                within(self.examiner, from, to)
                    .iter()
                    .filter(|shot| shot.correct.is_some()),
                |shot| shot.correct == Some(false),
            ),
            ShareSignal::Blocked => Share::of(within(self.runaway, from, to), |shot| {
                is_refused(shot.outcome)
            }),
        }
    }

    fn cost_factor(
        &self,
        (from, to): (At, At),
        comparison: Comparison,
        limit: f64,
    ) -> Option<Reading> {
        let usual = self.usual.cost_micros.filter(|usual| *usual > 0.0)?;
        let (mean, error, samples) = costs(within(self.ordinary, from, to))?;
        Some(Reading::Amount(Amount {
            value: mean / usual,
            spread: Z * error / usual,
            samples,
            comparison,
            limit,
        }))
    }
}

/// Whether a quota refused the request: too many of them, or no budget left.
pub const fn is_refused(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Status(402 | 429))
}

const fn is_blocking(limit: &SignalBound) -> bool {
    matches!(
        limit,
        SignalBound::Share {
            signal: ShareSignal::Blocked,
            ..
        }
    )
}

fn quantile(signal: LatencySignal) -> Ratio {
    Ratio::from_millionths(match signal {
        LatencySignal::P50 => 500_000,
        LatencySignal::P95 => 950_000,
        LatencySignal::P99 => 990_000,
    })
}

/// Mean, standard error and number of what answered requests cost, in millionths of a dollar.
fn costs(shots: &[Shot]) -> Option<(f64, f64, u64)> {
    let told = || {
        let answered = shots.iter().filter(|shot| shot.outcome.is_ok());
        answered.filter_map(|shot| dollars(shot).map(|dollars| dollars * 1e6))
    };
    let samples = count(told().count());
    if samples == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let n = samples as f64;
    let mean = told().sum::<f64>() / n;
    let variance = told().map(|cost| (cost - mean).powi(2)).sum::<f64>() / n;
    Some((mean, (variance / n).sqrt(), samples))
}

#[expect(clippy::cast_precision_loss, reason = "dollars are far below 2^52")]
fn dollars(shot: &Shot) -> Option<f64> {
    shot.cost.map(|cost| cost.micros() as f64 / 1e6)
}

fn seconds(length: Duration) -> f64 {
    length.std().as_secs_f64()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn most_frequent<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = BTreeMap::<&str, usize>::new();
    for name in names {
        *seen.entry(name).or_default() += 1;
    }
    let most = seen.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(name, _)| name.to_owned())
}
