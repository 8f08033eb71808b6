//! Findings that are about the run, not about a promise: why there may be no verdict.

use super::Finding;
use crate::base::{At, Duration};
use crate::drill::code::Code;
use crate::drill::debt::Settlement;
use crate::drill::journal::{EarlyEnd, Observed, QUESTION_OF_ALERTS, Stage};
use crate::drill::measure::{Share, Truth, is_refused, right_answers, within};
use crate::drill::plan::Timing;
use crate::spec::drill::{Effective, Sets, Shows, Via};
use crate::world::{Image, Part, Place};

pub(super) fn findings(seen: &Observed) -> Vec<Finding> {
    let mut findings: Vec<Finding> = seen
        .left_behind
        .iter()
        .map(|left| {
            let (receipt, why) = &left.value;
            Finding::new(
                Code::LeftBehind,
                format!(
                    "{} may still hold {}: {why}",
                    receipt.change.place, receipt.change.ours
                ),
            )
        })
        .collect();
    findings.extend(
        seen.blind
            .iter()
            .map(|why| Finding::new(Code::Unreachable, why.clone())),
    );
    if let Some(plan) = &seen.plan {
        let obstacles = plan.obstacles.iter();
        findings.extend(obstacles.map(|obstacle| Finding::new(obstacle.code, &*obstacle.detail)));
    }
    findings.extend(
        seen.early
            .iter()
            .filter_map(|early| early_end(seen, &early.value)),
    );
    findings.extend(not_rolled_out(seen));
    findings.extend(restart_was_undone(seen));
    findings.extend(telemetry_gap(seen));
    findings.extend(changed_meanwhile(seen));
    findings.extend(refused_before(seen));
    findings.extend(wrong_before(seen));
    findings
}

/// Pods that were not replaced in time: the fault was hardly there.
fn not_rolled_out(seen: &Observed) -> Option<Finding> {
    let waits_for = seen.not_rolled_out()?;
    let within = seen.plan.as_deref()?.brief.drill.fault.rolls_out?;
    Some(Finding::new(
        Code::NotRolledOut,
        format!("after {within}: {waits_for}"),
    ))
}

/// A restart that was gone before it was put back: somebody replaced the pods' template, while what
/// they read at their start was not restored yet. They may go on with it.
fn restart_was_undone(seen: &Observed) -> Option<Finding> {
    let settled = seen.settled.iter().map(|settled| &settled.value);
    let mut gone = settled.filter(|(_, settlement)| *settlement != Settlement::Restored);
    let place = gone.find_map(|(id, _)| {
        let place = seen.made.get(id)?;
        let is_restart = matches!(
            place,
            Place::Cluster {
                part: Part::Restart,
                ..
            }
        );
        (is_restart && seen.made.len() > 1).then_some(place)
    })?;
    Some(Finding::new(
        Code::NotRolledBack,
        format!(
            "{place} was gone before what pods read at their start was restored: restart them by hand"
        ),
    ))
}

fn no_effect(seen: &Observed) -> String {
    let drill = seen.plan.as_deref().map(|plan| &plan.brief.drill);
    let told = match drill.map(|drill| &drill.effective) {
        Some(Effective {
            shows: Shows::Signal { limit },
            within,
        }) => format!("the fault was in place, and callers did not see {limit} within {within}"),
        Some(Effective {
            shows: Shows::Probe { .. },
            ..
        })
        | None => "the fault was in place, and probes went on succeeding".to_owned(),
    };
    let is_policy = drill.is_some_and(|drill| {
        matches!(
            drill.fault.via,
            Via::Cluster {
                sets: Sets::Cut { .. },
                ..
            }
        )
    });
    if is_policy {
        told + "; a NetworkPolicy leaves connections alone that are open already, lets out what any \
                other policy lets out, and does nothing in a network that does not enforce it"
    } else {
        told
    }
}

