//! One caller's schedule on its way, request by request.

use crate::base::{At, Duration, Ratio};
use crate::embedded::platform::{Model, Prompt, SyntheticRequest, Tenant};
use crate::world::{Asks, Caller, Cap, Schedule};

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
    pub(super) fn due(&mut self) -> Vec<SyntheticRequest> {
        let number = self.sent;
        self.sent += 1;
        let schedule = &self.schedule;
        let request = SyntheticRequest {
            tenant: match schedule.caller {
                Caller::Ordinary | Caller::Examiner => Tenant::Drill,
                Caller::Runaway => Tenant::Runaway,
            },
            prompt: self.prompt(number),
            bypass_cache: matches!(
                schedule.asks,
                Asks::Known {
                    through_cache: false,
                    ..
                }
            ),
            prompt_tokens: self.prompt_tokens(number),
            max_tokens: schedule.max_tokens.map(u64::from),
            ..SyntheticRequest::ordinary(
                0,
                self.model,
                has(number, schedule.streaming),
                schedule.timeout,
            )
        };
        let copies = match schedule.asks {
            Asks::Copies { copies } => usize::try_from(copies).unwrap_or(1),
            Asks::Fresh | Asks::Repeated { .. } | Asks::Known { .. } | Asks::Growing { .. } => 1,
        };
        vec![request; copies]
    }

    fn prompt(&self, number: u64) -> Prompt {
        let turn = |of: u64| u32::try_from(number % of.max(1)).unwrap_or(0);
        match &self.schedule.asks {
            Asks::Repeated { hot, questions } if has(number, *hot) => {
                let hot_before = before(number, *hot);
                let question = hot_before % u64::from((*questions).max(1));
                Prompt::Repeated(u32::try_from(question).unwrap_or(0))
            }
            Asks::Known { questions, .. } => {
                Prompt::Known(turn(u64::try_from(questions.len()).unwrap_or(1)))
            }
            Asks::Fresh | Asks::Repeated { .. } | Asks::Growing { .. } | Asks::Copies { .. } => {
                Prompt::Fresh
            }
        }
    }

    fn prompt_tokens(&self, number: u64) -> u64 {
        match self.schedule.asks {
            Asks::Growing {
                prompt_tokens,
                turns,
            } => u64::from(prompt_tokens) * (number % u64::from(turns.max(1)) + 1),
            Asks::Fresh | Asks::Repeated { .. } | Asks::Known { .. } | Asks::Copies { .. } => {
                QUESTION_TOKENS
            }
        }
    }
}

/// How many of the requests before this one belong to a share that is spread evenly over them.
fn before(number: u64, share: Ratio) -> u64 {
    number.saturating_mul(u64::from(share.millionths())) / 1_000_000
}

/// Whether the request of this number belongs to a share that is spread evenly.
fn has(number: u64, share: Ratio) -> bool {
    before(number + 1, share) > before(number, share)
}
