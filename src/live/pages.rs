//! Two pages about a program that runs for long: `/metrics` for Prometheus, and `/healthz` for
//! whoever restarts it when it hangs.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;

use super::clock::Clock;
use super::serve::Serving;
use super::world::CannotStart;
use crate::base::{At, Duration};

/// How long those who read may take until the program ends without them.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// Prometheus' text format.
const TEXT: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];

/// The pages while they are served. Needs a tokio runtime.
#[derive(Debug)]
pub struct Pages {
    desk: Desk,
    serving: Serving,
}

#[derive(Clone, Debug)]
struct Desk {
    clock: Clock,
    /// Without a sign of life for this long, the program hangs.
    hangs_after: Duration,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug)]
struct Shared {
    metrics: Arc<str>,
    moved: At,
}

impl Pages {
    /// Serves both pages from now on, the metrics still empty. The program must show that it goes on,
    /// each time before `hangs_after` is over.
    ///
    /// # Errors
    /// Nobody can listen on this address.
    pub async fn open(listen: SocketAddr, hangs_after: Duration) -> Result<Self, CannotStart> {
        let clock = Clock::start();
        let shared = Shared {
            metrics: "".into(),
            moved: clock.now(),
        };
        let desk = Desk {
            clock,
            hangs_after,
            shared: Arc::new(Mutex::new(shared)),
        };
        let router = Router::new()
            .route("/metrics", get(metrics))
            .route("/healthz", get(health))
            .with_state(desk.clone());
        let names = (
            "the server of `/metrics`",
            "nobody can read the metrics any more",
        );
        let serving = Serving::open(listen, router, names).await;
        let serving = serving.map_err(CannotStart::new)?;
        Ok(Self { desk, serving })
    }

    /// Where they are.
    pub fn address(&self) -> SocketAddr {
        self.serving.address()
    }

    /// Shows these metrics from now on.
    pub fn show(&self, metrics: &str) {
        self.desk.lock().metrics = metrics.into();
    }

    /// Shows that the program goes on.
    pub fn goes_on(&self) {
        let now = self.desk.clock.now();
        self.desk.lock().moved = now;
    }

    /// Ends, and lets who reads now have it to the end.
    pub async fn close(self) {
        self.serving.close(CLOSE_LIMIT).await;
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Whoever panicked held it only for a moment, and left it whole.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn health(&self) -> (StatusCode, String) {
        let still = self.clock.now().since(self.lock().moved);
        if still > self.hangs_after {
            let why = format!("nothing has happened for {still}: it hangs, start it anew\n");
            return (StatusCode::SERVICE_UNAVAILABLE, why);
        }
        (StatusCode::OK, "ok\n".to_owned())
    }
}

async fn metrics(State(desk): State<Desk>) -> ([(HeaderName, &'static str); 1], String) {
    let metrics = Arc::clone(&desk.lock().metrics);
    (TEXT, metrics.to_string())
}

async fn health(State(desk): State<Desk>) -> (StatusCode, String) {
    desk.health()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::http::testing::client;

    async fn open(hangs_after: Duration) -> (Pages, crate::live::http::Http) {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let pages = Pages::open(listen, hangs_after).await.unwrap();
        let http = client(&format!("http://{}", pages.address()));
        (pages, http)
    }

    #[tokio::test]
    async fn the_metrics_are_those_that_were_shown_last() {
        let (pages, http) = open(Duration::from_mins(1)).await;
        pages.show("firedrill_x 1\n");
        pages.show("firedrill_x 2\n");
        let page = http.get(&["metrics"]).send().await.unwrap();
        assert_eq!(page.body, b"firedrill_x 2\n");
        let kind = page.headers.get(CONTENT_TYPE).unwrap();
        assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
        pages.close().await;
        assert!(http.get(&["metrics"]).send().await.is_err(), "it has ended");
    }

    #[tokio::test]
    async fn who_shows_no_sign_of_life_in_time_hangs_until_it_goes_on() {
        let (pages, http) = open(Duration::from_mins(1)).await;
        let page = http.get(&["healthz"]).send().await.unwrap();
        assert_eq!(page.body, b"ok\n");
        // Longer ago than it may be.
        pages.desk.lock().moved = At::from_ms(-61_000);
        let failure = http.get(&["healthz"]).send().await.unwrap_err();
        assert_eq!(failure.status, Some(503));
        assert!(failure.why.contains("it hangs"), "{}", failure.why);
        pages.goes_on();
        assert!(http.get(&["healthz"]).send().await.is_ok());
    }
}
