//! Putting back what an interrupted run left, from the receipts alone.
//!
//! It needs neither journal nor drill file. A run that is still alive pays its own debts: it is
//! recognised by its lock, whose beat goes on.

use super::debt::{DebtEvent, Patience, Undo, UndoStep};
use super::machine::{Machine, Step, Tags};
use crate::base::{At, Duration};
use crate::world::{Answer, Ask, Incoming, Lease, Receipt, Refusal, RunId, Tag};

/// How a recovery goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoverSettings {
    /// How hard to try each receipt.
    pub patience: Patience,
    /// Put back even if the run that made the change is still alive.
    pub force: bool,
}

/// One recovery.
#[derive(Clone, Debug)]
pub struct Recover {
    settings: RecoverSettings,
    tags: Tags,
    waiting_for: Option<Tag>,
    state: State,
    outcome: Recovered,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in a program")]
enum State {
    AskingHolder,
    /// A lock is there: does its beat go on?
    /// One beat may be a late message of a dead runner; the second is a living one's.
    Watching {
        lease: Lease,
        until: At,
        beat_seen: bool,
    },
    /// The receipts that exist once nobody can be alive who makes more of them.
    Listing {
        dead: Option<RunId>,
    },
    Undoing {
        undo: Undo,
        dead: Option<RunId>,
    },
    Releasing,
    Over,
}

/// What a recovery says while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoverEvent {
    /// A lock was found; its holder is dead if nothing is heard of it for this long.
    Watching(RunId, Duration),
    /// These receipts are owed.
    Owed(Vec<Receipt>),
    /// One step of putting back.
    Debt(Box<DebtEvent>),
}

/// How a recovery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing is owed any more; this many receipts were settled.
    Clean(usize),
    /// The run is alive and puts back by itself.
    Alive(RunId),
    /// At least one fault may still be in place.
    LeftBehind(Vec<String>),
    /// The place where debts are kept cannot be read, so that nothing is known.
    Unknown(String),
}

impl Recover {
    /// A recovery that has not begun.
    pub fn new(settings: RecoverSettings) -> Self {
        Self {
            settings,
            tags: Tags::default(),
            waiting_for: None,
            state: State::AskingHolder,
            outcome: Recovered::Clean(0),
        }
    }

    /// How it ended, once it is over.
    pub const fn outcome(&self) -> &Recovered {
        &self.outcome
    }

    fn ask(&mut self, step: &mut Step<RecoverEvent>, ask: Ask) {
        let tag = self.tags.next();
        self.waiting_for = Some(tag);
        step.asks.push((tag, ask));
    }

    fn end(&mut self, step: &mut Step<RecoverEvent>, outcome: Recovered) {
        self.outcome = outcome;
        self.state = State::Over;
        step.done = true;
    }

    fn list(&mut self, step: &mut Step<RecoverEvent>, dead: Option<RunId>) {
        self.state = State::Listing { dead };
        self.ask(step, Ask::Receipts);
    }

