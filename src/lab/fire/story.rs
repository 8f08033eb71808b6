//! A story: series with their values, from the first sample to the one with which an alert fires.

use super::demand::Motion;
use super::frame::Frame;
use super::lines::Line;
use crate::base::{Duration, Labels};
use crate::promql::{Given, STALE_NAN};

/// Series that make an alert fire.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The time between two values, and two evaluations.
    pub step: Duration,
    /// The series with their values.
    pub series: Vec<(Labels, Given)>,
}

impl Story {
    /// The story that lines tell in a frame.
    pub(super) fn told(lines: &[Line], frame: Frame) -> Self {
        let series = lines.iter().map(|line| {
            let given = values(line, frame);
            (line.labels.clone(), given)
        });
        Self {
            step: frame.step,
            series: series.collect(),
        }
    }

    /// The same up to this sample.
    #[must_use]
    pub(super) fn until(&self, tick: usize) -> Self {
        let mut story = self.clone();
        for (_, given) in &mut story.series {
            given.truncate(tick + 1);
        }
        story
            .series
            .retain(|(_, given)| given.iter().any(Option::is_some));
        story
    }
}

fn values(line: &Line, frame: Frame) -> Given {
    let step = frame.step.secs_f64();
    let mut given = Given::new();
    let mut phases = line.phases.iter().peekable();
    let mut value = 0.0;
    let mut begins = 0_u64;
    while let Some((reach, motion)) = phases.next() {
        let ends = if phases.peek().is_none() {
            frame.fires_within + 1
        } else {
            // The window is full, and then it moves on.
            let looked_back = reach.ms().div_ceil(frame.step.ms().max(1)) + 1;
            looked_back.max(begins + 1).min(frame.fires_within)
        };
        let mut first = true;
        for tick in begins..ends {
            given.push(sample(*motion, tick, step, first, &mut value, given.last()));
            first = false;
        }
        begins = begins.max(ends);
    }
    given
}

/// The next sample of a motion.
fn sample(
    motion: Motion,
    tick: u64,
    step: f64,
    first: bool,
    value: &mut f64,
    last: Option<&Option<f64>>,
) -> Option<f64> {
    let seconds = std::time::Duration::from_secs(tick).as_secs_f64() * step;
    match motion {
        Motion::Missing => {
            let ends = first && last.is_some_and(Option::is_some);
            return ends.then_some(STALE_NAN);
        }
        Motion::Any => *value = 1.0,
        Motion::Level(level) | Motion::Heading(level, _) => *value = level,
        Motion::Rate(rate) => {
            if last.is_some() {
                *value += rate * step;
            }
        }
        Motion::Wobble(far) => {
            *value = if tick.is_multiple_of(2) {
                0.0
            } else {
                2.0 * far
            }
        }
        Motion::Saw => {
            *value = [0.0, 1.0, 2.0][usize::try_from(tick % 3).unwrap_or(0)];
        }
        Motion::Ramp(start, rate) => {
            *value = if first { start } else { *value + rate * step };
        }
        Motion::Clock(off) => *value = seconds + off,
    }
    Some(*value)
}
