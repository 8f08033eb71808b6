//! Running rules over a story, as a unit test does.

use std::sync::Arc;

use super::frame::Frame;
use super::story::Story;
use crate::alerts::group::{ActiveAlert, AlertState, GroupOptions, GroupState};
use crate::alerts::rules::Group;
use crate::promql::{Major, Options, Store};

/// What came of a story.
#[derive(Clone, Debug)]
pub(super) struct Played {
    /// With which sample the alert fired first, if it did.
    pub(super) fired: Option<usize>,
    /// The alerts of its name that fire at that moment.
    pub(super) firing: Vec<ActiveAlert>,
    /// Whether the alert was pending at least.
    pub(super) pending: bool,
    /// Why a rule could not be evaluated.
    pub(super) error: Option<String>,
    /// All series at the end.
    pub(super) store: Store,
    /// How many samples were looked at.
    pub(super) ticks: u64,
}

/// The options of an evaluation with the samples of a story.
pub(super) fn engine(story: &Story, major: Major) -> Options {
    Options {
        major,
        subquery_step: story.step,
        ..Options::default()
    }
}

/// Runs the groups over a story until the alert of this name fires, or can no more.
pub(super) fn play(groups: &[Arc<Group>], alert: &str, story: &Story, frame: Frame) -> Played {
    play_as(Major::Three, groups, alert, story, frame)
}

/// The same as this version of Prometheus.
pub(super) fn play_as(
    major: Major,
    groups: &[Arc<Group>],
    alert: &str,
    story: &Story,
    frame: Frame,
) -> Played {
    let options = Arc::new(GroupOptions {
        evaluation_interval: story.step,
        engine: engine(story, major),
        ..GroupOptions::default()
    });
    let mut states: Vec<GroupState> = (groups.iter())
        .map(|group| GroupState::new(group.clone(), options.clone()))
        .collect();
    let mut played = Played {
        fired: None,
        firing: Vec::new(),
        pending: false,
        error: None,
        store: Store::default(),
        ticks: 0,
    };
    let series: Vec<_> = (story.series.iter())
        .map(|(labels, given)| (played.store.series(labels), given))
        .collect();
    for tick in 0..=frame.fires_within {
        let at_ms = millis(tick.saturating_mul(story.step.ms()));
        let index = usize::try_from(tick).unwrap_or(usize::MAX);
        for (id, given) in &series {
            if let Some(Some(value)) = given.get(index) {
                played.store.append_to(*id, at_ms, *value);
            }
        }
        for state in &mut states {
            let errors = state.evaluate(at_ms, &mut played.store).errors;
            played.error = errors.into_iter().next().map(|error| error.message);
            if played.error.is_some() {
                return played;
            }
        }
        played.ticks = tick + 1;
        let active = active(&states, alert);
        played.pending |= !active.is_empty();
        let firing: Vec<ActiveAlert> = (active.iter())
            .filter(|alert| alert.state == AlertState::Firing)
            .cloned()
            .collect();
        if !firing.is_empty() {
            played.fired = Some(index);
            played.firing = firing;
            return played;
        }
        if active.is_empty() && tick > frame.pending_within {
            return played;
        }
    }
    played
}

fn active(states: &[GroupState], alert: &str) -> Vec<ActiveAlert> {
    let active = states.iter().flat_map(GroupState::active);
    active.filter(|active| *active.rule == *alert).collect()
}

/// A length of a story as a time in it.
pub(super) fn millis(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
