//! A second seat in every receiver: what Alertmanager sends, recorded by the tests themselves.

use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::{Router, body};
use serde_json::Value;

use super::http::{beside, wait_for};
use super::wait::wall_ms;

/// Notifications that are kept.
const KEPT_MAX: usize = 10_000;

/// A notification.
#[derive(Clone, Debug)]
pub(crate) struct Notified {
    /// When it arrived, in Unix milliseconds.
    pub(crate) at: i64,
    /// To whom.
    pub(crate) receiver: String,
    /// One of its alerts, as Alertmanager wrote it.
    pub(crate) alert: Value,
}

impl Notified {
    /// The value of a label.
    pub(crate) fn label(&self, name: &str) -> &str {
        self.alert["labels"][name].as_str().unwrap_or_default()
    }

    /// Whether it says that this alert fires.
    pub(crate) fn fires(&self, alert: &str) -> bool {
        self.label("alertname") == alert && self.alert["status"] == "firing"
    }
}

type Kept = Arc<Mutex<Vec<Notified>>>;

/// The record.
pub(super) struct Tap {
    kept: Kept,
}

impl Tap {
    /// Listens on this port until the tests end.
    pub(super) fn open(port: u16) -> Self {
        let kept = Kept::default();
        let router = Router::new().fallback(take).with_state(Arc::clone(&kept));
        let listener = wait_for(tokio::net::TcpListener::bind(("127.0.0.1", port))).unwrap();
        beside(async move {
            // Accepting does not fail: axum retries it.
            let _ = axum::serve(listener, router).await;
        });
        Self { kept }
    }

    /// Every alert that was notified, oldest first.
    pub(super) fn notified(&self) -> Vec<Notified> {
        self.kept.lock().unwrap().clone()
    }
}

async fn take(State(kept): State<Kept>, request: Request) {
    let at = wall_ms();
    let body = body::to_bytes(request.into_body(), 4 << 20).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let mut kept = kept.lock().unwrap();
    for alert in body["alerts"].as_array().into_iter().flatten() {
        if kept.len() < KEPT_MAX {
            kept.push(Notified {
                at,
                receiver: body["receiver"].as_str().unwrap_or_default().to_owned(),
                alert: alert.clone(),
            });
        }
    }
}
