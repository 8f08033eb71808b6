//! Putting back everything that is owed: all of it is tried, whatever fails. The newest run comes
//! first, and what it changed in the order in which it did: pods that start anew must find their
//! settings restored.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::{DebtEvent, PutBack, PutBackStep};
use crate::base::{At, Duration};
use crate::world::{Answer, Ask, Receipt, Refusal, RunId};

/// How hard to try before a fault is reported as left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often each receipt is tried.
    pub tries: u32,
    /// The pause after the first failure; it doubles up to sixteen times that.
    pub pause: Duration,
}

impl Patience {
    /// Calls of one try: the place is read, written, and read back, and the receipt deleted.
    pub const CALLS: u32 = 4;

    /// The pause after a receipt has failed so often, from 1 on.
    fn pause_after(&self, failures: u32) -> Duration {
        self.pause * (1 << failures.saturating_sub(1).min(4))
    }

    /// All pauses between the tries of one receipt.
    pub fn pauses(&self) -> Duration {
        (1..self.tries)
            .map(|failures| self.pause_after(failures))
            .sum()
    }
}

/// The receipts that are still to be put back.
#[derive(Clone, Debug)]
pub struct Undo {
    patience: Patience,
    waiting: VecDeque<Receipt>,
    current: Option<PutBack>,
    /// How often the current receipt failed.
    failures: u32,
    /// When to try the current receipt again.
    again: Option<At>,
    left_behind: bool,
    /// Whether it ends with the try that is under way.
    stopping: bool,
}

/// What putting back does next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UndoStep {
    /// What the journal should say.
    pub events: Vec<DebtEvent>,
    /// What to ask.
    pub ask: Option<Ask>,
    /// When to call [`Undo::wake`] if nothing was asked.
    pub wake: Option<At>,
    /// Whether all receipts are settled or given up.
    pub done: bool,
}

impl Undo {
    /// Puts these receipts back, one after the other, and says what to ask first.
    pub fn begin(mut receipts: Vec<Receipt>, patience: Patience) -> (Self, UndoStep) {
        receipts.sort_by_key(|receipt| (Reverse(receipt.id.run()), receipt.id.sequence()));
        let mut undo = Self {
            patience,
            waiting: receipts.into(),
            current: None,
            failures: 0,
            again: None,
            left_behind: false,
            stopping: false,
        };
        let mut step = UndoStep::default();
        undo.take_next(&mut step);
        (undo, step)
    }

    /// Whether at least one receipt was given up.
    pub const fn left_behind(&self) -> bool {
        self.left_behind
    }

    /// Begins nothing new: it ends once the try that is under way is answered and read back, which is
    /// now if there is none. Whatever is still owed then stays on record.
    pub fn stop(&mut self) -> UndoStep {
        self.stopping = true;
        self.waiting.clear();
        let between_tries = self.again.is_some() || self.current.is_none();
        UndoStep {
            done: between_tries,
            ..UndoStep::default()
        }
    }

    /// Takes the answer to the last ask.
    pub fn hear(&mut self, at: At, result: Result<Answer, Refusal>) -> UndoStep {
        let mut step = UndoStep::default();
        let Some(machine) = &mut self.current else {
            step.done = true;
            return step;
        };
        match machine.hear(result) {
            PutBackStep::Ask(ask) => step.ask = Some(ask),
            PutBackStep::Settled(settlement) => {
                step.events.push(DebtEvent::Settled {
                    id: machine.receipt().id.clone(),
                    settlement,
                });
                self.take_next(&mut step);
            }
            PutBackStep::Hindered(why) => self.hindered(at, why, &mut step),
        }
        step
    }

    /// Tries again once the pause is over; before that it says until when to wait.
    pub fn wake(&mut self, at: At) -> UndoStep {
        let mut step = UndoStep::default();
        match (self.again, &self.current) {
            (Some(again), _) if at < again => step.wake = Some(again),
            (Some(_), Some(machine)) => {
                let (machine, ask) = PutBack::begin(machine.receipt().clone());
                self.current = Some(machine);
                self.again = None;
                step.ask = Some(ask);
            }
            (_, None) => step.done = true,
            (None, Some(_)) => {}
        }
        step
    }

    fn take_next(&mut self, step: &mut UndoStep) {
        self.failures = 0;
        self.again = None;
        self.current = self.waiting.pop_front().map(|receipt| {
            let (machine, ask) = PutBack::begin(receipt);
            step.ask = Some(ask);
            machine
        });
        step.done = self.current.is_none();
    }

    /// What a run changed afterwards stays as well: pods that start anew would read what could not be
    /// put back, and their receipt is what lets them start once more when it is.
    fn keep_what_follows(&mut self, run: &RunId, step: &mut UndoStep) {
        let waiting = std::mem::take(&mut self.waiting);
        let (follow, others): (VecDeque<_>, VecDeque<_>) = waiting
            .into_iter()
            .partition(|receipt| receipt.id.run() == *run);
        self.waiting = others;
        step.events
            .extend(follow.into_iter().map(|receipt| DebtEvent::LeftBehind {
                receipt,
                why: "what was changed before it could not be put back".to_owned(),
            }));
    }

    fn hindered(&mut self, at: At, why: String, step: &mut UndoStep) {
        let Some(machine) = &self.current else { return };
        let receipt = machine.receipt().clone();
        self.failures += 1;
        if self.failures >= self.patience.tries {
            self.left_behind = true;
            let run = receipt.id.run();
            step.events.push(DebtEvent::LeftBehind { receipt, why });
            self.keep_what_follows(&run, step);
            self.take_next(step);
        } else {
            self.again = Some(at + self.patience.pause_after(self.failures));
            step.wake = self.again;
            step.done = self.stopping;
            step.events.push(DebtEvent::Hindered {
                id: receipt.id,
                why,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ServerTime;
    use crate::world::{Change, Content, ObjectKind, Part, Place, ReceiptId};

    fn receipt(run: &str, number: u32) -> Receipt {
        let key = format!("key-{number}");
        let part = Part::Key { key };
        Receipt {
            format: Receipt::FORMAT,
            id: ReceiptId::new(&RunId(run.into()), number),
            drill: "cache-disable".into(),
            change: Change {
                place: Place::cluster(ObjectKind::ConfigMap, "ai", "llm-gateway", part),
                before: Content::Absent,
                ours: Content::Is("bad".into()),
            },
            uid: "uid".into(),
            deadline: ServerTime::default(),
            undo: "firedrill recover".into(),
        }
    }

    #[test]
    fn what_a_run_changed_after_something_that_stays_is_not_put_back_either() {
        let patience = Patience {
            tries: 1,
            pause: Duration::from_ms(1),
        };
        let receipts = vec![receipt("b", 2), receipt("a", 1), receipt("b", 1)];
        let (mut undo, first) = Undo::begin(receipts, patience);
        let begun = receipt("b", 1).change.place;
        assert_eq!(first.ask, Some(Ask::Read(begun)));
        let why = "no".to_owned();
        let refused = Err(Refusal::Failed { why });
        let step = undo.hear(At::START, refused.clone());
        let left = step.events.iter().filter_map(|event| {
            let DebtEvent::LeftBehind { receipt, .. } = event else {
                return None;
            };
            Some(&*receipt.id.0)
        });
        assert_eq!(left.collect::<Vec<_>>(), ["b.1", "b.2"]);
        // Another run's changes are none of that.
        assert_eq!(step.ask, Some(Ask::Read(receipt("a", 1).change.place)));
        assert!(undo.hear(At::START, refused).done);
    }
}
