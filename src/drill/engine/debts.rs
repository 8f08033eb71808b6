//! Making the fault's changes, and putting them back.

use super::{Doing, Question, Run};
use crate::base::{At, ServerTime};
use crate::drill::debt::{DebtEvent, Inject, InjectStep, Trouble, Undo, UndoStep};
use crate::drill::journal::{EarlyEnd, Event, Stage};
use crate::drill::machine::Step;
use crate::drill::plan::ATTEMPTS;
use crate::world::{Answer, Ask, Caller, Receipt, ReceiptId, Refusal};

impl Run {
    /// Begins an attempt at the change with this number.
    pub(super) fn inject(&mut self, at: At, change: usize, attempt: u32, step: &mut Step<Event>) {
        let Some(receipt) = self.next_receipt(at, change) else {
            return self.injected(at, step);
        };
        let (machine, ask) = Inject::begin(receipt);
        self.doing = Doing::Injecting {
            machine: Box::new(machine),
            change,
            attempt,
        };
        self.ask(Question::Inject, ask, step);
    }

    /// Every change is made: where the fault is a caller that uses too much, it begins now.
    fn injected(&mut self, at: At, step: &mut Step<Event>) {
        if self.brief.control.is_some() {
            if !self.brief.makes_changes() {
                self.record(at, Event::ControlBegan, step);
            }
            self.record(at, Event::Effective { since: at }, step);
            return self.watch(at, step);
        }
        let runaway = self.plan().and_then(|plan| plan.runaway.clone());
        if let Some(schedule) = runaway {
            self.record(at, Event::RunawayBegan, step);
            self.send(schedule, step);
        }
        self.wait_for_effect(at, step);
    }

    /// The runaway caller asks no more than before the fault.
    fn calm(&mut self, at: At, step: &mut Step<Event>) {
        if self.brief.control.is_some() {
            let is_going_on = self.seen.injected.is_some() && self.seen.restored.is_none();
            if is_going_on && !self.brief.makes_changes() {
                self.record(at, Event::ControlEnded, step);
            }
            return;
        }
        let Some(plan) = self
            .seen
            .plan
            .as_deref()
            .filter(|plan| plan.runaway.is_some())
        else {
            return;
        };
        let mut calm = plan.traffic.iter();
        let calm = calm
            .find(|schedule| schedule.caller == Caller::Runaway)
            .cloned();
        if self.seen.injected.is_none() || self.seen.restored.is_some() {
            return;
        }
        match calm {
            Some(schedule) if !self.is_ending() => self.send(schedule, step),
            Some(_) | None => self.ask(Question::Traffic, Ask::StopTraffic(Caller::Runaway), step),
        }
        self.record(at, Event::RunawayEnded, step);
    }

    fn next_receipt(&mut self, at: At, change: usize) -> Option<Receipt> {
        let plan = self
            .seen
            .plan
            .as_deref()
            .filter(|_| self.brief.makes_changes())?;
        let follow = plan.changes.len().saturating_sub(change + 1);
        let follow = self.brief.timing.changes_at_most(follow);
        let change = plan.changes.get(change)?.clone();
        let drill = &self.brief.drill;
        // Long enough for the whole fault and all tries to put it back.
        let fault = drill.fault.lasts_at_most();
        let deadline = at + follow + fault + drill.effective.within + drill.recovery.within;
        // By the clock of whoever keeps the receipt; where that does not tell it, by the one that a
        // run cannot begin without.
        let facts = &plan.facts;
        let keeper = facts
            .keeper_clock
            .as_ref()
            .and_then(|clock| clock.as_ref().ok());
        let clock = keeper.or(facts.prometheus_clock.as_ref().ok());
        let deadline = clock.map_or(ServerTime::default(), |clock| clock.server_time(deadline));
        self.sequence += 1;
        Some(Receipt {
            format: Receipt::FORMAT,
            id: ReceiptId::new(&self.brief.run, self.sequence),
            drill: drill.name.clone(),
            change,
            uid: String::new(),
            deadline,
            undo: self.brief.recover.clone(),
        })
    }

