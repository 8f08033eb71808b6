//! Putting back what an interrupted run left, from the receipts alone.
//!
//! It needs neither journal nor drill file. A run that is still alive pays its own debts: it is
//! recognised by its lock, whose beat goes on.

use super::debt::{DebtEvent, Patience, Undo, UndoStep};
use super::machine::{Machine, Step, Tags};
use super::pulse::{Life, Pulse};
use super::recovered::{RecoverEvent, Recovered};
use crate::base::At;
use crate::world::{Answer, Ask, Incoming, Receipt, Refusal, RunId, Tag};

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
    patience: Patience,
    /// What it does first.
    first: First,
    tags: Tags,
    waiting_for: Option<Tag>,
    /// When the last ask was started.
    asked: At,
    state: State,
    /// Whether it ends with what is under way.
    stopping: bool,
    outcome: Recovered,
}

/// What a recovery knows before it begins.
#[derive(Clone, Debug)]
enum First {
    /// Nothing: who holds the lock, and is it alive?
    Holder { force: bool },
    /// The lock's holder is dead.
    Dead(RunId),
    /// These are owed, and nobody else pays them; the lock is left alone.
    Owed(Vec<Receipt>),
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in a program")]
enum State {
    AskingHolder,
    /// A lock is there: does its beat go on?
    Watching(Pulse),
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

impl Recover {
    /// A recovery that has not begun.
    pub fn new(settings: RecoverSettings) -> Self {
        Self {
            patience: settings.patience,
            first: First::Holder {
                force: settings.force,
            },
            tags: Tags::default(),
            waiting_for: None,
            asked: At::START,
            state: State::AskingHolder,
            stopping: false,
            outcome: Recovered::Clean(0),
        }
    }

    /// The same where it is known that the lock's holder is dead: everything that is owed is put back,
    /// and its lock is given back.
    pub(super) fn of_dead(run: RunId, patience: Patience, tags: Tags) -> Self {
        Self::knowing(First::Dead(run), patience, tags)
    }

    /// The same for these alone, which nobody else puts back.
    pub(super) fn of_owed(receipts: Vec<Receipt>, patience: Patience, tags: Tags) -> Self {
        Self::knowing(First::Owed(receipts), patience, tags)
    }

    fn knowing(first: First, patience: Patience, tags: Tags) -> Self {
        let settings = RecoverSettings {
            patience,
            force: false,
        };
        Self {
            first,
            tags,
            ..Self::new(settings)
        }
    }

    /// Begins nothing new, and ends once what is under way is answered and read back.
    pub(super) fn stop(&mut self) -> Step<RecoverEvent> {
        self.stopping = true;
        let mut step = Step::default();
        if let State::Undoing { undo, .. } = &mut self.state {
            step.done = undo.stop().done;
        }
        step
    }

    /// Whether it ends with what is under way.
    pub(super) const fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// The tags that it has not used.
    pub(super) fn tags(&self) -> Tags {
        self.tags.clone()
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
            State::AskingHolder => self.after_holder(at, Pulse::default(), result, step),
            State::Watching(pulse) => self.after_holder(at, pulse, result, step),
            State::Listing { dead } => self.after_list(dead, result, step),
            State::Undoing { mut undo, dead } => {
                let next = undo.hear(at, result);
                self.undoing(undo, dead, next, step);
            }
            State::Releasing => {
                // What may be left behind is said before anything about the lock.
                if let (Err(refusal), Recovered::Clean(_)) = (result, &self.outcome) {
                    let why = format!("the lock of a dead run cannot be freed: {refusal}");
                    self.outcome = Recovered::Unknown(why);
                }
                step.done = true;
            }
            State::Over => step.done = true,
        }
    }

    fn after_holder(
        &mut self,
        at: At,
        mut pulse: Pulse,
        result: Result<Answer, Refusal>,
        step: &mut Step<RecoverEvent>,
    ) {
        let lease = match result {
            Ok(Answer::Lease(lease)) => lease,
            // Whoever holds the lock, and whether it can be told or not.
            Err(_) if matches!(self.first, First::Holder { force: true }) => {
                return self.list(step, None);
            }
            other => {
                let why = describe("asking for the lock", other);
                return self.end(step, Recovered::Unknown(why));
            }
        };
        if let (First::Holder { force: true }, Some(holder)) = (&self.first, &lease.holder) {
            let holder = holder.clone();
            return self.list(step, Some(holder));
        }
        let (length, is_first) = (lease.length, pulse.is_new());
        match pulse.feel((self.asked, at), lease) {
            Life::Free => self.list(step, None),
            Life::Unknown(why) => self.end(step, Recovered::Unknown(why)),
            Life::Alive(holder) => self.end(step, Recovered::Alive(holder)),
            Life::Dead(holder) => self.list(step, Some(holder)),
            Life::Unclear { holder, .. } => {
                if is_first {
                    step.events.push(RecoverEvent::Watching(holder, length));
                }
                step.wake = pulse.look_again(at);
                self.state = State::Watching(pulse);
            }
        }
    }

    fn after_list(
        &mut self,
        dead: Option<RunId>,
        result: Result<Answer, Refusal>,
        step: &mut Step<RecoverEvent>,
    ) {
        let (receipts, unreadable, silent) = match result {
            Ok(Answer::Receipts {
                receipts,
                unreadable,
                silent,
            }) => (receipts, unreadable, silent),
            other => {
                let why = describe("listing receipts", other);
                return self.end(step, Recovered::Unknown(why));
            }
        };
        // A record that we do not understand may be a newer program's: nobody touches it.
        let strange = (unreadable.into_iter())
            .map(|(name, why)| format!("`{name}` is not understood: {why}"));
        let unknown = silent.into_iter().map(|(name, why)| {
            format!(
                "{name} does not answer, and what was broken there may still be: {why}; recover again \
                 when it does"
            )
        });
        let strange: Vec<String> = unknown.chain(strange).collect();
        self.outcome = if strange.is_empty() {
            Recovered::Clean(0)
        } else {
            Recovered::LeftBehind(strange)
        };
        step.events.push(RecoverEvent::Owed(receipts.clone()));
        self.pay(receipts, dead, step);
    }

    fn pay(&mut self, receipts: Vec<Receipt>, dead: Option<RunId>, step: &mut Step<RecoverEvent>) {
        if self.stopping {
            self.state = State::Over;
            step.done = true;
            return;
        }
        let (undo, next) = Undo::begin(receipts, self.patience);
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
            // What was not taken in hand is still owed: the lock keeps others away from it.
            if let Some(run) = dead.filter(|_| !self.stopping) {
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
            watching @ State::Watching(_) => {
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

    fn begin(&mut self, at: At) -> Step<RecoverEvent> {
        let mut step = Step::default();
        match self.first.clone() {
            First::Holder { .. } => self.ask(&mut step, Ask::Holder),
            First::Dead(run) => self.list(&mut step, Some(run)),
            First::Owed(receipts) => self.pay(receipts, None, &mut step),
        }
        self.asked = at;
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
        if !step.asks.is_empty() {
            self.asked = at;
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

#[cfg(test)]
#[path = "recover_tests.rs"]
mod tests;