    fn answered(&mut self, at: At, result: Result<Answer, Refusal>, step: &mut Step<RecoverEvent>) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::AskingHolder => self.after_holder(at, result, step),
            State::Watching {
                lease,
                until,
                beat_seen,
            } => {
                self.after_beat(at, (lease, until, beat_seen), result, step);
            }
            State::Listing { dead } => self.after_list(dead, result, step),
            State::Undoing { mut undo, dead } => {
                let next = undo.hear(at, result);
                self.undoing(undo, dead, next, step);
            }
            State::Releasing | State::Over => step.done = true,
        }
    }

    fn after_holder(
        &mut self,
        at: At,
        result: Result<Answer, Refusal>,
        step: &mut Step<RecoverEvent>,
    ) {
        match result {
            Ok(Answer::Lease(lease)) => match &lease.holder {
                Some(holder) if self.settings.force => self.list(step, Some(holder.clone())),
                Some(holder) => {
                    step.events
                        .push(RecoverEvent::Watching(holder.clone(), lease.length));
                    let until = at + lease.length;
                    step.wake = at + Duration::from_ms(lease.length.ms() / 3);
                    self.state = State::Watching {
                        lease,
                        until,
                        beat_seen: false,
                    };
                }
                None => self.list(step, None),
            },
            other => self.end(
                step,
                Recovered::Unknown(describe("asking for the lock", other)),
            ),
        }
    }

    fn after_beat(
        &mut self,
        at: At,
        (before, until, beat_seen): (Lease, At, bool),
        result: Result<Answer, Refusal>,
        step: &mut Step<RecoverEvent>,
    ) {
        match result {
            Ok(Answer::Lease(Lease { holder: None, .. })) => self.list(step, None),
            Ok(Answer::Lease(Lease {
                holder: Some(holder),
                beat,
                ..
            })) if beat_seen && beat != before.beat => {
                self.end(step, Recovered::Alive(holder));
            }
            Ok(Answer::Lease(now)) if now != before => {
                let until = at + now.length;
                step.wake = at + Duration::from_ms(now.length.ms() / 3);
                self.state = State::Watching {
                    lease: now,
                    until,
                    beat_seen: true,
                };
            }
            Ok(Answer::Lease(_)) if at >= until => self.list(step, before.holder),
            Ok(Answer::Lease(_)) => {
                step.wake = (at + Duration::from_ms(before.length.ms() / 3)).min(until);
                self.state = State::Watching {
                    lease: before,
                    until,
                    beat_seen,
                };
            }
            other => self.end(
                step,
                Recovered::Unknown(describe("asking for the lock", other)),
            ),
        }
    }

    fn after_list(
        &mut self,
        dead: Option<RunId>,
        result: Result<Answer, Refusal>,
        step: &mut Step<RecoverEvent>,
    ) {
        let (receipts, unreadable) = match result {
            Ok(Answer::Receipts {
                receipts,
                unreadable,
            }) => (receipts, unreadable),
            other => {
                let why = describe("listing receipts", other);
                return self.end(step, Recovered::Unknown(why));
            }
        };
        // A record that we do not understand may be a newer program's: nobody touches it.
        let strange: Vec<String> = unreadable
            .into_iter()
            .map(|(name, why)| format!("`{name}` is not understood: {why}"))
            .collect();
        self.outcome = if strange.is_empty() {
            Recovered::Clean(0)
        } else {
            Recovered::LeftBehind(strange)
        };
        step.events.push(RecoverEvent::Owed(receipts.clone()));
        let (undo, next) = Undo::begin(receipts, self.settings.patience);
        self.undoing(undo, dead, next, step);
    }

    fn undoing(
        &mut self,
        undo: Undo,
        dead: Option<RunId>,
        next: UndoStep,
        step: &mut Step<RecoverEvent>,
    ) {
        for event in next.events {
            match (&event, &mut self.outcome) {
                (DebtEvent::Settled { .. }, Recovered::Clean(settled)) => *settled += 1,
                (DebtEvent::LeftBehind { receipt, why }, outcome) => {
                    let what = format!("{}: {why}; by hand: {}", receipt.id, receipt.undo);
                    match outcome {
                        Recovered::LeftBehind(all) => all.push(what),
                        Recovered::Clean(_) | Recovered::Alive(_) | Recovered::Unknown(_) => {
                            *outcome = Recovered::LeftBehind(vec![what]);
                        }
                    }
                }
                _ => {}
            }
            step.events.push(RecoverEvent::Debt(Box::new(event)));
        }
        if let Some(ask) = next.ask {
            self.ask(step, ask);
        }
        step.wake = next.wake.unwrap_or(step.wake);
        self.state = State::Undoing {
            undo,
            dead: dead.clone(),
        };
        if next.done {
            if let Some(run) = dead {
                self.state = State::Releasing;
                self.ask(step, Ask::Release { run });
            } else {
                self.state = State::Over;
                step.done = true;
            }
        }
    }

    fn woken(&mut self, at: At, step: &mut Step<RecoverEvent>) {
        match std::mem::replace(&mut self.state, State::Over) {
            watching @ State::Watching { .. } => {
                self.state = watching;
                self.ask(step, Ask::Holder);
            }
            State::Undoing { mut undo, dead } => {
                let next = undo.wake(at);
                self.undoing(undo, dead, next, step);
            }
            state @ (State::AskingHolder
            | State::Listing { .. }
            | State::Releasing
            | State::Over) => self.state = state,
        }
    }
}

impl Machine for Recover {
    type Event = RecoverEvent;

    fn begin(&mut self, _: At) -> Step<RecoverEvent> {
        let mut step = Step::default();
        self.ask(&mut step, Ask::Holder);
        step
    }

    fn step(&mut self, at: At, incoming: Incoming) -> Step<RecoverEvent> {
        let mut step = Step::default();
        match incoming {
            Incoming::Answer { tag, result } if Some(tag) == self.waiting_for => {
                self.waiting_for = None;
                self.answered(at, result, &mut step);
            }
            Incoming::Due if self.waiting_for.is_none() => self.woken(at, &mut step),
            // Putting back is never cut short, not even by a signal.
            Incoming::Answer { .. }
            | Incoming::Shots(_)
            | Incoming::CapReached { .. }
            | Incoming::Page(_)
            | Incoming::Interrupt(_)
            | Incoming::ClockJumped(_)
            | Incoming::JournalLost(_)
            | Incoming::Due => {
                step.wake = self.next_wake();
            }
        }
        step
    }
}

impl Recover {
    /// When to look again if the step itself does not say: soon, while nothing is awaited.
    fn next_wake(&self) -> At {
        if self.waiting_for.is_some() {
            At::NEVER
        } else {
            At::START
        }
    }
}

fn describe(doing: &str, result: Result<Answer, Refusal>) -> String {
    match result {
        Ok(answer) => format!("{doing}: an answer to something else came: {answer:?}"),
        Err(refusal) => format!("{doing}: {refusal}"),
    }
}
