//! What follows from an answer.

use super::{Doing, Question, Run};
use crate::base::{At, Duration};
use crate::drill::journal::{EarlyEnd, Event, QUESTION_OF_ALERTS, Stage};
use crate::drill::machine::Step;
use crate::drill::plan::{Loaded, resolve};
use crate::world::{Answer, Ask, Found, Refusal};

impl Run {
    pub(super) fn answered(
        &mut self,
        at: At,
        question: Question,
        result: Result<Answer, Refusal>,
        step: &mut Step<Event>,
    ) {
        match (question, result) {
            (Question::Look, result) => self.looked(at, result, step),
            (Question::Lock { asked }, result) => self.locked(at, asked, result, step),
            (Question::Renewal { asked }, Ok(_)) => {
                // A lock that was given up as lost is not taken back by a late answer.
                self.lock_until = self.lock_until.map(|_| asked + self.brief.timing.lease);
            }
            // It was still under way when the lock was given back, and came after that.
            (Question::Renewal { .. }, Err(Refusal::Conflict))
                if matches!(self.doing, Doing::Releasing) => {}
            (Question::Renewal { .. }, Err(Refusal::Conflict)) => {
                self.lock_until = None;
                let detail = "another run took it".to_owned();
                self.end_early(at, EarlyEnd::Lock { detail, had: true }, step);
            }
            // Asked again soon; if no answer comes in time, the lock counts as lost.
            (Question::Renewal { .. }, Err(_)) => self.duties.renewal = at,
            (Question::Inject, result) => self.inject_heard(at, result, step),
            (Question::Undo, result) => self.undo_heard(at, result, step),
            (Question::Probe { sent }, Ok(Answer::Probe { outcome, took })) => {
                if self.seen.injected.is_some() {
                    self.record(
                        at,
                        Event::Probed {
                            sent,
                            outcome,
                            took,
                        },
                        step,
                    );
                }
            }
            (Question::Alerts, Ok(Answer::Alerts { alerts })) => {
                if self
                    .seen
                    .alerts
                    .last()
                    .is_none_or(|last| last.value != *alerts)
                {
                    self.record(at, Event::Alerts { alerts }, step);
                }
            }
            (Question::Place, Ok(Answer::Found { found })) => self.place_seen(at, found, step),
            (Question::Pods, Ok(Answer::Found { found })) => self.pods_seen(at, found, step),
            (Question::Range { name }, Ok(Answer::Series { series })) => {
                self.record(at, Event::Ranged { name, series }, step);
            }
            (Question::LookAgain, Ok(Answer::Facts { facts })) => {
                let loaded = Loaded::of(&facts);
                self.record(at, Event::LookedAgain { loaded }, step);
            }
            (Question::Traffic, Ok(_)) => {}
            (Question::Release, _) => self.judge(at, step),
            (question, Err(refusal)) => {
                let event = Event::Unanswered {
                    what: question.to_string(),
                    why: refusal.to_string(),
                };
                self.record(at, event, step);
            }
            (question, Ok(answer)) => {
                let why = format!("an answer to something else came: {answer:?}");
                self.record(
                    at,
                    Event::Unanswered {
                        what: question.to_string(),
                        why,
                    },
                    step,
                );
            }
        }
    }

    fn looked(&mut self, at: At, result: Result<Answer, Refusal>, step: &mut Step<Event>) {
        match result {
            Ok(Answer::Facts { facts }) => {
                let plan = Box::new(resolve(self.brief.clone(), *facts));
                let may_begin = plan.may_begin();
                self.record(at, Event::Planned { plan }, step);
                if may_begin {
                    self.lock(at, step);
                } else {
                    self.judge(at, step);
                }
            }
            Ok(answer) => self.blind(at, format!("an answer to something else: {answer:?}"), step),
            Err(refusal) => self.blind(at, refusal.to_string(), step),
        }
    }

    fn blind(&mut self, at: At, why: String, step: &mut Step<Event>) {
        self.record(at, Event::Blind { why }, step);
        self.judge(at, step);
    }

    fn lock(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Locking;
        self.enter(at, Stage::Lock, step);
        let (run, length) = (self.brief.run.clone(), self.brief.timing.lease);
        self.ask(
            Question::Lock { asked: at },
            Ask::Acquire { run, length },
            step,
        );
    }

    fn locked(
        &mut self,
        at: At,
        asked: At,
        result: Result<Answer, Refusal>,
        step: &mut Step<Event>,
    ) {
        let lease = self.brief.timing.lease;
        let had = |detail: String| EarlyEnd::Lock { detail, had: false };
        match result {
            Ok(Answer::Lease(found)) if found.holder.as_ref() == Some(&self.brief.run) => {
                self.lock_until = Some(asked + lease);
                self.duties.renewal = asked + Duration::from_ms(lease.ms() / 3);
                self.watch_steady(at, step);
            }
            Ok(Answer::Lease(found)) => {
                let holder = found
                    .holder
                    .map_or_else(|| "nobody".into(), |holder| holder.0);
                self.end_early(at, had(format!("run {holder} holds it")), step);
            }
            Ok(answer) => {
                self.end_early(
                    at,
                    had(format!("an answer to something else: {answer:?}")),
                    step,
                );
            }
            Err(refusal) => self.end_early(at, had(refusal.to_string()), step),
        }
    }

    /// Notes how far a roll-out is, of the fault or back.
    fn pods_seen(&mut self, at: At, found: Option<Found>, step: &mut Step<Event>) {
        let Some(began) = self.rolling_since() else {
            return;
        };
        let gone = || Some("the Deployment is gone".to_owned());
        let waits_for = found.map_or_else(gone, |found| found.rolling_out);
        let known = self.seen.roll_out(began);
        if known.is_none_or(|known| known.value != waits_for) {
            self.record(at, Event::RollOut { waits_for }, step);
        }
    }

    /// The fault must still be where we put it.
    fn place_seen(&mut self, at: At, found: Option<Found>, step: &mut Step<Event>) {
        let Some(receipt) = self.owed.first() else {
            return;
        };
        if !matches!(self.doing, Doing::Watch) {
            return;
        }
        let ours = found
            .as_ref()
            .is_some_and(|found| found.content == receipt.change.ours);
        let withheld_by = found.as_ref().and_then(|found| found.withheld_by.clone());
        let is_taken_back = !ours || withheld_by.is_some();
        if is_taken_back && self.brief.drill.expect.taken_back.is_some() {
            if self.seen.taken_back.is_none() {
                let place = receipt.change.place.clone();
                let by = withheld_by.or_else(|| found.as_ref()?.by.clone());
                let found = found.map(|found| found.content);
                self.record(at, Event::TakenBack { place, found, by }, step);
            }
        } else if !ours {
            let found = found.map_or("nothing at all".into(), |found| found.content.to_string());
            self.end_early(at, EarlyEnd::Reverted { found }, step);
        }
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Look => "the state of the platform",
            Self::Lock { .. } => "the lock",
            Self::Renewal { .. } => "the lock's renewal",
            Self::Inject => "the injection",
            Self::Undo => "putting back",
            Self::Probe { .. } => "a probe",
            Self::Alerts => QUESTION_OF_ALERTS,
            Self::Place => "the broken place",
            Self::Pods => "the pods",
            Self::LookAgain => "what is loaded at the end",
            Self::Range { name } => return write!(f, "{name} over time"),
            Self::Traffic => "the traffic",
            Self::Release => "the lock's release",
        })
    }
}
