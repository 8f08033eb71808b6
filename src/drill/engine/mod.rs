//! The engine: from a brief to a verdict, one pure step at a time.
//!
//! It knows no clock, task or wait. What it knows of the run is the fold over its own journal
//! ([`Observed`]); beside that it keeps only what it is waiting for.

mod answers;
mod debts;
mod duties;
mod stages;

use std::collections::{BTreeMap, BTreeSet};

use super::debt::{Inject, Undo};
use super::journal::{EarlyEnd, Event, Observed, Stage};
use super::machine::{Machine, Step, Tags};
use super::plan::{Brief, Plan, look};
use super::verdict::{self, Verdict};
use crate::base::At;
use crate::world::{Ask, Caller, Incoming, Receipt, Schedule, Tag};
use duties::Duties;

/// One run of one drill.
#[derive(Clone, Debug)]
pub struct Run {
    brief: Brief,
    seen: Observed,
    doing: Doing,
    tags: Tags,
    waiting: BTreeMap<Tag, Question>,
    /// Until when the lock is ours, as far as we know.
    lock_until: Option<At>,
    duties: Duties,
    /// How many receipts were written.
    sequence: u32,
    /// Receipts that were written and are not settled.
    owed: Vec<Receipt>,
    /// Who sends requests.
    sending: BTreeSet<Caller>,
    verdict: Option<Verdict>,
}

/// What the run is doing.
#[derive(Clone, Debug)]
enum Doing {
    Looking,
    Locking,
    Steady,
    Injecting {
        machine: Box<Inject>,
        change: usize,
        attempt: u32,
    },
    /// An attempt failed; its receipt is put back before the next one.
    Settling {
        undo: Undo,
        change: usize,
        attempt: u32,
        again: bool,
    },
    Effect,
    Watch,
    PuttingBack(Undo),
    Recover,
    Gathering,
    Releasing,
    Over,
}

/// What an answer will be an answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    Look,
    Lock { asked: At },
    Renewal { asked: At },
    Inject,
    Undo,
    Probe { sent: At },
    Alerts,
    Place,
    Pods,
    Range { name: String },
    LookAgain,
    Traffic,
    Release,
}

impl Run {
    /// A run that has not begun.
    pub fn new(brief: Brief) -> Self {
        Self {
            brief,
            seen: Observed::default(),
            doing: Doing::Looking,
            tags: Tags::default(),
            waiting: BTreeMap::new(),
            lock_until: None,
            duties: Duties::default(),
            sequence: 0,
            owed: Vec::new(),
            sending: BTreeSet::new(),
            verdict: None,
        }
    }

    /// What it came to, once it is over.
    pub const fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// What is known of it so far.
    pub const fn seen(&self) -> &Observed {
        &self.seen
    }

    fn plan(&self) -> Option<&Plan> {
        self.seen.plan.as_deref()
    }

    fn record(&mut self, at: At, event: Event, step: &mut Step<Event>) {
        self.seen.absorb(at, &event);
        step.events.push(event);
    }

    fn ask(&mut self, question: Question, ask: Ask, step: &mut Step<Event>) {
        let tag = self.tags.next();
        self.waiting.insert(tag, question);
        step.asks.push((tag, ask));
    }

    fn send(&mut self, schedule: Schedule, step: &mut Step<Event>) {
        self.sending.insert(schedule.caller);
        self.ask(Question::Traffic, Ask::Traffic(schedule), step);
    }

    fn is_waiting_for(&self, question: &Question) -> bool {
        self.waiting.values().any(|waiting| waiting == question)
    }

    fn enter(&mut self, at: At, stage: Stage, step: &mut Step<Event>) {
        self.record(at, Event::Entered { stage }, step);
    }

    /// Whether the run is to end before its time.
    fn is_ending(&self) -> bool {
        !self.seen.early.is_empty()
    }

    /// Ends the run before its time: what is owed is put back at once.
    fn end_early(&mut self, at: At, why: EarlyEnd, step: &mut Step<Event>) {
        self.record(at, Event::EndedEarly { why }, step);
        match &self.doing {
            Doing::Steady | Doing::Effect | Doing::Watch => self.put_back(at, step),
            Doing::Recover => self.gather(at, step),
            Doing::Looking | Doing::Locking => self.judge(at, step),
            // The answer that is under way decides what is owed; putting back is never cut short.
            Doing::Injecting { .. }
            | Doing::Settling { .. }
            | Doing::PuttingBack(_)
            | Doing::Gathering
            | Doing::Releasing
            | Doing::Over => {}
        }
    }

    fn judge(&mut self, at: At, step: &mut Step<Event>) {
        self.doing = Doing::Over;
        let verdict = verdict::judge(&self.seen);
        self.verdict = Some(verdict.clone());
        self.record(
            at,
            Event::Judged {
                verdict: Box::new(verdict),
            },
            step,
        );
        step.done = true;
    }
}

impl Machine for Run {
    type Event = Event;

    fn begin(&mut self, _: At) -> Step<Event> {
        let mut step = Step::default();
        let ask = Ask::Look(look(&self.brief));
        self.ask(Question::Look, ask, &mut step);
        step
    }

    fn step(&mut self, at: At, incoming: Incoming) -> Step<Event> {
        let mut step = Step::default();
        match incoming {
            Incoming::Answer { tag, result } => {
                if let Some(question) = self.waiting.remove(&tag) {
                    self.answered(at, question, result, &mut step);
                }
            }
            Incoming::Shots(shots) => self.record(at, Event::Shots { shots }, &mut step),
            Incoming::CapReached { detail } => {
                self.end_early(at, EarlyEnd::LimitReached { detail }, &mut step);
            }
            Incoming::Page(page) => self.record(at, Event::Paged { page }, &mut step),
            Incoming::Interrupt(interrupt) => {
                let why = EarlyEnd::Interrupted {
                    by: interrupt.to_string(),
                };
                self.end_early(at, why, &mut step);
            }
            Incoming::ClockJumped(by) => {
                self.end_early(at, EarlyEnd::ClockJumped { by }, &mut step);
            }
            Incoming::JournalLost(why) => {
                self.end_early(at, EarlyEnd::JournalLost { why }, &mut step);
            }
            Incoming::Due => {}
        }
        if !step.done {
            self.advance(at, &mut step);
        }
        step.wake = step.wake.min(at + self.brief.timing.beat);
        step
    }
}
