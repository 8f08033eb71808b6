//! The server that takes webhooks.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use tokio::sync::Semaphore;

use super::arrivals::Arrivals;
use super::webhook::pages;
use crate::base::Duration;
use crate::live::clock::Clock;
use crate::live::serve::Serving;
use crate::live::settings::SinkAt;

/// The longest notification that is read.
const BODY_MAX: usize = 4 << 20;

/// How long a notification may take to arrive.
const READ_LIMIT: Duration = Duration::from_secs(5);

/// Notifications that are read at the same time.
const AT_ONCE: usize = 64;

/// The server while it runs; it stops when this is dropped.
#[derive(Debug)]
pub(in crate::live) struct Sink {
    arrivals: Arrivals,
    serving: Serving,
}

#[derive(Clone)]
struct Desk {
    clock: Clock,
    arrivals: Arrivals,
    prefix: Arc<str>,
    free: Arc<Semaphore>,
}

type Said = (StatusCode, String);

impl Sink {
    /// Listens, and takes what arrives from now on; the error says why it cannot.
    pub(in crate::live) async fn open(
        at: &SinkAt,
        clock: Clock,
        arrivals: Arrivals,
    ) -> Result<Self, String> {
        let desk = Desk {
            clock,
            arrivals: arrivals.clone(),
            prefix: at.path.trim_end_matches('/').into(),
            free: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let router = Router::new().fallback(take).with_state(desk);
        let names = (
            "the sink",
            "the sink stopped by itself: pages are not heard any more",
        );
        let serving = Serving::open(at.listen, router, names).await?;
        Ok(Self { arrivals, serving })
    }

    /// Where it listens.
    pub(in crate::live) fn address(&self) -> SocketAddr {
        self.serving.address()
    }

    /// What arrived and arrives.
    pub(in crate::live) fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    /// Takes no more, and ends when what is under way is answered, or after a while.
    pub(in crate::live) async fn close(self) {
        self.serving.close(READ_LIMIT).await;
    }
}

async fn take(State(desk): State<Desk>, request: Request) -> Said {
    let arrived = desk.clock.now();
    match desk.read(request, arrived).await {
        Ok(()) => (StatusCode::OK, String::new()),
        Err(said) => {
            tracing::warn!(status = %said.0, why = %said.1, "a notification was not taken");
            said
        }
    }
}

impl Desk {
    async fn read(&self, request: Request, arrived: crate::base::At) -> Result<(), Said> {
        let rest = request.uri().path().strip_prefix(&*self.prefix);
        if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let why = format!("notifications are taken below `{}`", self.prefix);
            return Err((StatusCode::NOT_FOUND, why));
        }
        if request.method() != Method::POST {
            let why = "notifications are sent by POST".to_owned();
            return Err((StatusCode::METHOD_NOT_ALLOWED, why));
        }
        let busy = |why: &str| (StatusCode::SERVICE_UNAVAILABLE, why.to_owned());
        let _seat = (self.free.try_acquire())
            .map_err(|_| busy("too many notifications at once: send it again"))?;
        let body = axum::body::to_bytes(request.into_body(), BODY_MAX);
        let body = tokio::time::timeout(READ_LIMIT.std(), body)
            .await
            .map_err(|_| {
                let why = format!("the notification did not arrive within {READ_LIMIT}");
                (StatusCode::REQUEST_TIMEOUT, why)
            })?
            .map_err(|error| (StatusCode::PAYLOAD_TOO_LARGE, error.to_string()))?;
        let pages = pages(&body, arrived).map_err(|why| (StatusCode::BAD_REQUEST, why))?;
        (self.arrivals.take(pages)).map_err(|_| busy("the drill is behind: send it again"))
    }
}
