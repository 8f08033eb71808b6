//! Watching an environment for as long as somebody lets it run: what its runs leave is put back, and
//! the lock of a dead run is freed, so that the next one can begin.
//!
//! One look at a time: first what is owed, then who holds the lock. In this order, since a run takes
//! the lock before it owes anything: what is on the first answer and belongs to a run that is not on
//! the second one is nobody's any more.

use std::collections::BTreeSet;

use super::debt::Patience;
use super::machine::{Machine, Step, Tags};
use super::pulse::{Life, Pulse};
use super::recover::Recover;
use super::recovered::{RecoverEvent, Recovered};
use crate::base::{At, Duration};
use crate::world::{Answer, Ask, Incoming, Interrupt, Receipt, Refusal, RunId, Standing, Tag};

/// How an environment is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchSettings {
    /// From one look to the next.
    pub every: Duration,
    /// The longest pause while nobody answers, or nothing can be put back; it begins with `every` and
    /// doubles.
    pub pause_most: Duration,
    /// How hard each receipt is tried before the others have their turn; the next look tries again.
    pub patience: Patience,
}

impl Default for WatchSettings {
    /// A look every ten seconds, half a minute apart where nobody answers, three tries: what is past
    /// its deadline is put back within a minute.
    ///
    /// Nothing is watched in between. What it waits for is time, that a deadline passes or that a lock
    /// stands still for its length, and no server tells of that; that a receipt came or went changes
    /// nothing before then. In a cluster a look is four calls, and one more for each further namespace:
    /// twenty-four a minute, for at most ten seconds of the minute that is promised.
    fn default() -> Self {
        Self {
            every: Duration::from_secs(10),
            pause_most: Duration::from_secs(30),
            patience: Patience {
                tries: 3,
                pause: Duration::from_ms(500),
            },
        }
    }
}

impl WatchSettings {
    /// The pause after so many failures in a row.
    fn pause_after(&self, failures: u32) -> Duration {
        let longer = self.every * (1 << failures.min(8));
        longer.min(self.pause_most.max(self.every))
    }
}

/// One watch.
#[derive(Clone, Debug)]
pub struct Watch {
    settings: WatchSettings,
    tags: Tags,
    pulse: Pulse,
    waiting_for: Option<Tag>,
    /// When the last ask was started.
    asked: At,
    doing: Doing,
    /// How many looks in a row were answered by nobody.
    failures: u32,
    /// How many times in a row something could not be put back.
    stuck: u32,
}

#[derive(Clone, Debug)]
enum Doing {
    Resting { until: At },
    AskingStanding,
    AskingHolder(Box<Standing>),
    Recovering(Box<Recover>),
    Over,
}

/// What a watch says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// A look was answered, if not by everybody.
    Looked {
        /// How the environment stands.
        standing: Box<Standing>,
        /// What is known of the lock's holder.
        life: Life,
    },
    /// Nobody answers, and nothing is known.
    Blind {
        /// Who, and why.
        why: String,
        /// When it looks again.
        pause: Duration,
    },
    /// These are put back now, since nobody else does it.
    Owes(Vec<Abandoned>),
    /// The lock's holder is dead: what it left is put back, and its lock is freed.
    Died(RunId),
    /// One step of putting back.
    Recovery(RecoverEvent),
    /// Putting back is over.
    Recovered(Recovered),
    /// Somebody wants it to end, and it does once what is under way is read back.
    Ends(Interrupt),
}

/// A debt that its run does not pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abandoned {
    /// Its receipt.
    pub receipt: Receipt,
    /// How far past its deadline it is; none if its run does not hold the lock any more.
    pub overdue: Option<Duration>,
}

impl Watch {
    /// A watch that has not begun.
    pub fn new(settings: WatchSettings) -> Self {
        Self {
            settings,
            tags: Tags::default(),
            pulse: Pulse::default(),
            waiting_for: None,
            asked: At::START,
            doing: Doing::AskingStanding,
            failures: 0,
            stuck: 0,
        }
    }

    fn ask(&mut self, at: At, doing: Doing, ask: Ask, step: &mut Step<WatchEvent>) {
        let tag = self.tags.next();
        self.waiting_for = Some(tag);
        self.asked = at;
        self.doing = doing;
        step.asks.push((tag, ask));
    }

    fn look(&mut self, at: At, step: &mut Step<WatchEvent>) {
        self.ask(at, Doing::AskingStanding, Ask::Standing, step);
    }

    fn rest(&mut self, until: At, step: &mut Step<WatchEvent>) {
        self.doing = Doing::Resting { until };
        step.wake = until;
    }

    fn answered(&mut self, at: At, result: Result<Answer, Refusal>, step: &mut Step<WatchEvent>) {
        match (std::mem::replace(&mut self.doing, Doing::Over), result) {
            (Doing::AskingStanding, Ok(Answer::Standing { standing })) => {
                self.ask(at, Doing::AskingHolder(standing), Ask::Holder, step);
            }
            (Doing::AskingHolder(standing), Ok(Answer::Lease(lease))) => {
                self.failures = 0;
                let life = self.pulse.feel((self.asked, at), lease);
                self.looked(at, &standing, life, step);
            }
            // What is past its deadline is put back whoever holds the lock.
            (Doing::AskingHolder(standing), Err(refusal)) => {
                self.failures = self.failures.saturating_add(1);
                let life = Life::Unknown(refusal.to_string());
                self.looked(at, &standing, life, step);
            }
            (_, Err(refusal)) => self.blind(at, refusal.to_string(), step),
            (_, Ok(other)) => {
                let why = format!("an answer to something else came: {other:?}");
                self.blind(at, why, step);
            }
        }
    }

