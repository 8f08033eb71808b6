//! From what is asked of series to the series, each with how it moves from one time to the next.

use std::collections::BTreeMap;

use super::choices::Choices;
use super::demand::{Demand, Motion};
use super::values::{LIMIT, Values, selects};
use super::wish::Wish;
use crate::base::{Duration, Labels};
use crate::lab::sample::samples;
use crate::promql::{MatchOperator, Matcher};

/// How fast a histogram's observations come where nothing is asked of that.
const OBSERVED: f64 = 0.1;

/// A series, and how it moves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) labels: Labels,
    /// One after the other; each goes on for as long as is looked back, and the last for ever.
    pub(super) phases: Vec<(Duration, Motion)>,
}

/// One thing that is asked of a series.
#[derive(Clone, Debug)]
struct Part {
    labels: Labels,
    reach: Duration,
    motion: Motion,
    /// Which demand it is of.
    demand: usize,
}

/// The series of a wish; none if a selector cannot select any.
pub(super) fn lines(wish: &Wish, choices: &mut Choices) -> Option<Vec<Line>> {
    let values = Values::of(wish);
    let mut parts = Vec::new();
    for (number, demand) in wish.demands.iter().enumerate() {
        parts.extend(of_demand(number, demand, &values.labels(demand)?));
    }
    let outside = outside(wish, &parts);
    if !outside.is_empty() && choices.choose(2) == 1 {
        for (part, labels) in outside {
            parts[part].labels = labels;
        }
    }
    let rests = rests(wish, &parts);
    if !rests.is_empty() && choices.choose(2) == 0 {
        for (part, motion) in rests {
            parts[part].motion = motion;
        }
    }
    let mut by_labels: BTreeMap<Labels, Vec<(Duration, Motion)>> = BTreeMap::new();
    for part in parts {
        by_labels
            .entry(part.labels)
            .or_default()
            .push((part.reach, part.motion));
    }
    let mut lines = Vec::new();
    for (labels, motions) in by_labels {
        lines.extend(settled(&labels, motions, choices));
    }
    Some(lines)
}

fn of_demand(number: usize, demand: &Demand, labels: &Labels) -> Vec<Part> {
    let part = |labels: Labels, motion: Motion| Part {
        labels,
        reach: demand.reach,
        motion,
        demand: number,
    };
    let copies = &demand.copies;
    let mut parts = Vec::new();
    for copy in 0..copies.count {
        let (labels, motion) = if copies.count == 1 {
            (labels.clone(), demand.motion)
        } else {
            let number = (copy + 1).to_string();
            let factor = f64::from(copy % 2) * 2.0;
            let motion = if copies.spread {
                times(demand.motion, factor)
            } else {
                demand.motion
            };
            (labels.with(&copies.label, &number), motion)
        };
        let is_bucket = labels.get(LIMIT).is_empty();
        match demand.bucket.filter(|_| is_bucket) {
            None => parts.push(part(labels, motion)),
            Some(bucket) => {
                let (none, all) = match motion {
                    Motion::Rate(rate) => (
                        Motion::Level(0.0),
                        Motion::Rate(if rate > 0.0 { rate } else { OBSERVED }),
                    ),
                    Motion::Missing => (motion, motion),
                    Motion::Any
                    | Motion::Level(_)
                    | Motion::Wobble(_)
                    | Motion::Saw
                    | Motion::Heading(..)
                    | Motion::Ramp(..)
                    | Motion::Clock(_) => (Motion::Level(0.0), Motion::Level(100.0)),
                };
                let within = if bucket.within { all } else { none };
                let limit = bucket.limit.to_string();
                parts.push(part(labels.with(LIMIT, &limit), within));
                parts.push(part(labels.with(LIMIT, "+Inf"), all));
            }
        }
    }
    parts
}

fn times(motion: Motion, factor: f64) -> Motion {
    match motion {
        Motion::Level(value) => Motion::Level(value * factor),
        Motion::Rate(value) => Motion::Rate(value * factor),
        Motion::Any => Motion::Level(factor),
        Motion::Missing
        | Motion::Wobble(_)
        | Motion::Saw
        | Motion::Heading(..)
        | Motion::Ramp(..)
        | Motion::Clock(_) => motion,
    }
}

/// Other labels for series that must not be those of another selector, although they could be: what
/// that one leaves out.
fn outside(wish: &Wish, parts: &[Part]) -> Vec<(usize, Labels)> {
    let mut outside = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let Some(own) = wish.demands.get(part.demand) else {
            continue;
        };
        let mut others = parts.iter().filter(|other| {
            other.demand != part.demand
                && other.labels == part.labels
                && other.motion != part.motion
        });
        let labels = others.find_map(|other| {
            let matchers = &wish.demands.get(other.demand)?.matchers;
            let mut left_out = matchers.iter().flat_map(|matcher| {
                let values = excluded(matcher).into_iter();
                values.map(|value| part.labels.with(&matcher.name, &value))
            });
            left_out.find(|labels| selects(&own.matchers, labels) && !selects(matchers, labels))
        });
        outside.extend(labels.map(|labels| (number, labels)));
    }
    outside
}

