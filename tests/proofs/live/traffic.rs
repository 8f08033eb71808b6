//! The synthetic client: its schedule, and how its requests end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::response::IntoResponse;
use firedrill::base::{Duration, Rate};
use firedrill::live::{Endpoint, Gateway, ProbeAt, Settings, Tells};
use firedrill::world::{Answer, Ask, Asks, Caller, Incoming, Outcome, Schedule, Shot};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::support::{Room, settings};

const WHOLE: &str = r#"{"choices":[{"message":{}}],"usage":{"total_tokens":12}}"#;

/// A server that reads a request, answers each with these bytes, and closes the connection.
async fn canned(answer: &'static [u8], then_reset: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            let _ = connection.read(&mut request).await;
            if then_reset {
                connection.set_zero_linger().unwrap();
            }
            let _ = connection.write_all(answer).await;
        }
    });
    format!("http://{address}/v1")
}

/// A server that answers after this long, and counts.
async fn fast(after: Duration) -> (String, Arc<AtomicUsize>) {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let router = Router::new().fallback(move || {
        count.fetch_add(1, Ordering::Relaxed);
        async move {
            if after > Duration::ZERO {
                tokio::time::sleep(after.std()).await;
            }
            (
                [
                    ("content-type", "application/json"),
                    ("x-served-by", "primary"),
                ],
                WHOLE,
            )
                .into_response()
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}/v1"), counted)
}

fn with_gateway(base: &str) -> Settings {
    let mut settings = settings("http://127.0.0.1:1");
    settings.sink = None;
    settings.gateway = Some(Gateway {
        endpoint: Endpoint::new(base),
        runaway_key: None,
        tells: Tells {
            served_by: Some("x-served-by".into()),
            ..Tells::default()
        },
    });
    settings.probes.insert(
        "primary".into(),
        ProbeAt {
            endpoint: Endpoint::new(base),
            model: "chat".into(),
        },
    );
    settings
}

fn schedule(rate: u64, streaming: &str, timeout: Duration) -> Schedule {
    Schedule {
        model: "chat".into(),
        rate: Rate::per_second(rate),
        streaming: streaming.parse().unwrap(),
        timeout,
        max_tokens: Some(16),
        caller: Caller::Ordinary,
        asks: Asks::Fresh,
        cap: None,
    }
}

/// The first so many requests that end, in the order in which they were due.
async fn shots(room: &mut Room, schedule: Schedule, count: usize) -> Vec<Shot> {
    assert_eq!(room.ask(Ask::Traffic(schedule)).await, Ok(Answer::Done));
    let mut shots = Vec::new();
    while shots.len() < count {
        if let Incoming::Shots(batch) = room.next().await {
            shots.extend(batch);
        }
    }
    assert_eq!(
        room.ask(Ask::StopTraffic(Caller::Ordinary)).await,
        Ok(Answer::Done)
    );
    shots.sort_by_key(|shot| shot.due);
    shots
}

async fn first(answer: &'static [u8], then_reset: bool, streaming: &str) -> Shot {
    let base = canned(answer, then_reset).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let schedule = schedule(50, streaming, Duration::from_ms(300));
    shots(&mut room, schedule, 1).await.remove(0)
}

#[tokio::test]
async fn a_whole_answer_tells_who_served_it_and_what_it_cost() {
    let (base, _) = fast(Duration::ZERO).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let schedule = schedule(50, "0%", Duration::from_secs(5));
    let shots = shots(&mut room, schedule, 5).await;
    for shot in &shots {
        assert_eq!(shot.outcome, Outcome::Ok);
        assert_eq!(shot.served_by.as_deref(), Some("primary"));
        assert_eq!(shot.tokens, 12);
    }
}

#[tokio::test]
async fn a_stream_is_whole_with_its_last_event_and_cut_without() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n\
        data: {\"choices\":[{}]}\n\ndata: {\"choices\":[],\"usage\":{\"total_tokens\":9}}\n\n\
        data: [DONE]\n\n";
    let shot = first(whole, false, "100%").await;
    assert_eq!((shot.outcome, shot.tokens), (Outcome::Ok, 9));
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n\
        data: {\"choices\":[{}]}\n\n";
    assert_eq!(first(cut, false, "100%").await.outcome, Outcome::Cut);
}

#[tokio::test]
async fn every_way_to_fail_has_its_own_name() {
    let status = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\nno";
    let redirect = b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n";
    let garbled = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>";
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{";
    let ended = tokio::join!(
        first(status, false, "0%"),
        first(redirect, false, "0%"),
        first(garbled, false, "0%"),
        first(short, false, "0%"),
        first(b"", true, "0%"),
        first(b"", false, "0%"),
    );
    assert_eq!(ended.0.outcome, Outcome::Status(503));
    assert_eq!(ended.1.outcome, Outcome::Status(302));
    assert_eq!(ended.2.outcome, Outcome::Garbled);
    assert_eq!(ended.3.outcome, Outcome::Cut);
    assert_eq!(ended.4.outcome, Outcome::Reset);
    assert_eq!(ended.5.outcome, Outcome::Reset, "closed without a word");
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses() {
    let mut room = Room::with(&with_gateway("http://127.0.0.1:1/v1")).await;
    let schedule = schedule(50, "0%", Duration::from_ms(300));
    let shots = shots(&mut room, schedule, 1).await;
    assert_eq!(shots[0].outcome, Outcome::Refused);
}

#[tokio::test]
async fn a_gateway_that_hangs_times_out_and_holds_up_nothing() {
    let (base, _) = fast(Duration::from_secs(60)).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let schedule = schedule(100, "0%", Duration::from_ms(300));
    let shots = shots(&mut room, schedule, 150).await;
    for pair in shots.windows(2) {
        assert_eq!(pair[1].due.since(pair[0].due), Duration::from_ms(10));
    }
    for shot in &shots {
        assert_eq!(shot.outcome, Outcome::Timeout);
        let took = shot.took.ms();
        assert!(
            (300..450).contains(&took),
            "counted from when it was due: {took}"
        );
    }
}

#[tokio::test]
async fn requests_under_way_come_back_after_traffic_was_stopped() {
    let (base, counted) = fast(Duration::from_ms(500)).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let schedule = schedule(100, "0%", Duration::from_secs(5));
    let mut came_back = shots(&mut room, schedule, 1).await.len();
    while came_back < counted.load(Ordering::Relaxed) {
        if let Incoming::Shots(batch) = room.next().await {
            came_back += batch.len();
        }
    }
    assert!(came_back > 50, "{came_back}");
}

#[tokio::test]
async fn a_probe_is_one_request_past_the_mitigation() {
    let (base, counted) = fast(Duration::ZERO).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let probe = |probe: &str| Ask::Probe {
        probe: probe.into(),
        timeout: Duration::from_ms(300),
    };
    let Ok(Answer::Probe { outcome, .. }) = room.ask(probe("primary")).await else {
        panic!("no answer");
    };
    assert_eq!(outcome, Outcome::Ok);
    assert_eq!(counted.load(Ordering::Relaxed), 1);
    let unknown = room.ask(probe("other")).await.unwrap_err().to_string();
    assert!(unknown.contains("no probe `other`"), "{unknown}");
    let (hanging, _) = fast(Duration::from_secs(60)).await;
    let mut room = Room::with(&with_gateway(&hanging)).await;
    let Ok(Answer::Probe { outcome, took }) = room.ask(probe("primary")).await else {
        panic!("no answer");
    };
    assert_eq!(outcome, Outcome::Timeout);
    assert!(took >= Duration::from_ms(300), "{took}");
}

/// Run by hand, in release, on one core: `taskset -c 0 cargo test --release --test live -- --ignored`.
#[tokio::test]
#[ignore = "a measurement: it needs a core for itself"]
async fn a_thousand_requests_a_second_keep_their_schedule() {
    let (base, _) = fast(Duration::ZERO).await;
    let mut room = Room::with(&with_gateway(&base)).await;
    let schedule = schedule(1_000, "0%", Duration::from_secs(5));
    let mut shots = shots(&mut room, schedule, 10_000).await;
    shots.sort_by_key(|shot| shot.took);
    let at = |share: usize| shots[shots.len() * share / 1_000 - 1].took;
    eprintln!(
        "p50 {} p99 {} p99.9 {} of {}",
        at(500),
        at(990),
        at(999),
        shots.len()
    );
    assert!(shots.iter().all(|shot| shot.outcome.is_ok()));
    assert!(at(990) < Duration::from_ms(50), "p99 {}", at(990));
}
