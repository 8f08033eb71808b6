//! The drill's synthetic client: its callers' schedules, their requests under way, and its probes.

mod sending;

use std::collections::{BTreeMap, VecDeque};
use std::mem;

use sending::Sending;

use super::platform::{self, Finished, SyntheticRequest, UnknownName};
use crate::base::At;
use crate::world::{Account, Caller, Outcome, Schedule, Shot, Tag, Worst};

/// Who waits for a request's end.
#[derive(Clone, Copy, Debug)]
enum Waiting {
    /// One of the client's callers, who reserved this much for it.
    Client(Caller, Worst),
    Probe(Tag),
    /// A look, for its probe of this number.
    Look(Tag, usize),
}

/// A probe's end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Probed {
    /// It was asked for by itself.
    Ask(Tag, Finished),
    /// It is part of a look.
    Look(Tag, usize, Finished),
}

/// The synthetic client.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    last_id: u64,
    /// Who waits for the requests up to the last one; none for those that ended.
    waiting: VecDeque<Option<Waiting>>,
    /// Requests under way.
    under_way: usize,
    sending: BTreeMap<Caller, Sending>,
    /// The number of the last schedule.
    schedule: u64,
    account: Account,
    ended: Vec<Shot>,
}

impl Client {
    /// Follows a schedule from now on, in place of any other of the same caller; its number.
    pub(super) fn follow(&mut self, at: At, schedule: Schedule) -> Result<u64, String> {
        let model = schedule
            .model
            .parse()
            .map_err(|error: UnknownName| error.to_string())?;
        self.schedule += 1;
        let sending = Sending::new(self.schedule, schedule, model, at);
        self.sending.insert(sending.caller(), sending);
        Ok(self.schedule)
    }

    /// A caller sends no more requests.
    pub(super) fn stop(&mut self, caller: Caller) {
        self.sending.remove(&caller);
    }

    /// Forgets everything: nobody waits any more.
    pub(super) fn die(&mut self) {
        *self = Self {
            last_id: self.last_id,
            schedule: self.schedule,
            ..Self::default()
        };
    }

    /// When the next requests of a schedule are due; never, if it is over.
    pub(super) fn next_due(&self, schedule: u64) -> At {
        let sending = self.sending.values().find(|one| one.number == schedule);
        sending.map_or(At::NEVER, Sending::next_due)
    }

    /// Sends the requests of a schedule that are due now, as far as the run's cap allows them; what
    /// is to be told when it does not for the first time.
    pub(super) fn shoot(
        &mut self,
        schedule: u64,
        mut send: impl FnMut(SyntheticRequest),
    ) -> Option<String> {
        let mut sendings = self.sending.values_mut();
        let sending = sendings.find(|one| one.number == schedule)?;
        let (caller, cap) = (sending.caller(), sending.cap());
        let mut refused = None;
        for mut request in sending.due() {
            let worst = cap.map_or_else(Worst::default, |cap| {
                Worst::of(request.prompt_tokens, request.max_tokens, &cap)
            });
            let allows = cap.map_or(Ok(()), |cap| self.account.reserve(worst, &cap));
            if let Err(told) = allows {
                refused = refused.or(told);
                continue;
            }
            request.id = self.wait(Waiting::Client(caller, worst));
            self.under_way += 1;
            send(request);
        }
        refused
    }

    /// A name for a probe that was asked for.
    pub(super) fn probe(&mut self, tag: Tag) -> u64 {
        self.wait(Waiting::Probe(tag))
    }

    /// A name for a probe of a look.
    pub(super) fn probe_for_look(&mut self, tag: Tag, number: usize) -> u64 {
        self.wait(Waiting::Look(tag, number))
    }

    fn wait(&mut self, waiting: Waiting) -> u64 {
        self.last_id += 1;
        self.waiting.push_back(Some(waiting));
        self.last_id
    }

    /// Nobody waits for this request any more; who did, if anybody.
    fn ends(&mut self, id: u64) -> Option<Waiting> {
        let later = usize::try_from(self.last_id.checked_sub(id)?).ok()?;
        let place = self.waiting.len().checked_sub(later + 1)?;
        let waited = self.waiting.get_mut(place)?.take();
        while matches!(self.waiting.front(), Some(None)) {
            self.waiting.pop_front();
        }
        waited
    }

    /// Takes in an end; it is given back if it is a probe's.
    pub(super) fn ended(&mut self, finished: Finished) -> Option<Probed> {
        match self.ends(finished.id)? {
            Waiting::Probe(tag) => Some(Probed::Ask(tag, finished)),
            Waiting::Look(tag, number) => Some(Probed::Look(tag, number, finished)),
            Waiting::Client(caller, worst) => {
                self.under_way = self.under_way.saturating_sub(1);
                let tokens = finished.usage.total().count();
                self.account.settle(worst, tokens, finished.cost);
                self.ended.push(Shot {
                    caller,
                    served_by: finished.served_by.map(|provider| provider.name().into()),
                    tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
                    cost: Some(finished.cost),
                    cached: finished.cached,
                    version: finished.version.map(|version| version.name().into()),
                    correct: finished.correct,
                    ..Shot::ended(finished.sent, finished.latency(), outcome(finished.outcome))
                });
                None
            }
        }
    }

    /// The requests that ended since the last call.
    pub(super) fn batch(&mut self) -> Vec<Shot> {
        let next = Vec::with_capacity(self.ended.len());
        mem::replace(&mut self.ended, next)
    }

    /// Whether more batches may come.
    pub(super) fn is_busy(&self) -> bool {
        !self.sending.is_empty() || self.under_way > 0
    }
}

/// How a request ended, in the drill's words.
pub(super) const fn outcome(outcome: platform::Outcome) -> Outcome {
    match outcome {
        platform::Outcome::Ok => Outcome::Ok,
        platform::Outcome::Status(status) => Outcome::Status(status),
        platform::Outcome::Timeout => Outcome::Timeout,
        platform::Outcome::Reset => Outcome::Reset,
        platform::Outcome::Cut => Outcome::Cut,
        platform::Outcome::Refused => Outcome::Refused,
    }
}
