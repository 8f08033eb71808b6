//! The hard cap: nothing is sent whose worst case does not fit any more, whatever is answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use axum::response::IntoResponse;
use firedrill::base::{At, Duration, Money, Rate, Tokens};
use firedrill::world::{Answer, Ask, Asks, Caller, Cap, Incoming, Prices, Schedule, World};
use serde_json::json;

use super::callers::{Heard, completion, gateway, schedule};
use super::support::Room;

/// A dollar for a million tokens that are sent, two for those that are generated.
pub(super) fn cap(tokens: u64, micros: u64) -> Cap {
    Cap {
        tokens: Tokens::new(tokens),
        spend: Money::from_micros(micros),
        prices: Prices {
            prompt: Money::from_micros(1_000_000),
            completion: Money::from_micros(2_000_000),
        },
    }
}

/// What a request can cost a platform at most: the longest answer that it allows, and of its text as
/// many tokens as it has bytes, but for the words that make a conversation grow. These are so common
/// that none is more than two tokens.
fn most(heard: &Heard) -> u64 {
    let text = heard.body["messages"][0]["content"].as_str().unwrap();
    let (said, words) = text.split_once("one word.").unwrap_or((text, ""));
    let prompt = said.len() + "one word.".len() + 2 * words.split_whitespace().count();
    let answer = heard
        .body
        .get("max_tokens")
        .map_or(4_096, |most| most.as_u64().unwrap());
    u64::try_from(prompt).unwrap() + answer
}

/// Sends until the cap is told, and until all that is under way then has ended and more could have
/// been sent; how often it was told.
async fn until_told(room: &mut Room, schedules: Vec<Schedule>) -> usize {
    for schedule in schedules {
        assert_eq!(room.ask(Ask::Traffic(schedule)).await, Ok(Answer::Done));
    }
    let reached = |heard: &Incoming| matches!(heard, Incoming::CapReached { .. });
    let mut told = room.heard.drain(..).filter(reached).count();
    let mut until = At::from_ms(60_000);
    loop {
        let (at, incoming) = room.live.next(until).await;
        if let Incoming::CapReached { detail } = &incoming {
            assert!(detail.contains("the next request could use"), "{detail}");
            told += 1;
        }
        if told > 0 {
            until = until.min(at + Duration::from_secs(2));
        }
        if incoming == Incoming::Due {
            return told;
        }
    }
}

/// All three callers at once, as fast as they can.
fn rush(cap: Cap) -> Vec<Schedule> {
    let asks = [
        (Caller::Ordinary, Asks::Fresh, Some(16)),
        (Caller::Runaway, Asks::Copies { copies: 4 }, None),
        (
            Caller::Examiner,
            Asks::Growing {
                prompt_tokens: 20,
                turns: 5,
            },
            Some(8),
        ),
    ];
    asks.map(|(caller, asks, max_tokens)| Schedule {
        cap: Some(cap),
        rate: Rate::per_second(200),
        max_tokens,
        timeout: Duration::from_ms(900),
        ..schedule(caller, asks)
    })
    .into()
}

/// What a rush may have cost at most, with a gateway that answers like this.
async fn spent<R: IntoResponse>(
    cap: Cap,
    answer: impl Fn(&Heard) -> R + Clone + Send + Sync + 'static,
) -> u64 {
    let (settings, log) = gateway(answer).await;
    let mut room = Room::with(&settings).await;
    let told = until_told(&mut room, rush(cap)).await;
    assert_eq!(told, 1, "it is told once");
    log.lock().unwrap().iter().map(most).sum()
}

#[tokio::test]
async fn without_a_word_on_what_was_used_the_worst_case_of_all_that_is_sent_stays_below_the_cap() {
    let cap = cap(60_000, 1_000_000_000);
    // A platform may have worked for each of these.
    let silent = || json!({"choices": [{"message": {"content": "yes"}}]}).to_string();
    let (ended, broken, down) = tokio::join!(
        spent(cap, move |_| silent()),
        spent(cap, |_| "<html>"),
        spent(cap, |_| (StatusCode::INTERNAL_SERVER_ERROR, "no")),
    );
    for used in [ended, broken, down] {
        assert!(used <= 60_000, "{used}");
        assert!(used > 40_000, "what may be used is used: {used}");
    }
}

#[tokio::test]
async fn requests_that_hang_hold_what_was_reserved_for_them() {
    let cap = cap(60_000, 1_000_000_000);
    let (settings, log) = gateway(|_| completion("yes")).await;
    // Nobody answers: the port is open, and nothing is read.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings;
    let hanging = format!("http://{}/v1", listener.local_addr().unwrap());
    settings.gateway.as_mut().unwrap().endpoint.base = hanging;
    let mut room = Room::with(&settings).await;
    assert_eq!(until_told(&mut room, rush(cap)).await, 1);
    assert!(log.lock().unwrap().is_empty());
}

#[tokio::test]
async fn money_is_counted_over_all_callers_as_the_answers_tell_it() {
    // 10 tokens sent and 2 generated cost 14 millionths; each request is at most 4,204 tokens.
    let cap = cap(1_000_000_000, 40_000);
    let used = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&used);
    let (settings, log) = gateway(move |_| {
        counted.fetch_add(14, Ordering::Relaxed);
        completion("yes")
    })
    .await;
    let mut room = Room::with(&settings).await;
    assert_eq!(until_told(&mut room, rush(cap)).await, 1);
    let used = used.load(Ordering::Relaxed);
    assert!(used <= 40_000, "{used}");
    assert!(log.lock().unwrap().len() > 10);
}

#[tokio::test]
async fn what_the_gateway_says_that_it_cost_counts_instead_of_prices() {
    let cap = cap(1_000_000_000, 100_000);
    let (settings, log) = gateway(|_| ([("x-cost-usd", "0.009")], completion("yes"))).await;
    let mut room = Room::with(&settings).await;
    let alone = Schedule {
        cap: Some(cap),
        ..schedule(Caller::Ordinary, Asks::Fresh)
    };
    assert_eq!(until_told(&mut room, vec![alone]).await, 1);
    let count = log.lock().unwrap().len();
    // By prices alone there would be hundreds; the last one was sent on the word of the prices.
    assert_eq!(count, 12, "twelve of 9,000 millionths, and no thirteenth");
}

#[tokio::test]
async fn who_is_turned_away_has_used_nothing() {
    let cap = cap(600, 1_000_000_000);
    let (settings, log) = gateway(|_| (StatusCode::TOO_MANY_REQUESTS, "no")).await;
    let mut room = Room::with(&settings).await;
    let alone = Schedule {
        cap: Some(cap),
        rate: Rate::per_second(100),
        ..schedule(Caller::Runaway, Asks::Fresh)
    };
    assert_eq!(room.ask(Ask::Traffic(alone)).await, Ok(Answer::Done));
    let mut ended = BTreeMap::new();
    while ended.values().sum::<usize>() < 100 {
        let incoming = room.next().await;
        assert!(
            !matches!(incoming, Incoming::CapReached { .. }),
            "{incoming:?}"
        );
        if let Incoming::Shots(batch) = incoming {
            for shot in batch {
                *ended.entry(shot.outcome).or_default() += 1;
            }
        }
    }
    assert_eq!(ended.len(), 1, "{ended:?}");
    assert!(log.lock().unwrap().len() >= 100);
}