    pub(super) fn inject_heard(
        &mut self,
        at: At,
        result: Result<Answer, Refusal>,
        step: &mut Step<Event>,
    ) {
        let call = self.brief.timing.call;
        let lock_holds =
            !self.is_ending() && self.lock_until.is_some_and(|until| at + call < until);
        let Doing::Injecting {
            machine,
            change,
            attempt,
        } = &mut self.doing
        else {
            return;
        };
        let (change, attempt) = (*change, *attempt);
        let next = machine.hear(result, lock_holds);
        let receipt = machine.receipt().clone();
        let id = receipt.id.clone();
        match next {
            InjectStep::Ask { ask, intends } => {
                if intends {
                    self.owed.push(receipt.clone());
                    self.debt(at, DebtEvent::Intended { receipt }, step);
                }
                self.ask(Question::Inject, ask, step);
            }
            InjectStep::Done => {
                self.debt(at, DebtEvent::Injected { id }, step);
                if self.is_ending() {
                    self.put_back(at, step);
                } else {
                    self.inject(at, change + 1, 1, step);
                }
            }
            InjectStep::Refused(trouble) => {
                self.owed.retain(|owed| owed.id != id);
                self.not_injected(at, id, &trouble, step);
                self.put_back(at, step);
            }
            InjectStep::Owed(trouble) => {
                let again = trouble.may_pass() && attempt < ATTEMPTS && !self.is_ending();
                if again {
                    self.debt(at, DebtEvent::NotInjected { id, trouble }, step);
                } else {
                    self.not_injected(at, id, &trouble, step);
                }
                let (undo, next) = Undo::begin(vec![receipt], self.brief.timing.patience());
                self.doing = Doing::Settling {
                    undo,
                    change,
                    attempt,
                    again,
                };
                self.undo_step(at, next, step);
            }
        }
    }

    fn not_injected(&mut self, at: At, id: ReceiptId, trouble: &Trouble, step: &mut Step<Event>) {
        self.debt(
            at,
            DebtEvent::NotInjected {
                id,
                trouble: trouble.clone(),
            },
            step,
        );
        if !self.is_ending() {
            let why = EarlyEnd::NotInjected {
                detail: trouble.to_string(),
            };
            self.record(at, Event::EndedEarly { why }, step);
        }
    }

    /// Puts back everything that is owed.
    pub(super) fn put_back(&mut self, at: At, step: &mut Step<Event>) {
        self.enter(at, Stage::PutBack, step);
        self.calm(at, step);
        let (undo, next) = Undo::begin(self.owed.clone(), self.brief.timing.patience());
        self.doing = Doing::PuttingBack(undo);
        self.undo_step(at, next, step);
    }

    pub(super) fn undo_heard(
        &mut self,
        at: At,
        result: Result<Answer, Refusal>,
        step: &mut Step<Event>,
    ) {
        if let Doing::Settling { undo, .. } | Doing::PuttingBack(undo) = &mut self.doing {
            let next = undo.hear(at, result);
            self.undo_step(at, next, step);
        }
    }

    /// Goes on after a pause between two tries.
    pub(super) fn undo_woken(&mut self, at: At, step: &mut Step<Event>) {
        if self.is_waiting_for(&Question::Undo) {
            return;
        }
        if let Doing::Settling { undo, .. } | Doing::PuttingBack(undo) = &mut self.doing {
            let next = undo.wake(at);
            self.undo_step(at, next, step);
        }
    }

    fn undo_step(&mut self, at: At, next: UndoStep, step: &mut Step<Event>) {
        for event in next.events {
            match &event {
                DebtEvent::Settled { id, .. } => self.owed.retain(|owed| owed.id != *id),
                DebtEvent::LeftBehind { receipt, .. } => {
                    let id = receipt.id.clone();
                    self.owed.retain(|owed| owed.id != id);
                }
                DebtEvent::Intended { .. }
                | DebtEvent::Injected { .. }
                | DebtEvent::NotInjected { .. }
                | DebtEvent::Hindered { .. } => {}
            }
            self.debt(at, event, step);
        }
        if let Some(ask) = next.ask {
            self.ask(Question::Undo, ask, step);
        }
        if let Some(wake) = next.wake {
            step.wake = step.wake.min(wake);
        }
        if next.done {
            self.undone(at, step);
        }
    }

    fn undone(&mut self, at: At, step: &mut Step<Event>) {
        match self.doing {
            Doing::Settling {
                change,
                attempt,
                again: true,
                ..
            } if !self.is_ending() => {
                self.inject(at, change, attempt + 1, step);
            }
            Doing::Settling { .. } => self.put_back(at, step),
            Doing::PuttingBack(_) => self.after_put_back(at, step),
            Doing::Looking
            | Doing::Locking
            | Doing::Steady
            | Doing::Injecting { .. }
            | Doing::Effect
            | Doing::Watch
            | Doing::Recover
            | Doing::Gathering
            | Doing::Releasing
            | Doing::Over => {}
        }
    }

    fn debt(&mut self, at: At, event: DebtEvent, step: &mut Step<Event>) {
        self.record(at, Event::Debt { step: event }, step);
    }
}
