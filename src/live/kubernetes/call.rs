//! Calls to the API server: each with a time limit, and asked again while the server wants to be
//! asked later.

use std::cell::RefCell;
use std::future::Future;
use std::io;

use kube::Error;
use kube::core::Status;

use super::Kubernetes;
use crate::base::Duration;
use crate::live::http::{Failure, root_cause};
use crate::world::Refusal;

/// The pause before what was put off is asked again; twice as long each time, so that a call is sent six
/// times at the most within the usual five seconds. Longer where the server says so.
const PAUSE: Duration = Duration::from_ms(100);
/// The longest of these pauses.
const PAUSE_MOST: Duration = Duration::from_secs(2);

tokio::task_local! {
    /// What the server said to the call that waits to be sent again, while it waits.
    static SAID: RefCell<Option<Failure>>;
}

/// Whether a call changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changes nothing, and may be repeated whatever was answered.
    Read,
    /// It may have been done even where a server's error says otherwise.
    Write,
}

impl Kubernetes {
    /// An ask of several calls: all of them together take no longer than one may, since whoever asks
    /// counts on its lock for as long as that.
    pub(in crate::live) async fn within_limit<T>(
        &self,
        ask: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let limited = async {
            let answered = tokio::time::timeout(self.limit.std(), ask).await;
            answered.unwrap_or_else(|_| Err(self.given_up(SAID.with(RefCell::take)).of_write()))
        };
        SAID.scope(RefCell::default(), limited).await
    }

    /// A call beside an ask, which can do without its answer: it takes a part of the ask's time alone.
    pub(super) async fn aside<T>(
        &self,
        call: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let part = Duration::from_ms(self.limit.ms() / 4);
        let answered = tokio::time::timeout(part.std(), call).await;
        answered.unwrap_or_else(|_| Err(self.given_up(None)))
    }

    /// One of several parts of an ask: it is over before the ask is, so that the others' answers count
    /// where this one does not come.
    pub(super) async fn early<T>(
        &self,
        part: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let most = Duration::from_ms(self.limit.ms() / 8 * 7);
        let answered = tokio::time::timeout(most.std(), part).await;
        answered.unwrap_or_else(|_| Err(self.given_up(None).of_read()))
    }

    /// Why a call is given up: what the server said last, if nothing is under way since, so that the
    /// call has certainly not been done where that says so; else that it says nothing.
    pub(super) fn given_up(&self, said: Option<Failure>) -> Failure {
        said.unwrap_or_else(|| {
            let why = format!("the API server did not answer within {}", self.limit);
            Failure::told(None, false, why)
        })
    }

    /// One call, and what the server answers within the limit. What puts us off is heeded and sent
    /// again, after pauses that bound how often.
    pub(super) async fn call<T, F>(&self, kind: Kind, attempt: impl Fn() -> F) -> Result<T, Failure>
    where
        F: Future<Output = kube::Result<T>>,
    {
        let mut said = None;
        let persistent = async {
            let mut pause = PAUSE;
            loop {
                heard(&mut said, None);
                let error = match attempt().await {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                let Some(asked) = may_repeat(kind, &error) else {
                    return Err(failure(&error));
                };
                heard(&mut said, Some(failure(&error)));
                tokio::time::sleep(pause.max(asked).std()).await;
                pause = (pause * 2).min(PAUSE_MOST);
            }
        };
        let answered = tokio::time::timeout(self.limit.std(), persistent).await;
        answered.unwrap_or_else(|_| Err(self.given_up(said)))
    }
}

/// Keeps what the server said last, for the call and for the ask that it belongs to, if it does.
fn heard(said: &mut Option<Failure>, now: Option<Failure>) {
    let _ = SAID.try_with(|of_ask| of_ask.replace(now.clone()));
    *said = now;
}

/// How long the server wants to be left alone before the same is asked again; none where asking
/// again is useless or dangerous.
fn may_repeat(kind: Kind, error: &Error) -> Option<Duration> {
    let Error::Api(status) = error else {
        return None;
    };
    let passing = match kind {
        // Who is asked too often has done nothing.
        Kind::Write => status.code == 429,
        Kind::Read => matches!(status.code, 429 | 500 | 502 | 503 | 504),
    };
    let details = status.details.as_ref();
    let seconds = details.map_or(0, |details| details.retry_after_seconds);
    passing.then(|| Duration::from_secs(seconds.into()))
}

pub(super) fn failure(error: &Error) -> Failure {
    if let Error::Api(status) = error {
        return of_status(status);
    }
    let refused = was_refused(error);
    let cause = root_cause(error);
    let why = if refused {
        format!("the API server could not be reached: {cause}; does it run?")
    } else {
        format!("the API server gave no answer that is understood: {cause}")
    };
    Failure::told(None, refused, why)
}

pub(super) fn of_status(status: &Status) -> Failure {
    let hint = match status.code {
        401 => "; are the credentials right, and still valid?",
        403 => "; `firedrill plan` lists every right that is missing",
        404 => "; does its namespace exist?",
        429 => "; it is asked too often",
        _ => "",
    };
    let why = format!(
        "the API server answered {} {}: {}{hint}",
        status.code, status.reason, status.message
    );
    Failure::told(Some(status.code), status.code < 500, why)
}

/// Whether there was no connection at all, so that nothing can have been done.
fn was_refused(error: &Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let refused = error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
        if refused {
            return true;
        }
        cause = error.source();
    }
    false
}
