//! The open loop: requests start when they are due, whatever became of those before.

use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::batch::gather;
use super::chat::{Chat, Question};
use super::grade::Grader;
use super::prompt::{self, Prompt};
use super::purse::{Bill, Purse};
use crate::base::{At, Duration};
use crate::live::clock::Clock;
use crate::world::{Asks, Incoming, Outcome, Schedule, Shot, Worst};

/// Requests under way beyond those that the schedule and its timeout make possible.
const SPARE: u64 = 64;

/// Requests under way at the same time, whatever the schedule.
const UNDER_WAY_MAX: u64 = 50_000;

/// Requests that are being sent; dropping it sends no more, those under way still come back.
#[derive(Debug)]
pub(in crate::live) struct Traffic {
    sending: JoinHandle<()>,
}

impl Traffic {
    /// Sends requests from now on; the error says why that cannot be done.
    pub(in crate::live) fn start(
        chat: Arc<Chat>,
        schedule: Schedule,
        purse: Arc<Purse>,
        clock: Clock,
        outbox: mpsc::Sender<Incoming>,
    ) -> Result<Self, String> {
        if schedule.rate.due_ms(1) == u64::MAX {
            return Err("a rate of nothing sends nothing".to_owned());
        }
        let under_way = under_way(&schedule);
        let (ended, ends) = mpsc::channel(2 * under_way);
        let sender = Sender {
            graders: graders(&schedule.asks)?.into(),
            chat,
            schedule: Arc::new(schedule),
            purse,
            clock,
            nonce: Clock::wall().unix_ms(),
            free: Arc::new(Semaphore::new(under_way)),
            ended,
            outbox: outbox.clone(),
        };
        tokio::spawn(gather(ends, outbox, clock));
        Ok(Self {
            sending: tokio::spawn(sender.run()),
        })
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        self.sending.abort();
    }
}

#[derive(Clone)]
struct Sender {
    chat: Arc<Chat>,
    schedule: Arc<Schedule>,
    purse: Arc<Purse>,
    /// For each of the questions with known answers.
    graders: Arc<[Grader]>,
    clock: Clock,
    /// Makes prompts unlike those of every other run, so that no cache answers.
    nonce: i64,
    free: Arc<Semaphore>,
    ended: mpsc::Sender<Shot>,
    outbox: mpsc::Sender<Incoming>,
}

impl Sender {
    async fn run(self) {
        let schedule = Arc::clone(&self.schedule);
        let start = self.clock.now();
        for number in 0.. {
            let due = start + Duration::from_ms(schedule.rate.due_ms(number));
            self.clock.sleep_until(due).await;
            let long = schedule.max_tokens.is_none();
            let prompt = Arc::new(prompt::nth(&schedule.asks, number, self.nonce, long));
            for _ in 0..prompt.copies {
                // A loop that is late must still let others work.
                tokio::task::yield_now().await;
                if self.start_one(number, due, &prompt).await.is_break() {
                    return;
                }
            }
        }
    }

    /// Starts one request, if it may and can be sent; breaks if nobody listens any more.
    async fn start_one(&self, number: u64, due: At, prompt: &Arc<Prompt>) -> ControlFlow<()> {
        let Ok(seat) = Arc::clone(&self.free).try_acquire_owned() else {
            // As many are under way as can be before the oldest of them times out: this one would,
            // too. It is not sent, and counts as what its caller would have seen.
            let shot = Shot {
                caller: self.schedule.caller,
                ..Shot::ended(due, self.schedule.timeout, Outcome::Timeout)
            };
            return going_on(&self.ended.send(shot).await);
        };
        let cap = self.schedule.cap.as_ref();
        let most = self.schedule.max_tokens.map(u64::from);
        let worst = cap.map_or_else(Worst::default, |cap| Worst::of(prompt.most, most, cap));
        match self.purse.reserve(worst, cap) {
            Ok(()) => {}
            Err(None) => return ControlFlow::Continue(()),
            Err(Some(detail)) => {
                return going_on(&self.outbox.send(Incoming::CapReached { detail }).await);
            }
        }
        let (sender, prompt) = (self.clone(), Arc::clone(prompt));
        tokio::spawn(async move {
            sender.send(number, due, &prompt, worst).await;
            drop(seat);
        });
        ControlFlow::Continue(())
    }

    async fn send(self, number: u64, due: At, prompt: &Prompt, worst: Worst) {
        let schedule = &self.schedule;
        let uncached = prompt.uncached;
        let question = Question {
            model: &schedule.model,
            prompt: if uncached && !self.chat.can_bypass() {
                // No cache has seen this text.
                format!("[firedrill {}-{number}] {}", self.nonce, prompt.text)
            } else {
                prompt.text.clone()
            },
            max_tokens: schedule.max_tokens,
            stream: schedule.streaming.includes(number),
            uncached,
        };
        let late = self.clock.now().since(due);
        let patience = schedule.timeout.saturating_sub(late);
        let ending = self.chat.ask(&question, patience).await;
        let took = self.clock.now().since(due);
        let bill = Bill::of(&ending, schedule.cap.as_ref());
        self.purse.settle(worst, bill);
        let grader = prompt.known.and_then(|known| self.graders.get(known));
        let told = &ending.told;
        let shot = Shot {
            caller: schedule.caller,
            tokens: u32::try_from(bill.tokens.unwrap_or(0)).unwrap_or(u32::MAX),
            cost: bill.cost,
            correct: grader
                .filter(|_| told.outcome.is_ok())
                .map(|grader| grader.accepts(&told.text)),
            cached: ending.cached,
            version: ending.version.map(Into::into),
            served_by: ending.served_by.map(Into::into),
            ..Shot::ended(due, took, told.outcome)
        };
        // Whoever gathers them is gone only when the run is.
        let _ = self.ended.send(shot).await;
    }
}

fn going_on<T>(sent: &Result<(), T>) -> ControlFlow<()> {
    match sent {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}

/// How many requests of a schedule can be under way at the same time.
fn under_way(schedule: &Schedule) -> usize {
    let copies = match schedule.asks {
        Asks::Copies { copies } => u64::from(copies.max(1)),
        Asks::Fresh | Asks::Repeated { .. } | Asks::Known { .. } | Asks::Growing { .. } => 1,
    };
    let due = schedule.rate.events_in(schedule.timeout.ms()) + SPARE;
    usize::try_from(due.saturating_mul(copies).min(UNDER_WAY_MAX)).unwrap_or(1)
}

fn graders(asks: &Asks) -> Result<Vec<Grader>, String> {
    match asks {
        Asks::Known { questions, .. } if questions.is_empty() => {
            Err("there are no questions with known answers to ask".to_owned())
        }
        Asks::Known { questions, .. } => questions.iter().map(Grader::new).collect(),
        Asks::Fresh | Asks::Repeated { .. } | Asks::Growing { .. } | Asks::Copies { .. } => {
            Ok(Vec::new())
        }
    }
}
