//! The search for a story in which one alert fires.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::choices::Combinations;
use super::frame::Frame;
use super::lines::{Line, lines};
use super::miss::Misses;
use super::play::{Played, play, play_as};
use super::rule_set::{Place, RuleSet};
use super::shrink::shrink;
use super::story::Story;
use super::wish::{Wish, Wishing};
use crate::alerts::rules::Group;
use crate::base::Labels;
use crate::promql::Major;

/// Combinations of choices that are looked at.
const COMBINATIONS_MOST: usize = 4_000;
/// Stories that are tried.
const TRIES_MOST: usize = 400;
/// Samples of series that all tries of one alert look at.
const SAMPLES_MOST: u64 = 400_000;

/// What the search for a story came to.
#[derive(Clone, Debug)]
pub struct Searched {
    /// The shortest story in which the alert fires; none if none was found.
    pub found: Option<FoundStory>,
    /// Stories that were tried.
    pub tries: usize,
    /// What stands nearest in the way; only where no story was found.
    pub miss: Option<String>,
}

/// A story in which an alert fires.
#[derive(Clone, Debug)]
pub struct FoundStory {
    /// The series.
    pub story: Story,
    /// The sample with which the alert fires, from 0.
    pub fires_at: usize,
    /// The labels and the annotations of all alerts of the name that fire then.
    pub firing: Vec<(Labels, Labels)>,
    /// The files with the rules that must be loaded, in their order.
    pub files: Vec<Arc<str>>,
    /// The groups in their order, where more than one is needed: promtool's own order is random.
    pub order: Vec<Arc<str>>,
    /// Annotations of the rule that come to nothing.
    pub empty: Vec<String>,
    /// Recorded metrics that the story gives as they are: no series was found for which their rules
    /// record what the alert needs.
    pub given: BTreeSet<String>,
}

/// One way to tell a story that was tried.
struct Try {
    wish: Wish,
    groups: Vec<Arc<Group>>,
    frame: Frame,
    lines: Vec<Line>,
}

/// Searches for a story in which the alert at a place fires.
pub(super) fn search(set: &RuleSet, place: Place) -> Searched {
    let mut searched = Searched {
        found: None,
        tries: 0,
        miss: None,
    };
    let Some(alert) = set.alert(place) else {
        return searched;
    };
    let mut misses = Misses::of(&alert.query.expr);
    let mut combinations = Combinations::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut looked_at = 0;
    for _ in 0..COMBINATIONS_MOST {
        let Some(mut choices) = combinations.next() else {
            break;
        };
        let wish = Wishing::for_alert(set, place, &mut choices);
        let lines = lines(&wish, &mut choices);
        combinations.went(&choices);
        let Some(lines) = lines else {
            continue;
        };
        let groups = set.only(&wish.used);
        let frame = Frame::of(&wish, &groups);
        // Different choices often come to the same.
        if !told.insert(format!("{lines:?}{frame:?}")) {
            continue;
        }
        searched.tries += 1;
        let story = Story::told(&lines, frame);
        let played = play(&groups, &alert.name, &story, frame);
        looked_at += played.ticks * (lines.len() as u64 + 1);
        if played.fired.is_some() {
            let tried = Try {
                wish,
                groups,
                frame,
                lines,
            };
            searched.found = best(set, place, &alert.name, &tried);
            if searched.found.is_some() {
                return searched;
            }
        }
        misses.look(&played, &story);
        if searched.tries == TRIES_MOST || looked_at > SAMPLES_MOST {
            break;
        }
    }
    searched.miss = misses.nearest();
    searched
}

/// The story, told so that the alert fires alike in all versions of Prometheus if it can be.
fn best(set: &RuleSet, place: Place, alert: &str, tried: &Try) -> Option<FoundStory> {
    let on_beat = kept(set, place, alert, tried, tried.frame)?;
    if on_beat.1 == Versions::Agree {
        return Some(on_beat.0);
    }
    let frame = tried.frame.off_beat(&tried.groups);
    let off_beat = frame.and_then(|frame| kept(set, place, alert, tried, frame));
    let agreed = off_beat.filter(|(_, versions)| *versions == Versions::Agree);
    Some(agreed.unwrap_or(on_beat).0)
}

/// Whether an alert fires at the same time with the same texts in all versions of Prometheus.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Versions {
    Agree,
    Differ,
}

/// The story as short as it can be, if it is one with all rules of the files too.
fn kept(
    set: &RuleSet,
    place: Place,
    alert: &str,
    tried: &Try,
    frame: Frame,
) -> Option<(FoundStory, Versions)> {
    let Try { wish, groups, .. } = tried;
    let mut used = wish.used.clone();
    used.insert(place);
    let (lines, story) = shrink(groups, alert, tried.lines.clone(), frame);
    let (files, all) = set.files(&used);
    let whole = Story::told(&lines, frame);
    let played = play(&all, alert, &whole, frame);
    // Another alert of the name may fire earlier; what is told is told of the first.
    let fires_at = played.fired?;
    let firing = told(&played);
    let earlier = play_as(Major::Two, &all, alert, &whole, frame);
    let versions = if earlier.fired == played.fired && told(&earlier) == firing {
        Versions::Agree
    } else {
        Versions::Differ
    };
    let names: BTreeSet<&str> = lines.iter().map(|line| line.labels.metric()).collect();
    let given = wish
        .given
        .iter()
        .filter(|name| names.contains(name.as_str()));
    let annotations = set.alert(place).map(|alert| &alert.annotations);
    let is_told = |name: &str| firing.iter().any(|(_, told)| !told.get(name).is_empty());
    let empty = annotations.into_iter().flatten().map(|(name, _)| name);
    let empty = empty.filter(|name| !is_told(name)).cloned().collect();
    let order = if groups.len() > 1 {
        order(&all)
    } else {
        Vec::new()
    };
    let found = FoundStory {
        order,
        empty,
        given: given.cloned().collect(),
        story: story.until(fires_at),
        fires_at,
        firing,
        files,
    };
    Some((found, versions))
}

/// The labels and the annotations of the alerts that fire.
fn told(played: &Played) -> Vec<(Labels, Labels)> {
    let firing = played.firing.iter();
    let firing = firing.map(|alert| (alert.labels.clone(), alert.annotations.clone()));
    let mut firing: Vec<_> = firing.collect();
    firing.sort();
    firing
}

/// The names of groups in their order; none if two have the same.
fn order(groups: &[Arc<Group>]) -> Vec<Arc<str>> {
    let names: Vec<Arc<str>> = groups.iter().map(|group| group.name.clone()).collect();
    let unique: BTreeSet<&Arc<str>> = names.iter().collect();
    if unique.len() == names.len() {
        names
    } else {
        Vec::new()
    }
}
