//! What is asked of the world: on its way, and where it arrives.

use super::Virtual;
use super::clock::latency;
use super::event::{Event, Foreign};
use super::handle::BATCH_EVERY;
use super::ledger::{NetworkFault, changes};
use super::prometheus::AWAY;
use super::queue::Rank;
use super::settings::provider_of;
use crate::base::Duration;
use crate::world::{Alerts, Answer, Ask, Refusal, RunId, Schedule, Tag};

/// How long the runner waits for an answer.
const CALL_LIMIT: Duration = Duration::from_secs(5);

impl Virtual {
    /// Starts an ask.
    pub(super) fn begin(&mut self, tag: Tag, ask: Ask) {
        match ask {
            Ask::Probe { probe, timeout } => self.probe(tag, &probe, timeout),
            Ask::Traffic(schedule) => self.traffic(tag, schedule),
            Ask::StopTraffic(caller) => {
                self.client.stop(caller);
                self.answer(tag, Duration::ZERO, Ok(Answer::Done));
            }
            Ask::Look(_) | Ask::Alerts | Ask::Range { .. } => {
                self.travel(latency(self.seed, tag.0, 0), Some(tag), ask);
            }
            Ask::Acquire { .. }
            | Ask::Renew { .. }
            | Ask::Release { .. }
            | Ask::Holder
            | Ask::Standing
            | Ask::Receipts
            | Ask::CreateReceipt(_)
            | Ask::ReadReceipt(_)
            | Ask::DeleteReceipt(_)
            | Ask::Read(_)
            | Ask::Write(_) => self.send(tag, ask),
        }
    }

    fn probe(&mut self, tag: Tag, probe: &str, timeout: Duration) {
        match provider_of(probe) {
            Ok(provider) => {
                let id = self.client.probe(tag);
                self.platform.probe_of(self.now, id, provider, timeout);
            }
            Err(why) => self.answer(tag, Duration::ZERO, Err(Refusal::Failed { why })),
        }
    }

    fn traffic(&mut self, tag: Tag, schedule: Schedule) {
        let result = match self.client.follow(self.now, schedule) {
            Ok(number) => {
                let first = self.client.next_due(number);
                self.queue.push(first, Rank::Model, Event::Shoot(number));
                if !self.batching {
                    self.batching = true;
                    let batch = self.now + BATCH_EVERY;
                    self.queue.push(batch, Rank::Answer, Event::Batch);
                }
                Ok(Answer::Done)
            }
            Err(why) => Err(Refusal::Failed { why }),
        };
        self.answer(tag, Duration::ZERO, result);
    }

    /// Sends an ask to the server, over a network that may do something to it.
    fn send(&mut self, tag: Tag, ask: Ask) {
        let way = latency(self.seed, tag.0, 0);
        self.ledger_asks += 1;
        match self.faults.remove(&self.ledger_asks) {
            None => self.travel(way, Some(tag), ask),
            Some(NetworkFault::Lost) => self.unanswered(tag),
            Some(NetworkFault::Unanswered) => {
                self.travel(way, None, ask);
                self.unanswered(tag);
            }
            Some(NetworkFault::Late(late)) => {
                self.travel(late, None, ask);
                self.unanswered(tag);
            }
            Some(NetworkFault::Overtaken) => {
                self.overtake(way, &ask);
                self.travel(way, Some(tag), ask);
            }
            Some(NetworkFault::PutOff(length)) if length < CALL_LIMIT => {
                self.travel(way + length, Some(tag), ask);
            }
            Some(NetworkFault::PutOff(_)) => {
                let why = "the API server answered 429 TooManyRequests; it is asked too often";
                self.refused(tag, why);
            }
            Some(NetworkFault::Fails { .. }) if !changes(&ask) => {
                self.refused(tag, "the API server answered 500 InternalError");
            }
            Some(NetworkFault::Fails { done }) => {
                if done {
                    self.travel(way, None, ask);
                }
                let why =
                    "the API server answered 500 InternalError; it may have been done, or may \
                           still be"
                        .to_owned();
                let back = latency(self.seed, tag.0, 1);
                self.answer(tag, way + back, Err(Refusal::Ambiguous { why }));
            }
        }
    }

