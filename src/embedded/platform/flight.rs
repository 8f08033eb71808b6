//! One attempt on its way to a provider and back, and when it ends over a given link.

use super::breaker::Permit;
use super::chance::{Purpose, draw, unit};
use super::failure::Failure;
use super::journey::Journey;
use super::link::Link;
use super::names::{Limit, Model, Provider, Tenant, Version};
use super::prompt::Prompt;
use super::quota::Claim;
use super::tokens::Usage;
use crate::base::{At, Duration, Ratio};

/// Who is waiting for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// Requests of the background load, followed only as a number.
    Background,
    /// The drill's own request of this name.
    Client(u64),
    /// The drill's question to the provider itself, past the gateway.
    Probe(u64),
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a whole answer.
    Answered,
    /// With a status that is the caller's own doing.
    Passed(u16),
    /// Badly.
    Failed(Failure),
    /// The caller left before it ended.
    Left,
    /// The gateway died.
    Dropped,
}

/// Where what comes back is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The provider answers.
    Answer,
    /// The provider fails by itself.
    Error,
    /// The link answers in the provider's place; that is not called back when the link changes.
    Link,
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// At the cache's store, which may fail.
    Store {
        /// Whether it will.
        fails: bool,
    },
    /// Waiting until somebody else has fetched its answer into the cache.
    Fetching,
    /// On its way back with an answer out of the cache.
    Cached,
    /// At a provider, or waiting for a place there.
    Provider,
}

/// Whether an attempt is among the share of the connections that feel what is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    Hit,
    Spared,
}

impl Touched {
    pub(super) const fn when(hit: bool) -> Self {
        if hit { Self::Hit } else { Self::Spared }
    }
}

/// Requests that were sent alike and fare alike, during one stage of their way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub(super) stage: Stage,
    /// When the attempt ends, as things are.
    pub(super) due: At,
    /// How it ends then, as things are.
    pub(super) ending: Ending,
    pub(super) caller: Caller,
    pub(super) count: u32,
    pub(super) model: Model,
    pub(super) tenant: Tenant,
    pub(super) stream: bool,
    /// The root of its draws.
    pub(super) key: u64,
    pub(super) prompt: Prompt,
    /// What it uses if it is answered.
    pub(super) usage: Usage,
    /// What was admitted for it; none if its tenant's limits do not see it.
    pub(super) claim: Option<Claim>,
    pub(super) blocked: Option<Limit>,
    /// Whether the cache answered, if it was asked.
    pub(super) cached: Option<bool>,
    /// Whether others wait for it to fetch an answer into the cache.
    pub(super) fetches: bool,
    /// Whether its answer is right, if that is known.
    pub(super) right: Option<bool>,
    /// Since when it waits for a place, and how long it had to.
    pub(super) in_line: At,
    pub(super) queued: Duration,
    /// Which version of the chat model it goes to; none for other models.
    pub(super) version: Option<Version>,
    /// Where in the distribution of latencies its first attempt lies.
    pub(super) quantile: f64,
    pub(super) sent: At,
    /// When the caller loses patience.
    pub(super) leaves: At,
    pub(super) journey: Journey,
    pub(super) provider: Provider,
    pub(super) permit: Permit,
    pub(super) began: At,
    /// When its answer begins and ends, if nothing is wrong.
    pub(super) first: At,
    pub(super) whole: At,
    /// What comes back.
    pub(super) reply: Reply,
    /// The gateway's limit for the attempt.
    pub(super) limit: Option<Duration>,
    /// Whether it is one of those that feel what is wrong with the link.
    pub(super) touched: Touched,
    /// Whether the caller has a part of a streamed answer: then nobody else can be asked.
    pub(super) committed: bool,
}

/// How long it takes until a refused connection is known to be.
const REFUSED_AFTER: Duration = Duration::from_ms(2);
/// How long it takes until a connection that was accepted is reset.
const RESET_AFTER: Duration = Duration::from_ms(20);
/// How long a provider needs to answer with a status.
const STATUS_AFTER: Duration = Duration::from_ms(40);

impl Flight {
    /// Whether its connection is among the share that feels what is wrong with the link; `one` tells
    /// the requests of a batch apart.
    pub(super) fn is_hit(&self, share: Ratio, one: u64) -> bool {
        let attempt = u64::from(self.journey.attempts());
        share == Ratio::WHOLE
            || unit(draw(self.key, attempt, 1 + one, Purpose::Error)) < share.as_f64()
    }

