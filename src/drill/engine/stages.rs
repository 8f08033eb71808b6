//! What follows from the passing of time, stage by stage.

use super::{Doing, Question, Run};
use crate::base::{At, Bound, Duration, Ratio};
use crate::drill::journal::{EarlyEnd, Event, Probed, Stage, range_of};
use crate::drill::machine::Step;
use crate::drill::measure::{
    Callers, Share, Truth, Usual, alert_firing, at_least_p95, back_from, right_answers, within,
    within_latency,
};
use crate::drill::plan::look_again;
use crate::spec::drill::Shows;
use crate::world::Ask;

/// Probes that must agree before an effect is believed or given up.
const PROBES: usize = 5;

impl Run {
    /// Does what the time asks for.
    pub(super) fn advance(&mut self, at: At, step: &mut Step<Event>) {
        self.stop_at_limits(at, step);
        self.ask_what_is_due(at, step);
        match self.doing {
            Doing::Steady => self.steady_so_far(at, step),
            Doing::Settling { .. } | Doing::PuttingBack(_) => self.undo_woken(at, step),
            Doing::Effect => self.effect_so_far(at, step),
            Doing::Watch => self.watch_so_far(at, step),
            Doing::Recover => self.recovery_so_far(at, step),
            Doing::Gathering => self.gathered_so_far(step),
            Doing::Looking
            | Doing::Locking
            | Doing::Injecting { .. }
            | Doing::Releasing
            | Doing::Over => {}
        }
    }

    /// Ends the run when its own requests have used up what they may.
    fn stop_at_limits(&mut self, at: At, step: &mut Step<Event>) {
        let limits = self.brief.drill.limits;
        let (tokens, spent) = (self.seen.tokens, self.seen.spent);
        let detail = if tokens > limits.tokens.count() {
            format!("{tokens} tokens of {} were used", limits.tokens)
        } else if spent > limits.spend {
            format!("{} of {} were spent", spent.rounded(), limits.spend)
        } else {
            return;
        };
        if matches!(
            self.doing,
            Doing::Steady | Doing::Effect | Doing::Watch | Doing::Recover
        ) {
            self.end_early(at, EarlyEnd::LimitReached { detail }, step);
        }
    }

    pub(super) fn watch_steady(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Steady;
        self.enter(at, Stage::Steady, step);
        let traffic = self.plan().map(|plan| plan.traffic.clone());
        for schedule in traffic.into_iter().flatten() {
            self.send(schedule, step);
        }
    }

    /// Judges the healthy platform once its time is over and its last requests can have ended.
    fn steady_so_far(&mut self, at: At, step: &mut Step<Event>) {
        let steady = self.brief.drill.steady;
        let Some(began) = self.seen.entered(Stage::Steady) else {
            return;
        };
        let grace = self.brief.grace();
        if at < began + steady.length + grace {
            return;
        }
        let until = at - grace;
        let shots = within(&self.seen.shots, began, until);
        // A request that has not ended by now is as good as failed.
        let sent = self
            .brief
            .drill
            .traffic
            .rate
            .events_in(until.since(began).ms());
        let all = sent.max(u64::try_from(shots.len()).unwrap_or(u64::MAX));
        let success = Share {
            all,
            ..Share::of(shots, |shot| shot.outcome.is_ok())
        };
        let quick = Share {
            all,
            ..within_latency(shots, steady.p95.limit)
        };
        let (answered, in_time) = (success.judge(&steady.success), quick.judge(&at_least_p95()));
        let expired = at >= began + steady.at_most() + grace;
        let right = self.baseline((began, until));
        match worst([answered, in_time, right]) {
            Truth::Holds if self.shows_already((began, until)) => {
                let detail = format!(
                    "what should show the fault holds before it: {}",
                    self.brief.drill.effective.shows
                );
                self.end_early(at, EarlyEnd::NotSteady { detail }, step);
            }
            Truth::Holds => {
                self.enter(at, Stage::Inject, step);
                self.inject(at, 0, 1, step);
            }
            Truth::Unknown if !expired => {}
            Truth::Unknown | Truth::Fails => {
                let mut detail = format!(
                    "{success} answered (wanted {}), {quick} within {} (wanted 95%)",
                    steady.success, steady.p95.limit
                );
                if let Some(questions) = &self.brief.drill.questions {
                    let right = right_answers(&self.seen.examined, (began, until));
                    let wanted = questions.baseline;
                    let told =
                        format!(", {right} of the questions answered right (wanted {wanted})");
                    detail.push_str(&told);
                }
                self.end_early(at, EarlyEnd::NotSteady { detail }, step);
            }
        }
    }