    fn travel(&mut self, way: Duration, tag: Option<Tag>, ask: Ask) {
        let rank = if changes(&ask) {
            Rank::Model
        } else {
            Rank::Answer
        };
        let event = Event::Reach(tag, Box::new(ask));
        self.queue.push(self.now + way, rank, event);
    }

    fn unanswered(&mut self, tag: Tag) {
        let why =
            format!("no answer came within {CALL_LIMIT}: it may have been done, or may still");
        self.answer(tag, CALL_LIMIT, Err(Refusal::Ambiguous { why }));
    }

    /// The runner's client gives up: nothing was done.
    fn refused(&mut self, tag: Tag, why: &str) {
        let why = why.to_owned();
        self.answer(tag, CALL_LIMIT, Err(Refusal::Failed { why }));
    }

    /// Lets somebody else do at the same moment what makes the ask come too late.
    fn overtake(&mut self, way: Duration, ask: &Ask) {
        let event = match ask {
            Ask::Write(write) => Foreign::Touch(write.place.clone()).planned(),
            Ask::Acquire { length, .. } | Ask::Renew { length, .. } => {
                let other = RunId("somebody-else".to_owned());
                Foreign::TakeLock(other, *length).planned()
            }
            Ask::CreateReceipt(_) | Ask::DeleteReceipt(_) => {
                Event::Reach(None, Box::new(ask.clone()))
            }
            Ask::Release { .. }
            | Ask::Holder
            | Ask::Standing
            | Ask::Receipts
            | Ask::ReadReceipt(_)
            | Ask::Read(_)
            | Ask::Look(_)
            | Ask::Probe { .. }
            | Ask::Traffic(_)
            | Ask::StopTraffic(_)
            | Ask::Alerts
            | Ask::Range { .. } => return,
        };
        self.queue.push(self.now + way, Rank::Model, event);
    }

    /// An ask has arrived.
    pub(super) fn reach(&mut self, tag: Option<Tag>, ask: Ask) {
        let result = match ask {
            Ask::Look(look) => {
                if let Some(tag) = tag {
                    self.look(tag, look);
                }
                return;
            }
            Ask::Alerts | Ask::Range { .. } if self.prometheus.is_away(self.now) => {
                if let Some(tag) = tag {
                    self.refused(tag, AWAY);
                }
                return;
            }
            Ask::Alerts => Ok(Answer::Alerts {
                alerts: Box::new(self.alerts()),
            }),
            Ask::Range {
                expr,
                from,
                to,
                step,
            } => {
                let stretch = (from.unix_ms(), to.unix_ms());
                self.prometheus.range(&expr, stretch, step)
            }
            Ask::Probe { .. }
            | Ask::Traffic(_)
            | Ask::StopTraffic(_)
            | Ask::Acquire { .. }
            | Ask::Renew { .. }
            | Ask::Release { .. }
            | Ask::Holder
            | Ask::Standing
            | Ask::Receipts
            | Ask::CreateReceipt(_)
            | Ask::ReadReceipt(_)
            | Ask::DeleteReceipt(_)
            | Ask::Read(_)
            | Ask::Write(_) => self.execute(&ask),
        };
        if let Some(tag) = tag {
            let way = latency(self.seed, tag.0, 1);
            self.answer(tag, way, result);
        }
    }

    fn execute(&mut self, ask: &Ask) -> Result<Answer, Refusal> {
        let Ask::Write(write) = ask else {
            return self.ledger.execute(self.now, ask);
        };
        let was_changed = self.ledger.is_changed(&write.place);
        let result = self.ledger.execute(self.now, ask);
        self.follow_places();
        if !was_changed && self.ledger.is_changed(&write.place) {
            self.broken(write.place.clone());
        }
        result
    }

    /// The alerts as they stand.
    pub(super) fn alerts(&self) -> Alerts {
        Alerts {
            prometheus: self.prometheus.alerts(),
            alertmanager: self.alertmanager.alerts(self.now),
        }
    }
}