/// Values that a matcher leaves out.
fn excluded(matcher: &Matcher) -> Vec<String> {
    match matcher.operator {
        MatchOperator::NotEqual => vec![matcher.value.clone()],
        MatchOperator::NotLike => samples(&matcher.value),
        MatchOperator::Equal | MatchOperator::Like => Vec::new(),
    }
}

/// What is left for the series of a selector that selects those of another one too: a total is what
/// it counts by itself and what the others count.
fn rests(wish: &Wish, parts: &[Part]) -> Vec<(usize, Motion)> {
    let mut rests = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let Some(demand) = wish.demands.get(part.demand) else {
            continue;
        };
        let others = parts.iter().filter(|other| {
            other.demand != part.demand
                && other.labels != part.labels
                && selects(&demand.matchers, &other.labels)
        });
        let mut counted = 0.0;
        let mut any = false;
        for other in others {
            match (part.motion, other.motion) {
                (Motion::Level(_), Motion::Level(value))
                | (Motion::Rate(_), Motion::Rate(value)) => {
                    counted += value;
                    any = true;
                }
                (_, _) => {}
            }
        }
        let (rest, motion) = match part.motion {
            Motion::Level(whole) => (whole - counted, Motion::Level(whole - counted)),
            Motion::Rate(whole) => (whole - counted, Motion::Rate(whole - counted)),
            Motion::Any
            | Motion::Missing
            | Motion::Wobble(_)
            | Motion::Saw
            | Motion::Heading(..)
            | Motion::Ramp(..)
            | Motion::Clock(_) => continue,
        };
        if any {
            let motion = if rest > 0.0 { motion } else { Motion::Missing };
            rests.push((number, motion));
        }
    }
    rests
}

/// One series, or two, of all that is asked of the series with these labels.
fn settled(
    labels: &Labels,
    mut motions: Vec<(Duration, Motion)>,
    choices: &mut Choices,
) -> Vec<Line> {
    let more = |motion: &Motion| !matches!(motion, Motion::Any | Motion::Missing);
    if motions.iter().any(|(_, motion)| more(motion)) {
        motions.retain(|(_, motion)| *motion != Motion::Any);
    }
    // What is missing at the very time at which it is there is there.
    let there: Vec<Duration> = (motions.iter())
        .filter(|(_, motion)| *motion != Motion::Missing)
        .map(|(reach, _)| *reach)
        .collect();
    motions.retain(|(reach, motion)| *motion != Motion::Missing || !there.contains(reach));
    heading(&mut motions);
    motions.sort_by_key(|(reach, _)| std::cmp::Reverse(*reach));
    motions.dedup_by(|next, before| next.1 == before.1);
    if there.is_empty() {
        return Vec::new();
    }
    let line = |phases: Vec<(Duration, Motion)>| Line {
        labels: labels.clone(),
        phases,
    };
    let (Some(oldest), Some(newest)) = (motions.first().copied(), motions.last().copied()) else {
        return Vec::new();
    };
    if motions.len() == 1 {
        return vec![line(motions)];
    }
    let at_once = oldest.0 == newest.0;
    match choices.choose(4) {
        0 if !at_once => vec![line(motions)],
        1 => vec![line(vec![oldest])],
        2 | 0 => vec![line(vec![newest])],
        _ => {
            let apart = (1_u32..).zip(motions).map(|(number, motion)| Line {
                labels: labels.with("instance", &number.to_string()),
                phases: vec![motion],
            });
            apart.collect()
        }
    }
}

/// Makes a value that is to come a way there from the value that is now.
fn heading(motions: &mut Vec<(Duration, Motion)>) {
    let Some(place) = motions
        .iter()
        .position(|(_, motion)| matches!(motion, Motion::Heading(..)))
    else {
        return;
    };
    let (reach, heading) = motions.remove(place);
    let Motion::Heading(value, seconds) = heading else {
        return;
    };
    motions.retain(|(_, motion)| !matches!(motion, Motion::Heading(..)));
    let now = motions
        .iter()
        .position(|(_, motion)| matches!(motion, Motion::Level(_)));
    let motion = match now.map(|now| motions.remove(now).1) {
        Some(Motion::Level(now)) => Motion::Ramp(now, 2.0 * (value - now) / seconds.max(1.0)),
        Some(_) | None => Motion::Level(value),
    };
    motions.push((reach, motion));
}