/// The stretch in which nothing was broken.
fn healthy(seen: &Observed) -> Option<(At, At)> {
    let began = seen.entered(Stage::Steady)?;
    let injected = seen.injected.as_ref().map(|seen| seen.value);
    let ended = seen.early.first().map(|early| early.at);
    Some((began, injected.or(ended)?))
}

/// More than one request of a hundred, at the least two, refused while nothing was wrong.
fn refused_before(seen: &Observed) -> Option<Finding> {
    let (from, to) = healthy(seen)?;
    let all = [&seen.shots, &seen.examined, &seen.runaway];
    let shots = all.iter().flat_map(|shots| within(shots, from, to));
    let refused = Share::of(shots, |shot| is_refused(shot.outcome));
    (refused.good >= 2 && refused.good * 100 > refused.all).then(|| {
        Finding::new(
            Code::QuotaBlocksHealthy,
            format!("{refused} refused by a quota before anything was broken"),
        )
    })
}

fn wrong_before(seen: &Observed) -> Option<Finding> {
    let questions = seen.plan.as_deref()?.brief.drill.questions.as_ref()?;
    let right = right_answers(&seen.examined, healthy(seen)?);
    (right.judge(&questions.baseline) == Truth::Fails).then(|| {
        Finding::new(
            Code::WrongBefore,
            format!(
                "{right} of the questions with known answers answered right, wanted {}",
                questions.baseline
            ),
        )
    })
}

fn early_end(seen: &Observed, why: &EarlyEnd) -> Option<Finding> {
    let finding = match why {
        EarlyEnd::Interrupted { by } => {
            Finding::new(Code::Interrupted, format!("{by} ended the run"))
        }
        EarlyEnd::Lock { detail, had: true } => Finding::new(Code::LockLost, detail),
        EarlyEnd::Lock { detail, had: false } => Finding::new(Code::Locked, detail),
        EarlyEnd::NotSteady { detail } => Finding::new(Code::NotSteady, detail),
        EarlyEnd::NotInjected { detail } => Finding::new(Code::NotInjected, detail),
        // That pods did not come is told, whatever became of the run.
        EarlyEnd::NoEffect if seen.not_rolled_out().is_some() => return None,
        EarlyEnd::NoEffect => Finding::new(Code::NoEffect, no_effect(seen)),
        EarlyEnd::Reverted { found } => Finding::new(
            Code::Reverted,
            format!("in the fault's place stood {found}"),
        ),
        EarlyEnd::EffectLost => Finding::new(
            Code::EffectLost,
            "the fault is in place, and probes succeed again",
        ),
        EarlyEnd::LimitReached { detail } => Finding::new(Code::LimitReached, detail),
        EarlyEnd::ClockJumped { by } => Finding::new(
            Code::ClockJumped,
            format!("the runner stood still for {}", by.short()),
        ),
        EarlyEnd::JournalLost { why } => Finding::new(Code::JournalLost, why),
        // Not a finding of its own: what made it necessary breaks promises.
        EarlyEnd::Aborted { .. } => return None,
    };
    Some(finding)
}

/// What was loaded before the drill and is not what is loaded at its end. Where either could not be
/// read nothing is said: a missing answer is no change.
fn changed_meanwhile(seen: &Observed) -> Vec<Finding> {
    let (Some(plan), Some(end)) = (&seen.plan, &seen.loaded_at_end) else {
        return Vec::new();
    };
    let (before, after) = (&plan.loaded, &end.value);
    let pairs = [
        (
            Code::RulesChanged,
            "the alert rules",
            &before.rules_sha256,
            &after.rules_sha256,
        ),
        (
            Code::RoutingChanged,
            "Alertmanager's configuration",
            &before.routing_sha256,
            &after.routing_sha256,
        ),
    ];
    let hashed = pairs.into_iter().filter_map(|(code, what, before, after)| {
        let (before, after) = (before.as_ref()?, after.as_ref()?);
        (before != after).then(|| {
            let (before, after) = (start(before), start(after));
            let detail = format!(
                "{what} changed while the drill went on: SHA-256 {before} before it, \
                     {after} at its end"
            );
            Finding::new(code, detail)
        })
    });
    hashed
        .chain(other_images(before.images.as_ref(), after.images.as_ref()))
        .collect()
}

