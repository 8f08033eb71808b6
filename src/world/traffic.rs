//! The synthetic client: what it sends, and how its requests end.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{At, Duration, KnownQuestion, Money, Rate, Ratio, Tokens};

/// Which of the drill's own callers sends a request. Each has a schedule of its own.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// The one by whose requests the service is judged.
    #[default]
    Ordinary,
    /// Asks questions whose answers are known, past every cache.
    Examiner,
    /// Uses far more than anybody should, with a key of its own.
    Runaway,
}

impl Caller {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::Examiner, Self::Runaway];

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks with a reference whether to leave a field out"
    )]
    const fn is_ordinary(&self) -> bool {
        matches!(self, Self::Ordinary)
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ordinary => "the ordinary caller",
            Self::Examiner => "the examiner",
            Self::Runaway => "the runaway caller",
        })
    }
}

/// What a caller asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "kebab-case")]
pub enum Asks {
    /// Questions each unlike every other, so that no cache answers.
    #[default]
    Fresh,
    /// A share of the requests asks one of a few questions, in turn, again and again.
    Repeated {
        /// Which share; the others are fresh.
        hot: Ratio,
        /// How many questions are asked again.
        questions: u32,
    },
    /// Questions with known answers, in turn.
    Known {
        /// Whether a cache may answer them, instead of being bypassed.
        through_cache: bool,
        /// All of them.
        questions: Vec<KnownQuestion>,
    },
    /// Conversations in which each turn repeats all turns before it, as an agent's loop does.
    Growing {
        /// Tokens of the first turn; the n-th has n times as many.
        prompt_tokens: u32,
        /// After how many turns a conversation begins anew.
        turns: u32,
    },
    /// Bursts: each request is sent this often at once, as by a client that retries without a pause.
    Copies {
        /// How often.
        copies: u32,
    },
}

/// What one request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A question unlike every other.
    Fresh,
    /// This one of the questions that are asked again and again.
    Again(u64),
    /// This one of the questions with known answers.
    Known(usize),
    /// A turn of a conversation.
    Turn {
        /// Which conversation.
        conversation: u64,
        /// Tokens that it has grown to.
        tokens: u64,
    },
}

impl Asks {
    /// What the request of this number asks, counted from 0: the same in every run.
    pub fn nth(&self, number: u64) -> Asked {
        match self {
            Self::Repeated { hot, questions } if hot.includes(number) => {
                Asked::Again(hot.of_first(number) % u64::from((*questions).max(1)))
            }
            Self::Known { questions, .. } => {
                let all = u64::try_from(questions.len()).unwrap_or(u64::MAX).max(1);
                Asked::Known(usize::try_from(number % all).unwrap_or(0))
            }
            Self::Growing {
                prompt_tokens,
                turns,
            } => {
                let turns = u64::from((*turns).max(1));
                Asked::Turn {
                    conversation: number / turns,
                    tokens: u64::from(*prompt_tokens) * (number % turns + 1),
                }
            }
            Self::Fresh | Self::Repeated { .. } | Self::Copies { .. } => Asked::Fresh,
        }
    }

    /// How often each request is sent at once.
    pub fn copies(&self) -> u32 {
        match self {
            Self::Copies { copies } => (*copies).max(1),
            Self::Fresh | Self::Repeated { .. } | Self::Known { .. } | Self::Growing { .. } => 1,
        }
    }

    /// Whether no cache may answer.
    pub const fn bypasses_cache(&self) -> bool {
        matches!(
            self,
            Self::Known {
                through_cache: false,
                ..
            }
        )
    }
}

/// What all callers of a run together may use at most, authorised before each request is sent from
/// the worst that it can cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cap {
    /// Tokens, prompts and completions together.
    pub tokens: Tokens,
    /// Money.
    pub spend: Money,
    /// What tokens cost.
    pub prices: Prices,
}

/// What a million tokens cost, at the dearest provider that may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prices {
    /// Tokens that are sent.
    pub prompt: Money,
    /// Tokens that are generated.
    pub completion: Money,
}

impl Prices {
    /// What so many tokens cost, rounded up to a millionth of a dollar.
    pub fn of(&self, prompt: u64, completion: u64) -> Money {
        let part = |tokens: u64, price: Money| u128::from(tokens) * u128::from(price.micros());
        let micros =
            (part(prompt, self.prompt) + part(completion, self.completion)).div_ceil(1_000_000);
        Money::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}

/// Requests to send, on an even schedule that does not wait for answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schedule {
    /// Who sends them; a schedule takes the place of the caller's former one.
    #[serde(default)]
    pub caller: Caller,
    /// What is asked.
    #[serde(default)]
    pub asks: Asks,
    /// What the whole run may use; none where nothing is counted beforehand.
    #[serde(default)]
    pub cap: Option<Cap>,
    /// The model that is asked for.
    pub model: String,
    /// How many requests are due per unit of time.
    pub rate: Rate,
    /// The share of them that ask for a stream.
    pub streaming: Ratio,
    /// When the client gives up on a request.
    pub timeout: Duration,
    /// Tokens that an answer may have at most; none leaves it to the model.
    pub max_tokens: Option<u32>,
}

/// How a request ended, as its caller saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A whole answer.
    Ok,
    /// An HTTP status that is not a success.
    Status(u16),
    /// Nothing, until the caller gave up.
    Timeout,
    /// The connection was refused.
    Refused,
    /// The connection broke before the answer began.
    Reset,
    /// The answer began and broke off.
    Cut,
    /// The answer came and could not be understood.
    Garbled,
}

impl Outcome {
    /// Whether the caller got what it asked for.
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::Ok)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("answered"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Timeout => f.write_str("timed out"),
            Self::Refused => f.write_str("connection refused"),
            Self::Reset => f.write_str("connection reset"),
            Self::Cut => f.write_str("answer cut off"),
            Self::Garbled => f.write_str("answer not understood"),
        }
    }
}

/// One synthetic request and its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    /// When it was due on the schedule; a client that runs late does not hide it.
    pub due: At,
    /// From `due` to the end.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
    /// Who answered, where the platform says so.
    pub served_by: Option<Cow<'static, str>>,
    /// Tokens that the answer says it cost, prompt and completion together; 0 if it does not.
    pub tokens: u32,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Caller::is_ordinary")]
    pub caller: Caller,
    /// What it cost; none where neither the gateway nor a price tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Whether a cache answered, where the platform says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<bool>,
    /// Which version of the model answered, where the platform says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Cow<'static, str>>,
    /// Whether a question with a known answer was answered right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct: Option<bool>,
}

impl Shot {
    /// A request of the ordinary caller of which nothing else is known.
    pub const fn ended(due: At, took: Duration, outcome: Outcome) -> Self {
        Self {
            due,
            took,
            outcome,
            served_by: None,
            tokens: 0,
            caller: Caller::Ordinary,
            cost: None,
            cached: None,
            version: None,
            correct: None,
        }
    }
}