    fn looked(&mut self, at: At, standing: &Standing, life: Life, step: &mut Step<WatchEvent>) {
        step.events.push(WatchEvent::Looked {
            standing: Box::new(standing.clone()),
            life: life.clone(),
        });
        self.act(at, standing, life, step);
    }

    /// Nobody answers: the pauses become longer, so that who comes back is not asked too often.
    fn blind(&mut self, at: At, why: String, step: &mut Step<WatchEvent>) {
        let pause = self.settings.pause_after(self.failures);
        self.failures = self.failures.saturating_add(1);
        step.events.push(WatchEvent::Blind { why, pause });
        self.rest(at + pause, step);
    }

    fn act(&mut self, at: At, standing: &Standing, life: Life, step: &mut Step<WatchEvent>) {
        let patience = self.settings.patience;
        let recover = if let Life::Dead(run) = life {
            step.events.push(WatchEvent::Died(run.clone()));
            Recover::of_dead(run, patience, self.tags.clone())
        } else {
            let abandoned = abandoned(standing, &life);
            if abandoned.is_empty() {
                return self.rest(self.next_look(at, &life), step);
            }
            let receipts = abandoned.iter().map(|owed| owed.receipt.clone()).collect();
            step.events.push(WatchEvent::Owes(abandoned));
            Recover::of_owed(receipts, patience, self.tags.clone())
        };
        self.doing = Doing::Recovering(Box::new(recover));
        self.recovering(at, |recover| recover.begin(at), step);
    }

    /// A holder of whom nothing is known yet is looked at again when it can be told.
    fn next_look(&self, at: At, life: &Life) -> At {
        let next = at + self.settings.every;
        match life {
            Life::Unclear { until, .. } => next.min((*until).max(at)),
            Life::Unknown(_) => at + self.settings.pause_after(self.failures.saturating_sub(1)),
            Life::Free | Life::Alive(_) | Life::Dead(_) => next,
        }
    }

    /// Lets the recovery take a step.
    fn recovering(
        &mut self,
        at: At,
        takes: impl FnOnce(&mut Recover) -> Step<RecoverEvent>,
        step: &mut Step<WatchEvent>,
    ) {
        let Doing::Recovering(recover) = &mut self.doing else {
            return;
        };
        let next = takes(recover);
        let events = next.events.into_iter().map(WatchEvent::Recovery);
        step.events.extend(events);
        step.asks.extend(next.asks);
        step.wake = step.wake.min(next.wake);
        self.tags = recover.tags();
        if next.done {
            let outcome = recover.outcome().clone();
            let is_clean = matches!(outcome, Recovered::Clean(_));
            step.events.push(WatchEvent::Recovered(outcome));
            let pause = self.settings.pause_after(self.stuck);
            self.stuck = if is_clean {
                0
            } else {
                self.stuck.saturating_add(1)
            };
            self.rest(at + pause, step);
        }
    }

    /// Ends, but for what is under way.
    fn end(&mut self, at: At, interrupt: Interrupt, step: &mut Step<WatchEvent>) {
        step.events.push(WatchEvent::Ends(interrupt));
        self.recovering(at, Recover::stop, step);
        step.done = !matches!(self.doing, Doing::Recovering(_));
    }
}

impl Machine for Watch {
    type Event = WatchEvent;

    fn begin(&mut self, at: At) -> Step<WatchEvent> {
        let mut step = Step::default();
        self.look(at, &mut step);
        step
    }

    fn step(&mut self, at: At, incoming: Incoming) -> Step<WatchEvent> {
        let mut step = Step::default();
        if let Incoming::Interrupt(interrupt) = incoming {
            // A halt is about runs.
            if interrupt != Interrupt::Halt {
                self.end(at, interrupt, &mut step);
            }
            return step;
        }
        match (&self.doing, incoming) {
            (Doing::Recovering(recover), incoming) => {
                let stopping = recover.is_stopping();
                self.recovering(at, |recover| recover.step(at, incoming), &mut step);
                step.done = stopping && !matches!(self.doing, Doing::Recovering(_));
            }
            (_, Incoming::Answer { tag, result }) if Some(tag) == self.waiting_for => {
                self.waiting_for = None;
                self.answered(at, result, &mut step);
            }
            (Doing::Resting { until }, _) if at < *until => step.wake = *until,
            (Doing::Resting { .. }, _) => self.look(at, &mut step),
            (Doing::AskingStanding | Doing::AskingHolder(_) | Doing::Over, _) => {}
        }
        step
    }
}

/// What is owed and put back by nobody, by what is known of the lock's holder. Of a run that is past one
/// of its deadlines it is everything, so that what it put on top of each other is taken away in order.
/// Where nothing is known of the lock, any other run may be alive.
fn abandoned(standing: &Standing, life: &Life) -> Vec<Abandoned> {
    let may_live = |run: &RunId| matches!(life, Life::Unknown(_)) || life.holder() == Some(run);
    let debts = || standing.debts.iter();
    let late: BTreeSet<RunId> = debts()
        .filter(|debt| debt.overdue(standing.now).is_some())
        .map(|debt| debt.receipt.id.run())
        .collect();
    debts()
        .filter(|debt| {
            let run = debt.receipt.id.run();
            !may_live(&run) || late.contains(&run)
        })
        .map(|debt| Abandoned {
            receipt: debt.receipt.clone(),
            overdue: debt.overdue(standing.now),
        })
        .collect()
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
