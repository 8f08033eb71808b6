//! Calls to the API server: each with a time limit, and asked again while the server wants to be
//! asked later.

use std::future::Future;
use std::io;

use kube::Error;
use kube::core::Status;

use super::Kubernetes;
use crate::base::Duration;
use crate::live::http::{Failure, root_cause};
use crate::world::Refusal;

/// The pause before what was put off is asked again; twice as long each time.
const PAUSE: Duration = Duration::from_ms(100);
/// The longest of these pauses.
const PAUSE_MOST: Duration = Duration::from_secs(2);

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
        let answered = tokio::time::timeout(self.limit.std(), ask).await;
        answered.unwrap_or_else(|_| Err(Failure::told(None, false, self.too_late()).of_write()))
    }

    /// A call beside an ask, which can do without its answer: it takes a part of the ask's time alone.
    pub(super) async fn aside<T>(
        &self,
        call: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let part = Duration::from_ms(self.limit.ms() / 4);
        let answered = tokio::time::timeout(part.std(), call).await;
        answered.unwrap_or_else(|_| Err(Failure::told(None, false, self.too_late())))
    }

    fn too_late(&self) -> String {
        format!("the API server did not answer within {}", self.limit)
    }

    /// One call, and what the server answers within the limit.
    pub(super) async fn call<T, F>(&self, kind: Kind, attempt: impl Fn() -> F) -> Result<T, Failure>
    where
        F: Future<Output = kube::Result<T>>,
    {
        let persistent = async {
            let mut pause = PAUSE;
            loop {
                let error = match attempt().await {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                let Some(asked) = may_repeat(kind, &error) else {
                    return Err(failure(&error));
                };
                tokio::time::sleep(pause.max(asked).std()).await;
                pause = (pause * 2).min(PAUSE_MOST);
            }
        };
        match tokio::time::timeout(self.limit.std(), persistent).await {
            Ok(result) => result,
            Err(_) => Err(Failure::told(None, false, self.too_late())),
        }
    }
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

fn failure(error: &Error) -> Failure {
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

fn of_status(status: &Status) -> Failure {
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
