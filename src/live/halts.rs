//! A halt is heard as soon as it is set, and not only with the next renewal of the lock.
//!
//! A run asks for a halt whenever it renews its lock: six times a minute, so that one is heard after five
//! seconds on average, and after ten at the most. Where there is a cluster, a watch wakes that question:
//! about one call a minute more, and a halt is heard within a second. What the watch says is never
//! believed by itself, and without it everything goes on as before.
//!
//! Nothing else is watched. The lock is renewed by ourselves, and who takes it is told by the next
//! renewal, which our lock outlives. That the broken place was put back by somebody else is asked every
//! poll, twelve times a minute, and every moment in the report has that error anyway: the alerts are
//! asked as often. What `recover --watch` waits for is time: that a deadline passes, or that a lock stands
//! still. No server tells of that.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc;

use super::parts::Parts;
use crate::base::Duration;
use crate::world::{Incoming, Interrupt};

/// The pause between two watches; twice as long after each that fails.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest of these pauses.
const PAUSE_MOST: Duration = Duration::from_secs(30);

/// Hears of a halt for as long as the run goes on, and tells it once. Ends where that may not be watched.
pub(super) async fn hear(parts: Arc<Parts>, outbox: mpsc::Sender<Incoming>) {
    let Some(kubernetes) = &parts.kubernetes else {
        return;
    };
    let mut pause = PAUSE;
    while !parts.told_halt.load(Ordering::Relaxed) {
        match kubernetes.halt_stirs().await {
            Ok(stirs) => {
                pause = PAUSE;
                if stirs {
                    tell(&parts, &outbox).await;
                }
            }
            Err(failure) if matches!(failure.status, Some(401 | 403)) => {
                tracing::warn!(why = failure.why, "halts are heard with the renewals alone");
                return;
            }
            Err(failure) => {
                tracing::debug!(why = failure.why, "halts are not watched");
                pause = (pause * 2).min(PAUSE_MOST);
            }
        }
        tokio::time::sleep(pause.std()).await;
    }
}

/// Asks whether drills are halted, and tells the run if they are, unless it was told before.
pub(super) async fn tell(parts: &Parts, outbox: &mpsc::Sender<Incoming>) {
    if let Ok(Some(_)) = parts.halted().await
        && !parts.told_halt.swap(true, Ordering::Relaxed)
    {
        // Nobody listens only when the run is over.
        let _ = outbox.send(Incoming::Interrupt(Interrupt::Halt)).await;
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{Request, Response};
    use kube::client::Body;
    use serde_json::{Value, json};

    use super::*;
    use crate::live::keeper::tests::{NOWHERE, parts};
    use crate::live::kubernetes::tests::{Server, answer, cluster, refused};

    fn halt() -> Value {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "firedrill-halt", "namespace": "firedrill"},
            "data": {"reason": "an incident"},
        })
    }

    const WATCH: &str = "GET /api/v1/namespaces/firedrill/configmaps?&watch=true&timeoutSeconds=60\
                         &fieldSelector=metadata.name%3Dfiredrill-halt&allowWatchBookmarks=true\
                         &resourceVersion=0";

    /// Answers a watch: what happens, until the server ends it.
    async fn watched(server: &mut Server, events: &[Value]) {
        let (request, respond) = server.next_request().await.expect("a request");
        let asked = |request: &Request<Body>| format!("{} {}", request.method(), request.uri());
        assert_eq!(asked(&request), WATCH);
        let mut lines = String::new();
        for event in events {
            lines += &event.to_string();
            lines.push('\n');
        }
        let response = Response::builder().body(Body::from(lines.into_bytes()));
        respond.send_response(response.expect("a response"));
    }

    fn listening() -> (
        Arc<Parts>,
        Server,
        mpsc::Sender<Incoming>,
        mpsc::Receiver<Incoming>,
    ) {
        let (kubernetes, server) = cluster();
        let (outbox, inbox) = mpsc::channel(8);
        (Arc::new(parts(NOWHERE, kubernetes)), server, outbox, inbox)
    }

    #[tokio::test]
    async fn a_halt_is_told_as_soon_as_it_is_set_and_once() {
        let (parts, mut server, outbox, mut inbox) = listening();
        let begun = parts.clock.now();
        tokio::join!(hear(Arc::clone(&parts), outbox.clone()), async {
            watched(&mut server, &[json!({"type": "ADDED", "object": halt()})]).await;
            // The watch only wakes the question.
            let (asked, _) = answer(&mut server, 200, &halt()).await;
            assert!(asked.ends_with("/configmaps/firedrill-halt"), "{asked}");
            let told = inbox.recv().await;
            assert_eq!(told, Some(Incoming::Interrupt(Interrupt::Halt)));
            let took = parts.clock.now().since(begun);
            assert!(took < Duration::from_secs(1), "{took}");
        });
        // The renewal finds it as well.
        let set = halt();
        let ((), _) = tokio::join!(tell(&parts, &outbox), answer(&mut server, 200, &set));
        assert!(inbox.try_recv().is_err(), "it is told once");
    }

    #[tokio::test]
    async fn who_may_not_watch_hears_of_halts_with_the_renewals() {
        let (parts, mut server, outbox, mut inbox) = listening();
        tokio::join!(hear(parts, outbox), async {
            answer(&mut server, 403, &refused(403, "Forbidden")).await;
        });
        assert_eq!(inbox.recv().await, None, "it ended, and told nothing");
    }

    #[tokio::test]
    async fn a_watch_that_fails_or_ends_is_opened_again_and_what_was_lifted_is_no_halt() {
        let (parts, mut server, outbox, mut inbox) = listening();
        let begun = parts.clock.now();
        let hearing = tokio::spawn(hear(Arc::clone(&parts), outbox));
        answer(&mut server, 500, &refused(500, "InternalError")).await;
        let gone = json!({"type": "ERROR", "object": refused(410, "Expired")});
        watched(&mut server, &[gone]).await;
        assert!(
            parts.clock.now().since(begun) >= PAUSE * 2,
            "it waits before it asks again"
        );
        let lifted = json!({"type": "ADDED", "object": halt()});
        watched(&mut server, &[lifted]).await;
        answer(&mut server, 404, &refused(404, "NotFound")).await;
        watched(&mut server, &[]).await;
        watched(
            &mut server,
            &[json!({"type": "MODIFIED", "object": halt()})],
        )
        .await;
        answer(&mut server, 200, &halt()).await;
        assert_eq!(
            inbox.recv().await,
            Some(Incoming::Interrupt(Interrupt::Halt))
        );
        hearing.await.expect("it ends once it has told");
    }
}