    /// Whether the questions with known answers are answered right before anything is broken.
    fn baseline(&self, stretch: (At, At)) -> Truth {
        match &self.brief.drill.questions {
            None => Truth::Holds,
            Some(questions) => {
                right_answers(&self.seen.examined, stretch).judge(&questions.baseline)
            }
        }
    }

    /// Whether the signal that should show the fault does so while nothing is broken: then it would
    /// prove nothing.
    fn shows_already(&self, stretch: (At, At)) -> bool {
        let usual = Usual::of(within(&self.seen.shots, stretch.0, stretch.1));
        let callers = Callers {
            usual: &usual,
            ..self.seen.callers()
        };
        match &self.brief.drill.effective.shows {
            Shows::Probe { .. } => false,
            Shows::Signal { limit } => callers.hold(stretch, limit),
        }
    }

    pub(super) fn wait_for_effect(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Effect;
        self.enter(at, Stage::Effect, step);
    }

    fn effect_so_far(&mut self, at: At, step: &mut Step<Event>) {
        let patience = self.brief.patience_for_effect();
        let Some(injected) = self.seen.injected.as_ref().map(|seen| seen.value) else {
            return;
        };
        if let Some(since) = self.effective_since(at, injected) {
            self.record(at, Event::Effective { since }, step);
            self.watch(at, step);
        } else if at >= self.in_place(at, injected) + patience {
            self.end_early(at, EarlyEnd::NoEffect, step);
        }
    }

    pub(super) fn watch(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Watch;
        self.enter(at, Stage::Watch, step);
    }

    fn effective_since(&self, at: At, injected: At) -> Option<At> {
        let timing = self.brief.timing;
        match &self.brief.drill.effective.shows {
            Shows::Probe { fails, .. } => first_failing(&self.seen.probes, *fails),
            Shows::Signal { limit } => self.seen.callers().first_hold(
                (injected, at - self.brief.grace()),
                (timing.beat, timing.window()),
                limit,
            ),
        }
    }

    fn watch_so_far(&mut self, at: At, step: &mut Step<Event>) {
        let Some(injected) = self.seen.injected.as_ref().map(|seen| seen.value) else {
            return;
        };
        if let Some(why) = self.reason_to_stop(at) {
            self.end_early(at, why, step);
        } else if at >= self.in_place(at, injected) + self.brief.drill.fault.hold {
            self.put_back(at, step);
        }
    }

    /// Since when every pod has the fault. A roll-out that is not over is at its end now, and after
    /// its time it is waited for no longer.
    fn in_place(&self, at: At, injected: At) -> At {
        let within = self.brief.drill.fault.rolls_out;
        let Some(within) = within.filter(|_| self.plan().is_some_and(|plan| plan.pods().is_some()))
        else {
            return injected;
        };
        let rolled_out = self.seen.rolled_out(injected).unwrap_or(at);
        rolled_out.min(injected + within)
    }

    /// Whether every pod is what it was before, or none was replaced.
    fn rolled_back(&self, restored: At) -> bool {
        self.rolling_since().is_none() || self.seen.rolled_out(restored).is_some()
    }

    fn reason_to_stop(&self, at: At) -> Option<EarlyEnd> {
        let drill = &self.brief.drill;
        let recent = &self.seen.probes[self.seen.probes.len().saturating_sub(PROBES)..];
        let watching = self.seen.entered(Stage::Watch)?;
        // As long as pods are replaced, some answer as before.
        let in_place = self.in_place(at, self.seen.injected.as_ref()?.value);
        if recent.len() == PROBES
            && self.brief.control.is_none()
            && recent
                .iter()
                .all(|p| p.sent > watching.max(in_place) && p.outcome.is_ok())
        {
            return Some(EarlyEnd::EffectLost);
        }
        let abort = drill.abort.as_ref()?;
        // Requests still under way are left out, else a slow platform looks like a dead one.
        let until = at - drill.traffic.timeout;
        let from = until - abort.length;
        let suffers = from >= self.seen.injected.as_ref()?.value
            && self.seen.callers().hold((from, until), &abort.limit);
        suffers.then(|| EarlyEnd::Aborted {
            limit: format!("{} for {}", abort.limit, abort.length),
        })
    }

    pub(super) fn after_put_back(&mut self, at: At, step: &mut Step<Event>) {
        let aborted_only = self
            .seen
            .early
            .iter()
            .all(|early| matches!(early.value, EarlyEnd::Aborted { .. }));
        if self.seen.injected.is_some() && self.seen.left_behind.is_empty() && aborted_only {
            self.doing = Doing::Recover;
            self.enter(at, Stage::Recover, step);
        } else {
            self.gather(at, step);
        }
    }

