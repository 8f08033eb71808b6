//! The open loop: requests start when they are due, whatever became of those before.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::batch::gather;
use super::chat::{Chat, Ending, Question};
use crate::base::{At, Duration, Ratio};
use crate::live::clock::Clock;
use crate::world::{Incoming, Outcome, Schedule, Shot};

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
    /// Sends requests from now on.
    pub(in crate::live) fn start(
        chat: Arc<Chat>,
        schedule: Schedule,
        clock: Clock,
        outbox: mpsc::Sender<Incoming>,
    ) -> Self {
        let possible = schedule.rate.events_in(schedule.timeout.ms()) + SPARE;
        let under_way = usize::try_from(possible.min(UNDER_WAY_MAX)).unwrap_or(1);
        let (ended, ends) = mpsc::channel(2 * under_way);
        tokio::spawn(gather(ends, outbox, clock));
        let sender = Sender {
            chat,
            schedule: Arc::new(schedule),
            clock,
            nonce: Clock::wall().unix_ms(),
            free: Arc::new(Semaphore::new(under_way)),
            ended,
        };
        Self {
            sending: tokio::spawn(sender.run()),
        }
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
    clock: Clock,
    /// Makes prompts unlike those of every other run, so that no cache answers.
    nonce: i64,
    free: Arc<Semaphore>,
    ended: mpsc::Sender<Shot>,
}

impl Sender {
    async fn run(self) {
        let start = self.clock.now();
        for number in 0.. {
            let due = start + Duration::from_ms(self.schedule.rate.due_ms(number));
            self.clock.sleep_until(due).await;
            // A loop that is late must still let others work.
            tokio::task::yield_now().await;
            let Ok(seat) = Arc::clone(&self.free).try_acquire_owned() else {
                // As many are under way as can be before the oldest of them times out: this one
                // would, too. It is not sent, and counts as what its caller would have seen.
                let shot = shot(due, self.schedule.timeout, Ending::just(Outcome::Timeout));
                if self.ended.send(shot).await.is_err() {
                    return;
                }
                continue;
            };
            let sender = self.clone();
            tokio::spawn(async move {
                sender.send(number, due).await;
                drop(seat);
            });
        }
    }

    async fn send(self, number: u64, due: At) {
        let schedule = &self.schedule;
        let question = Question {
            model: &schedule.model,
            prompt: format!("firedrill {}-{number}: answer with one word", self.nonce),
            max_tokens: schedule.max_tokens,
            stream: is_streamed(number, schedule.streaming),
        };
        let late = self.clock.now().since(due);
        let patience = schedule.timeout.saturating_sub(late);
        let ending = self.chat.ask(&question, patience).await;
        let took = self.clock.now().since(due);
        // Whoever gathers them is gone only when the run is.
        let _ = self.ended.send(shot(due, took, ending)).await;
    }
}

fn shot(due: At, took: Duration, ending: Ending) -> Shot {
    Shot {
        served_by: ending.served_by,
        tokens: ending.tokens,
        ..Shot::ended(due, took, ending.outcome)
    }
}

/// Whether the request with this number asks for a stream: evenly spread, the same in every run.
fn is_streamed(number: u64, share: Ratio) -> bool {
    let streams = |count: u64| u128::from(count) * u128::from(share.millionths()) / 1_000_000;
    streams(number + 1) > streams(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_spread_evenly_and_are_the_same_in_every_run() {
        let pattern = |share: &str| -> String {
            (0..8)
                .map(|number| is_streamed(number, share.parse().unwrap()))
                .map(|streamed| if streamed { 's' } else { '.' })
                .collect()
        };
        assert_eq!(pattern("0%"), "........");
        assert_eq!(pattern("25%"), "...s...s");
        assert_eq!(pattern("50%"), ".s.s.s.s");
        assert_eq!(pattern("100%"), "ssssssss");
    }
}
