//! How often a story has samples, and how long it may go on.

use std::sync::Arc;

use super::wish::Wish;
use crate::alerts::rules::{Group, Rule};
use crate::base::Duration;
use crate::promql::ExprKind;

/// The times between two samples that are used, in seconds.
const STEPS: [u64; 10] = [86_400, 21_600, 3_600, 900, 300, 60, 30, 15, 5, 1];
/// The time between two samples where nothing speaks for another.
const USUAL: Duration = Duration::from_secs(60);
/// A window holds at least so many samples.
const SAMPLES_LEAST: u64 = 4;
/// Beyond so many samples a story has fewer of them.
const TICKS_MANY: u64 = 1_500;
/// So many samples has the longest story.
const TICKS_MOST: u64 = 12_000;
/// By so much a step is shorter that is to fit into no window.
const OFF_BEAT: Duration = Duration::from_secs(1);
/// How far an expression without a window looks back.
const LOOK_BACK: Duration = Duration::from_mins(5);
/// Samples after everything that is waited for.
const TICKS_MORE: u64 = 8;

/// How often a story has samples, and how long it may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The time between two samples, and two evaluations.
    pub(super) step: Duration,
    /// Samples until the alert must be pending.
    pub(super) pending_within: u64,
    /// Samples until it must fire.
    pub(super) fires_within: u64,
}

impl Frame {
    pub(super) fn of(wish: &Wish, groups: &[Arc<Group>]) -> Self {
        let reach = wish.demands.iter().map(|demand| demand.reach).max();
        let windows = reach.unwrap_or_default();
        let before = windows * 2 + wish.wait;
        let hold = longest_hold(groups);
        let step = step(wish, groups, before + hold);
        let ticks = |length: Duration| length.ms().div_ceil(step.ms().max(1));
        let pending_within = (ticks(before) + TICKS_MORE).min(TICKS_MOST);
        Self {
            step,
            pending_within,
            fires_within: (pending_within + ticks(hold) + TICKS_MORE).min(TICKS_MOST),
        }
    }

    /// The same with a slightly shorter step of which no window is a multiple: no sample lies where a
    /// window begins, which is where the versions of Prometheus differ. None if there is no such step.
    pub(super) fn off_beat(self, groups: &[Arc<Group>]) -> Option<Self> {
        let step = self.step.saturating_sub(OFF_BEAT);
        let mut windows = windows(groups).into_iter().chain([LOOK_BACK]);
        let is_multiple = |window: Duration| window.ms().is_multiple_of(step.ms());
        let is_on_beat = step == Duration::ZERO || windows.any(is_multiple);
        let ticks = |many: u64| (many * self.step.ms()).div_ceil(step.ms().max(1));
        let frame = Self {
            step,
            pending_within: ticks(self.pending_within).min(TICKS_MOST),
            fires_within: ticks(self.fires_within).min(TICKS_MOST),
        };
        (!is_on_beat).then_some(frame)
    }
}

/// How long alerts wait, one for the other.
fn longest_hold(groups: &[Arc<Group>]) -> Duration {
    let rules = groups.iter().flat_map(|group| &group.rules);
    let holds = rules.filter_map(|rule| match rule {
        Rule::Alert(alert) => Some(alert.hold),
        Rule::Record(_) => None,
    });
    holds.fold(Duration::ZERO, |sum, hold| sum + hold)
}

fn step(wish: &Wish, groups: &[Arc<Group>], whole: Duration) -> Duration {
    let shortest = windows(groups).into_iter().min();
    let apart = shortest.map(|window| Duration::from_ms(window.ms() / SAMPLES_LEAST));
    let apart = apart.into_iter().chain(wish.apart).min();
    let allowed = |step: &Duration| apart.is_none_or(|apart| *step <= apart);
    let steps = || STEPS.into_iter().map(Duration::from_secs);
    let smallest = Duration::from_secs(1);
    let usual = steps().find(|step| *step <= USUAL && allowed(step));
    let usual = usual.unwrap_or(smallest);
    if whole.ms() / usual.ms() <= TICKS_MANY {
        return usual;
    }
    let mut longer = steps().filter(|step| *step >= usual && allowed(step));
    let fewest = longer.clone().next().unwrap_or(usual);
    let enough = longer.rfind(|step| whole.ms() / step.ms() <= TICKS_MANY);
    enough.unwrap_or(fewest)
}

/// The windows of all expressions.
fn windows(groups: &[Arc<Group>]) -> Vec<Duration> {
    let mut windows = Vec::new();
    for rule in groups.iter().flat_map(|group| &group.rules) {
        rule.query().expr.walk(&mut |part| {
            if let ExprKind::Range(_, length) = &part.kind {
                windows.push(*length);
            }
        });
    }
    windows
}