    /// Over when callers are served as before, no alert fires any more and all pods are back, or when
    /// the last promise about that has run out.
    fn recovery_so_far(&mut self, at: At, step: &mut Step<Event>) {
        let Some(restored) = self.seen.restored.as_ref().map(|seen| seen.value) else {
            return;
        };
        let drill = &self.brief.drill;
        let longest = drill.recovers_at_most();
        let timing = self.brief.timing;
        let until = at - drill.steady.p95.limit;
        let served = back_from(
            &self.seen.callers(),
            (restored, until),
            (timing.beat, timing.window()),
            (&drill.steady, &drill.recovery),
        );
        let is_over = served.is_some() && self.alerts_are_over() && self.rolled_back(restored);
        if is_over || at >= restored + longest + timing.poll {
            self.gather(at, step);
        }
    }

    /// Whether every expected alert that fired is over, and said so where it had paged.
    fn alerts_are_over(&self) -> bool {
        use crate::world::PageStatus;
        self.brief.drill.expect.alerts.iter().all(|promise| {
            let quiet = self
                .seen
                .alerts
                .last()
                .is_none_or(|last| !alert_firing(&last.value, &promise.alert, &promise.labels));
            let last_page = self.seen.pages.iter().rev().find(|page| {
                page.value.labels.get("alertname") == promise.alert
                    && page.value.labels.contains(&promise.labels)
            });
            quiet && last_page.is_none_or(|page| page.value.status == PageStatus::Resolved)
        })
    }

    /// Stops the traffic and asks for what the servers recorded meanwhile.
    pub(super) fn gather(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Gathering;
        self.enter(at, Stage::Gather, step);
        for caller in std::mem::take(&mut self.sending) {
            self.ask(Question::Traffic, Ask::StopTraffic(caller), step);
        }
        for (name, ask) in self.ranges(at) {
            self.ask(Question::Range { name }, ask, step);
        }
        if self.seen.injected.is_some() {
            self.ask(
                Question::LookAgain,
                Ask::Look(look_again(&self.brief)),
                step,
            );
        }
    }

    fn ranges(&self, at: At) -> Vec<(String, Ask)> {
        let (Some(plan), Some(injected)) = (self.plan(), &self.seen.injected) else {
            return Vec::new();
        };
        let (Ok(clock), Ok(scrape)) = (&plan.facts.prometheus_clock, &plan.facts.scrape_interval)
        else {
            return Vec::new();
        };
        let lead = *scrape * 4;
        let (from, to) = (
            clock.server_time(injected.value - lead),
            clock.server_time(at),
        );
        let range = |expr: String, step: Duration| Ask::Range {
            expr,
            from,
            to,
            step,
        };
        let mut ranges = Vec::new();
        for alert in plan.alerts.iter().filter(|alert| !alert.expr.is_empty()) {
            let step = alert.interval.min(*scrape);
            ranges.push((
                format!("expression of {}", alert.alert),
                range(alert.expr.clone(), step),
            ));
            let firing = format!("ALERTS{{alertname=\"{}\"}}", alert.alert);
            ranges.push((format!("ALERTS of {}", alert.alert), range(firing, step)));
            for (number, crossing) in alert.crossings.iter().enumerate() {
                let name = alert.range_of_crossing(number);
                ranges.push((name, range(crossing.value.clone(), step)));
            }
        }
        for expr in &self.brief.requires {
            ranges.push((
                format!("telemetry {expr}"),
                range(format!("count({expr})"), *scrape),
            ));
        }
        for (name, expr) in &self.brief.signals {
            ranges.push((format!("signal {name}"), range(expr.clone(), *scrape)));
        }
        let is_promised = self.brief.drill.expect.taken_back.is_some();
        for (who, expr) in self.brief.takes_back.iter().filter(|_| is_promised) {
            ranges.push((range_of(who), range(expr.clone(), *scrape)));
        }
        ranges
    }

    fn gathered_so_far(&mut self, step: &mut Step<Event>) {
        let open = self.waiting.values().any(|question| {
            matches!(
                question,
                Question::Range { .. } | Question::LookAgain | Question::Traffic
            )
        });
        if !open {
            self.doing = Doing::Releasing;
            let run = self.brief.run.clone();
            self.ask(Question::Release, Ask::Release { run }, step);
        }
    }
}

/// What is known of all of these together.
fn worst<const N: usize>(truths: [Truth; N]) -> Truth {
    if truths.contains(&Truth::Fails) {
        Truth::Fails
    } else if truths.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::Holds
    }
}

/// When the fault began to show: the first of the last probes, if enough of them fail.
fn first_failing(probes: &[Probed], fails: Bound<Ratio>) -> Option<At> {
    let recent = probes.get(probes.len().checked_sub(PROBES)?..)?;
    let share = Share::of(recent, |probe| !probe.outcome.is_ok());
    let first = recent
        .iter()
        .filter(|probe| !probe.outcome.is_ok())
        .map(|probe| probe.sent)
        .min();
    if share.holds(&fails) { first } else { None }
}
