//! The drill's synthetic client: its schedule, its requests under way, and its probes.

use std::collections::BTreeMap;
use std::mem;

use super::platform::{self, Finished, Model, SyntheticRequest};
use crate::base::{At, Duration};
use crate::world::{Outcome, Schedule, Shot, Tag};

/// Tokens of a synthetic question; callers' own prompts are longer.
const QUESTION_TOKENS: u64 = 24;

/// Who waits for a request's end.
#[derive(Clone, Copy, Debug)]
enum Waiting {
    /// The client itself.
    Client {
        max_tokens: u64,
    },
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

#[derive(Clone, Debug)]
struct Sending {
    schedule: Schedule,
    model: Model,
    from: At,
    sent: u64,
}

/// The synthetic client.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    last_id: u64,
    waiting: BTreeMap<u64, Waiting>,
    /// Requests under way.
    under_way: usize,
    sending: Option<Sending>,
    /// Which schedule is followed; those before it are over.
    schedule: u64,
    ended: Vec<Shot>,
}

impl Client {
    /// Follows a schedule from now on, in place of any other; its number.
    pub(super) fn follow(&mut self, at: At, schedule: Schedule) -> Result<u64, String> {
        let model = schedule
            .model
            .parse()
            .map_err(|error: platform::UnknownName| error.to_string())?;
        self.schedule += 1;
        self.sending = Some(Sending {
            schedule,
            model,
            from: at,
            sent: 0,
        });
        Ok(self.schedule)
    }

    /// Sends no more requests.
    pub(super) fn stop(&mut self) {
        self.sending = None;
    }

    /// Forgets everything: nobody waits any more.
    pub(super) fn die(&mut self) {
        *self = Self {
            last_id: self.last_id,
            schedule: self.schedule,
            ..Self::default()
        };
    }

    /// When the next request of a schedule is due; never, if it is over.
    pub(super) fn next_due(&self, schedule: u64) -> At {
        match &self.sending {
            Some(sending) if schedule == self.schedule => {
                sending.from + Duration::from_ms(sending.schedule.rate.due_ms(sending.sent))
            }
            _ => At::NEVER,
        }
    }

    /// The request that is due now.
    pub(super) fn shoot(&mut self, schedule: u64) -> Option<SyntheticRequest> {
        let sending = self
            .sending
            .as_mut()
            .filter(|_| schedule == self.schedule)?;
        let share = u64::from(sending.schedule.streaming.millionths());
        // Streams are spread evenly over the requests.
        let streams_before = |request: u64| request.saturating_mul(share) / 1_000_000;
        let max_tokens = u64::from(sending.schedule.max_tokens);
        let stream = streams_before(sending.sent + 1) > streams_before(sending.sent);
        let (id, timeout) = (self.last_id + 1, sending.schedule.timeout);
        let request = SyntheticRequest {
            prompt_tokens: QUESTION_TOKENS,
            max_tokens: Some(max_tokens),
            ..SyntheticRequest::ordinary(id, sending.model, stream, timeout)
        };
        sending.sent += 1;
        self.under_way += 1;
        self.wait(Waiting::Client { max_tokens });
        Some(request)
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
        self.waiting.insert(self.last_id, waiting);
        self.last_id
    }

    /// Takes in an end; it is given back if it is a probe's.
    pub(super) fn ended(&mut self, finished: Finished) -> Option<Probed> {
        match self.waiting.remove(&finished.id)? {
            Waiting::Probe(tag) => Some(Probed::Ask(tag, finished)),
            Waiting::Look(tag, number) => Some(Probed::Look(tag, number, finished)),
            Waiting::Client { max_tokens } => {
                self.under_way = self.under_way.saturating_sub(1);
                let usage = finished.usage;
                let tokens = QUESTION_TOKENS + usage.completion.count().min(max_tokens);
                self.ended.push(Shot {
                    due: finished.sent,
                    took: finished.latency(),
                    outcome: outcome(finished.outcome),
                    served_by: finished.served_by.map(|provider| provider.to_string()),
                    tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
                });
                None
            }
        }
    }

    /// The requests that ended since the last call.
    pub(super) fn batch(&mut self) -> Vec<Shot> {
        mem::take(&mut self.ended)
    }

    /// Whether more batches may come.
    pub(super) const fn is_busy(&self) -> bool {
        self.sending.is_some() || self.under_way > 0
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