/// Images that ran before the drill or at its end, and not both.
fn other_images(before: Option<&Vec<Image>>, after: Option<&Vec<Image>>) -> Option<Finding> {
    let (before, after) = (before?, after?);
    let only = |these: &[Image], those: &[Image]| {
        let images = these.iter().filter(|image| !those.contains(image));
        let told = images.map(
            |Image {
                 container,
                 name,
                 digest,
             }| { format!("`{name}` ({}) in container {container}", start(digest)) },
        );
        told.collect::<Vec<_>>().join(", ")
    };
    let (gone, new) = (only(before, after), only(after, before));
    let detail = match (&*gone, &*new) {
        ("", "") => return None,
        (gone, "") => format!("at the end nothing ran any more from {gone}"),
        ("", new) => format!("at the end something ran from {new}, which did not before the drill"),
        (gone, new) => format!("before the drill ran {gone}, at its end {new}"),
    };
    Some(Finding::new(Code::ImagesChanged, detail))
}

/// The beginning of a hash or of a digest, for people.
fn start(hash: &str) -> String {
    let digits = hash.find(':').map_or(0, |colon| colon + 1);
    hash.chars().take(digits + 12).chain(['…']).collect()
}

/// The longest stretch of the fault in which an expression that must return something did not, or in
/// which Prometheus itself said nothing.
pub(super) fn telemetry_gap(seen: &Observed) -> Option<Finding> {
    let plan = seen.plan.as_deref()?;
    let scrape = plan.facts.scrape_interval.clone().ok()?;
    let clock = plan.facts.prometheus_clock.clone().ok()?;
    let (from, _) = seen.fault()?;
    let to = seen.restored.as_ref()?.value;
    let longest = plan
        .brief
        .requires
        .iter()
        .map(|expr| {
            if let Some(range) = seen.ranges.get(&format!("telemetry {expr}")) {
                let points = range.value.iter().flat_map(|series| &series.points);
                let points = points.map(|point| clock.at(point.at));
                (longest_without(points, from, to), Some(expr))
            } else {
                // It was gone in the end. Before that the alerts were asked for again and again.
                (longest_refused(seen, plan.brief.timing, from, to), None)
            }
        })
        .max()?;
    // One missed scrape happens; what is longer than three would blind every rule.
    (longest.0 > scrape * 3).then(|| {
        let (length, expr) = longest;
        let length = length.short();
        let detail = match expr {
            Some(expr) => format!("`{expr}` returned nothing for {length}"),
            None => format!(
                "nobody told for {length} what fires, and what Prometheus keeps of that time neither"
            ),
        };
        Finding::new(Code::TelemetryGap, detail)
    })
}

/// The longest stretch between two moments without any of these, which are in order.
fn longest_without(moments: impl Iterator<Item = At>, from: At, to: At) -> Duration {
    let mut before = from;
    let mut longest = Duration::ZERO;
    for at in moments.filter(|at| from < *at && *at < to) {
        longest = longest.max(at.since(before));
        before = before.max(at);
    }
    longest.max(to.since(before))
}

/// The longest stretch between two moments in which every question about the alerts was refused.
fn longest_refused(seen: &Observed, timing: Timing, from: At, to: At) -> Duration {
    // Refusals that are further apart than two questions have an answer between them.
    let apart = (timing.poll + timing.call) * 2;
    let refused = seen.unanswered.iter();
    let refused =
        refused.filter(|it| it.value.0 == QUESTION_OF_ALERTS && from < it.at && it.at < to);
    let mut longest = Duration::ZERO;
    let mut stretch: Option<(At, At)> = None;
    for at in refused.map(|it| it.at) {
        let first = match stretch {
            Some((first, last)) if at.since(last) <= apart => first,
            Some(_) | None => at,
        };
        stretch = Some((first, at));
        longest = longest.max(at.since(first));
    }
    longest
}
