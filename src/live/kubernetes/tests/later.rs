//! An API server that wants to be asked later, or fails.

use super::*;

/// Takes the next request, and answers as an API server does that has too many of them: with a text,
/// and a header that says when to ask again.
async fn put_off(server: &mut Server, code: u16, seconds: &str) {
    let (_, respond) = server.next_request().await.expect("a request");
    let response = Response::builder()
        .status(code)
        .header("content-type", "text/plain; charset=utf-8")
        .header("retry-after", seconds)
        .body(Body::from(
            b"Too many requests, please try again later.\n".to_vec(),
        ));
    respond.send_response(response.expect("a response"));
}

/// Answers every request in the same way, and counts them, for as long as something is waited for.
async fn always<T>(
    server: &mut Server,
    waited_for: impl Future<Output = T>,
    mut answer: impl AsyncFnMut(&mut Server),
) -> (T, usize) {
    let mut count = 0;
    let answering = async {
        loop {
            answer(server).await;
            count += 1;
        }
    };
    let result = tokio::select! {
        result = waited_for => result,
        () = answering => unreachable!(),
    };
    (result, count)
}

fn patient(limit: Duration) -> (Kubernetes, Server) {
    let (kubernetes, server) = cluster();
    (
        Kubernetes {
            limit,
            ..kubernetes
        },
        server,
    )
}

#[tokio::test]
async fn who_is_put_off_in_a_header_asks_again_when_it_says_and_not_before() {
    let second = Duration::from_secs(1);
    let (kubernetes, mut server) = patient(second * 3);
    let clock = crate::live::clock::Clock::start();
    let place = place();
    for code in [429, 503] {
        let begun = clock.now();
        let (found, ()) = tokio::join!(kubernetes.read(&place), async {
            put_off(&mut server, code, "1").await;
            answer(&mut server, 200, &config_map("7", "chat-v1")).await;
        });
        assert!(matches!(found, Ok(Answer::Found { .. })), "{found:?}");
        let waited = clock.now().since(begun);
        assert!(second <= waited && waited < second * 2, "{code}: {waited}");
    }
}

#[tokio::test]
async fn a_status_says_by_itself_when_to_ask_again() {
    let (kubernetes, mut server) = patient(Duration::from_secs(3));
    let clock = crate::live::clock::Clock::start();
    let mut later = refused(429, "TooManyRequests");
    later["details"] = json!({"retryAfterSeconds": 1});
    let (halted, ()) = tokio::join!(kubernetes.halted(), async {
        answer(&mut server, 429, &later).await;
        answer(&mut server, 404, &refused(404, "NotFound")).await;
    });
    assert_eq!(halted, Ok(None));
    assert!(clock.now().since(crate::base::At::START) >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_write_that_is_put_off_beyond_its_time_was_sent_once_and_has_certainly_not_happened() {
    let (kubernetes, mut server) = cluster();
    let release = RunId("run".into());
    let held = json!({
        "metadata": {"name": "firedrill", "resourceVersion": "7"},
        "spec": {"holderIdentity": "run", "leaseDurationSeconds": 30},
    });
    let asked = kubernetes.within_limit(kubernetes.release(&release));
    let (released, ()) = tokio::join!(asked, async {
        answer(&mut server, 200, &held).await;
        put_off(&mut server, 429, "30").await;
    });
    let Err(Refusal::Failed { why }) = released else {
        panic!("{released:?}");
    };
    assert!(why.contains("429") && why.contains("after 30 s"), "{why}");
    assert!(why.contains("it is asked too often"), "{why}");
}

#[tokio::test]
async fn a_server_that_only_fails_is_asked_a_few_times_and_quoted() {
    let (kubernetes, mut server) = cluster();
    let place = place();
    for (code, reason) in [
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (502, "BadGateway"),
        (503, "ServiceUnavailable"),
        (504, "Timeout"),
    ] {
        let no = refused(code, reason);
        let reading = Box::pin(kubernetes.within_limit(kubernetes.read(&place)));
        let answering = async |server: &mut Server| {
            answer(server, code, &no).await;
        };
        let (found, count) = always(&mut server, reading, answering).await;
        // At once, after a tenth of a second, and two more later; a fourth would come too late.
        assert!((2..=3).contains(&count), "{code}: asked {count} times");
        let why = found.unwrap_err().to_string();
        assert!(why.contains(&format!("answered {code} {reason}")), "{why}");
    }
}

#[tokio::test]
async fn a_write_that_is_under_way_when_its_time_is_over_may_have_been_done() {
    let (kubernetes, mut server) = cluster();
    let place = place();
    let object = config_map("7", "chat-v1");
    let write = Write {
        place: place.clone(),
        found: found::found(&object, &kubernetes.spot(&place).unwrap()).unwrap(),
        content: Content::Is("bad".into()),
        mark: Some(mark()),
    };
    let asked = kubernetes.within_limit(kubernetes.write(&write));
    let (written, _unanswered) = tokio::join!(asked, async {
        answer(&mut server, 200, &object).await;
        answer(&mut server, 429, &refused(429, "TooManyRequests")).await;
        server.next_request().await
    });
    assert!(
        matches!(written, Err(Refusal::Ambiguous { .. })),
        "{written:?}"
    );
}