    /// What it feels of a link in this state.
    pub(super) const fn feels(&self, link: Link) -> Link {
        match self.touched {
            Touched::Hit => link,
            Touched::Spared => Link::Healthy,
        }
    }

    /// Sets how the attempt that begins now will end if the link stays as it is.
    pub(super) fn begin(&mut self, link: Link) {
        let link = self.feels(link);
        if matches!(link, Link::Refuse | Link::Reset | Link::Status(_)) {
            self.reply = Reply::Link;
        }
        let (due, ending) = match link {
            Link::Refuse => (self.began + REFUSED_AFTER, Ending::Failed(Failure::Refused)),
            Link::Reset => (self.began + RESET_AFTER, Ending::Failed(Failure::Reset)),
            Link::Status(status) => (
                self.began + STATUS_AFTER,
                Failure::of_status(status).map_or(Ending::Passed(status), Ending::Failed),
            ),
            Link::Healthy | Link::Slow(_) | Link::Hang | Link::CutStream { .. } => {
                self.carried_by(link, self.began)
            }
        };
        self.end(due, ending);
    }

    /// Sets how the attempt ends when the link turns from one state into another while it is
    /// under way.
    pub(super) fn link_changes(&mut self, from: Link, to: Link, now: At) {
        if self.reply == Reply::Link {
            return;
        }
        self.committed |= self.begins_over(from) <= now;
        let (due, ending) = match (from, to) {
            (Link::Hang, _) | (_, Link::Reset | Link::Refuse) => {
                (now, Ending::Failed(Failure::Reset))
            }
            (_, Link::Status(_)) => self.carried_by(Link::Healthy, now),
            (_, Link::Healthy | Link::Slow(_) | Link::Hang | Link::CutStream { .. }) => {
                self.carried_by(to, now)
            }
        };
        self.end(due.max(now), ending);
    }

    /// When the caller gets the first part of a streamed answer; never, if none comes.
    fn begins_over(&self, link: Link) -> At {
        match link {
            _ if !self.stream || self.reply != Reply::Answer => At::NEVER,
            Link::Healthy | Link::Status(_) => self.first,
            Link::Slow(delay) => self.first + delay,
            Link::CutStream { after } if after > Duration::ZERO => self.first,
            Link::CutStream { .. } | Link::Hang | Link::Refuse | Link::Reset => At::NEVER,
        }
    }

    /// When and how an attempt ends over a link that lets connections through.
    fn carried_by(&self, link: Link, since: At) -> (At, Ending) {
        let limit = |from: At| self.limit.map_or(At::NEVER, |limit| from + limit);
        let deadline = limit(self.began);
        let timeout = Ending::Failed(Failure::Timeout);
        let delay = match link {
            Link::Hang if self.committed => return (limit(since), timeout),
            Link::Hang => return (deadline, timeout),
            Link::Slow(delay) => delay,
            Link::Healthy
            | Link::CutStream { .. }
            | Link::Refuse
            | Link::Reset
            | Link::Status(_) => Duration::ZERO,
        };
        let (first, whole) = (self.first + delay, self.whole + delay);
        if self.reply == Reply::Error {
            let failed = Ending::Failed(Failure::Status(503));
            return earlier((first, failed), (deadline, timeout));
        }
        if !self.stream {
            return earlier((whole, Ending::Answered), (deadline, timeout));
        }
        if first > deadline && !self.committed {
            return (deadline, timeout);
        }
        let cut = match link {
            Link::CutStream { after } => (first + after).max(since),
            Link::Healthy
            | Link::Hang
            | Link::Refuse
            | Link::Reset
            | Link::Slow(_)
            | Link::Status(_) => At::NEVER,
        };
        earlier(
            (cut, Ending::Failed(Failure::Cut)),
            (whole, Ending::Answered),
        )
    }

    fn end(&mut self, due: At, ending: Ending) {
        (self.due, self.ending) = earlier((due, ending), (self.leaves, Ending::Left));
    }

    /// Ends it now, together with the gateway.
    pub(super) const fn drop_at(&mut self, now: At) {
        (self.due, self.ending) = (now, Ending::Dropped);
    }

    /// Whether the caller has a part of the answer when the attempt ends.
    pub(super) fn has_begun(&self, link: Link) -> bool {
        self.committed || self.begins_over(link) <= self.due
    }
}

/// Of two ends the one that comes first; of two at once the first named.
fn earlier(one: (At, Ending), other: (At, Ending)) -> (At, Ending) {
    if other.0 < one.0 { other } else { one }
}
