//! One caller's schedule on its way, request by request.

use std::iter::{RepeatN, repeat_n};

use crate::base::{At, Duration};
use crate::embedded::platform::{Model, Prompt, SyntheticRequest, Tenant};
use crate::world::{Asked, Caller, Cap, Schedule};

/// Tokens of a synthetic question; callers' own prompts are longer.
const QUESTION_TOKENS: u64 = 24;

/// A schedule that is being followed.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    /// The schedule's number.
    pub(super) number: u64,
    schedule: Schedule,
    model: Model,
    from: At,
    sent: u64,
}

impl Sending {
    pub(super) const fn new(number: u64, schedule: Schedule, model: Model, from: At) -> Self {
        Self {
            number,
            schedule,
            model,
            from,
            sent: 0,
        }
    }

    pub(super) const fn caller(&self) -> Caller {
        self.schedule.caller
    }

    pub(super) const fn cap(&self) -> Option<Cap> {
        self.schedule.cap
    }

    /// When the next requests are due.
    pub(super) fn next_due(&self) -> At {
        self.from + Duration::from_ms(self.schedule.rate.due_ms(self.sent))
    }

    /// The requests that are due next; their names are still to be given.
    pub(super) fn due(&mut self) -> RepeatN<SyntheticRequest> {
        let number = self.sent;
        self.sent += 1;
        let schedule = &self.schedule;
        let (prompt, prompt_tokens) = prompt(schedule.asks.nth(number));
        let request = SyntheticRequest {
            tenant: match schedule.caller {
                Caller::Ordinary | Caller::Examiner => Tenant::Drill,
                Caller::Runaway => Tenant::Runaway,
            },
            prompt,
            bypass_cache: schedule.asks.bypasses_cache(),
            prompt_tokens,
            max_tokens: schedule.max_tokens.map(u64::from),
            ..SyntheticRequest::ordinary(
                0,
                self.model,
                schedule.streaming.includes(number),
                schedule.timeout,
            )
        };
        let copies = usize::try_from(schedule.asks.copies()).unwrap_or(1);
        repeat_n(request, copies)
    }
}

/// What is asked, as the platform sees it, and its tokens.
fn prompt(asked: Asked) -> (Prompt, u64) {
    match asked {
        Asked::Fresh => (Prompt::Fresh, QUESTION_TOKENS),
        Asked::Again(question) => (
            Prompt::Repeated(u32::try_from(question).unwrap_or(0)),
            QUESTION_TOKENS,
        ),
        Asked::Known(index) => (
            Prompt::Known(u32::try_from(index).unwrap_or(0)),
            QUESTION_TOKENS,
        ),
        Asked::Turn { tokens, .. } => (Prompt::Fresh, tokens),
    }
}
