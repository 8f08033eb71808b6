//! One request and how it ended.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response};
use serde_json::json;

use super::answer::{self, Told};
use super::error::{before_answer, within_answer};
use super::headers::{Bypass, Headers};
use super::sse::Events;
use crate::base::{Duration, Money};
use crate::live::http::{BodyError, Http, read_bounded};
use crate::live::settings::{Endpoint, Limits, Tells};
use crate::world::Outcome;

/// The longest answer that is read: far more than `max_tokens` tokens.
const ANSWER_MAX: usize = 4 << 20;

/// The caller's own patience is the only limit on a request.
const PATIENT: Duration = Duration::from_mins(60);

/// An OpenAI-compatible API.
#[derive(Debug)]
pub(in crate::live) struct Chat {
    http: Http,
    tells: Headers,
    bypass: Option<Bypass>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(in crate::live) struct Question<'a> {
    pub(in crate::live) model: &'a str,
    pub(in crate::live) prompt: String,
    pub(in crate::live) max_tokens: Option<u32>,
    pub(in crate::live) stream: bool,
    /// Whether no cache may answer, as far as the gateway can be told so.
    pub(in crate::live) uncached: bool,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// What the answer tells.
    pub(super) told: Told,
    /// Who answered, where the gateway says so.
    pub(super) served_by: Option<String>,
    /// Whether a cache answered, where the gateway says so.
    pub(super) cached: Option<bool>,
    /// What it cost, where the gateway says so.
    pub(super) cost: Option<Money>,
    /// Which version of the model answered, where the gateway says so.
    pub(super) version: Option<String>,
}

impl Ending {
    /// An end of which nothing else is known.
    pub(super) const fn just(outcome: Outcome) -> Self {
        Self {
            told: Told::just(outcome),
            served_by: None,
            cached: None,
            cost: None,
            version: None,
        }
    }
}

impl Chat {
    /// The platform's front door, whose connections are kept.
    pub(in crate::live) fn gateway(
        endpoint: &Endpoint,
        tells: &Tells,
        limits: &Limits,
    ) -> Result<Self, String> {
        let http = Http::tuned("the gateway", endpoint, limits, |builder| {
            builder.connect_timeout(PATIENT.std())
        })?;
        Ok(Self {
            http,
            bypass: tells.bypass.as_ref().map(Bypass::new).transpose()?,
            tells: Headers::new(tells)?,
        })
    }

    /// A place that is asked straight, each time over a new connection, as a newcomer would.
    pub(in crate::live) fn probe(
        name: &str,
        endpoint: &Endpoint,
        limits: &Limits,
    ) -> Result<Self, String> {
        let place = format!("the probe `{name}`");
        let http = Http::tuned(place, endpoint, limits, |builder| {
            builder
                .connect_timeout(PATIENT.std())
                .pool_max_idle_per_host(0)
        })?;
        Ok(Self {
            http,
            tells: Headers::default(),
            bypass: None,
        })
    }

    /// Asks, and waits for the whole answer at most this long; says only how it ended.
    pub(in crate::live) async fn knock(&self, question: &Question<'_>, limit: Duration) -> Outcome {
        self.ask(question, limit).await.told.outcome
    }

    /// Whether the gateway can be told that no cache may answer.
    pub(super) fn can_bypass(&self) -> bool {
        self.bypass.is_some()
    }

    /// Asks, and waits for the whole answer at most this long.
    pub(super) async fn ask(&self, question: &Question<'_>, limit: Duration) -> Ending {
        tokio::time::timeout(limit.std(), self.answer(question))
            .await
            .unwrap_or_else(|_| Ending::just(Outcome::Timeout))
    }

    async fn answer(&self, question: &Question<'_>) -> Ending {
        let url = self.http.url(&["chat", "completions"]);
        let mut body = body(question);
        let mut request = self.http.request(Method::POST, url);
        match self.bypass.as_ref().filter(|_| question.uncached) {
            Some(Bypass::Header(name, value)) => request = request.header(name, value),
            Some(Bypass::Field(name, value)) => body[name] = value.clone(),
            None => {}
        }
        let response = match request.json(&body).send().await {
            Ok(response) => response,
            Err(error) => return Ending::just(before_answer(&error)),
        };
        let mut ending = self.tells.read(response.headers());
        ending.told = told(response).await;
        ending.version = ending.version.or_else(|| ending.told.model.take());
        ending
    }
}

fn body(question: &Question) -> serde_json::Value {
    let mut body = json!({
        "model": question.model,
        "messages": [{ "role": "user", "content": question.prompt }],
    });
    if let Some(most) = question.max_tokens {
        body["max_tokens"] = most.into();
    }
    if question.stream {
        body["stream"] = true.into();
        body["stream_options"] = json!({ "include_usage": true });
    }
    body
}

/// What a response tells.
async fn told(response: Response) -> Told {
    let status = response.status();
    if !status.is_success() {
        // The rest is read so that the connection can be used again; what it says does not matter.
        let _ = read_bounded(response, ANSWER_MAX).await;
        return Told::just(Outcome::Status(status.as_u16()));
    }
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
        return streamed(response).await;
    }
    match read_bounded(response, ANSWER_MAX).await {
        Ok(body) => answer::whole(&body),
        Err(BodyError::TooLong(_)) => Told::just(Outcome::Garbled),
        Err(BodyError::Broke(error)) => Told::just(within_answer(&error)),
    }
}

/// What a stream tells, up to its `[DONE]`.
async fn streamed(mut response: Response) -> Told {
    let mut events = Events::default();
    let mut stream = answer::Stream::default();
    let mut length = 0;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return stream.broken_off(),
            Err(error) => return Told::just(within_answer(&error)),
        };
        length += chunk.len();
        if length > ANSWER_MAX {
            return Told::just(Outcome::Garbled);
        }
        events.push(&chunk);
        while let Some(data) = events.next() {
            if let Some(told) = stream.hear(&data) {
                return told;
            }
        }
    }
}
