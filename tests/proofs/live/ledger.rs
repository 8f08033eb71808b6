//! The lock and the receipts that Toxiproxy keeps.

use firedrill::base::Duration;
use firedrill::world::{Answer, Ask, Content, Incoming, Interrupt, Lease, Refusal, RunId};
use serde_json::{Value, json};
use wiremock::matchers::{body_json, body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{Room, enabled_of, receipt, run, why};

const LENGTH: Duration = Duration::from_secs(30);
const BEAT: &str = "beat.20260101-030000-ab12";

fn held_by(run: &str, toxics: &Value) -> Value {
    json!({"firedrill-lock": {
        "name": "firedrill-lock", "listen": "127.0.0.1:0", "enabled": false, "toxics": toxics,
        "upstream": json!({"run": run, "length": "30s"}).to_string()}})
}

async fn lists(server: &MockServer, proxies: &Value, times: u64) {
    Mock::given(method("GET"))
        .and(path("/proxies"))
        .respond_with(ResponseTemplate::new(200).set_body_json(proxies))
        .up_to_n_times(times)
        .mount(server)
        .await;
}

async fn posts(server: &MockServer, at: &str, status: u16) {
    Mock::given(method("POST"))
        .and(path(at))
        .respond_with(ResponseTemplate::new(status))
        .mount(server)
        .await;
}

fn acquire() -> Ask {
    Ask::Acquire {
        run: run(),
        length: LENGTH,
    }
}

fn renew() -> Ask {
    Ask::Renew {
        run: run(),
        length: LENGTH,
    }
}

#[tokio::test]
async fn the_lock_is_a_disabled_proxy_that_whoever_has_it_created() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/proxies"))
        .and(body_partial_json(
            json!({"name": "firedrill-lock", "enabled": false}),
        ))
        .respond_with(ResponseTemplate::new(201))
        .expect(1)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let lease = Lease {
        holder: Some(run()),
        beat: 0,
        length: LENGTH,
    };
    assert_eq!(room.ask(acquire()).await, Ok(Answer::Lease(lease)));
}

#[tokio::test]
async fn whoever_comes_second_is_told_who_has_the_lock() {
    let server = MockServer::start().await;
    posts(&server, "/proxies", 409).await;
    lists(&server, &held_by("other", &json!([])), 9).await;
    let mut room = Room::at(&server).await;
    let Ok(Answer::Lease(lease)) = room.ask(acquire()).await else {
        panic!("no lease");
    };
    assert_eq!(lease.holder, Some(RunId("other".into())));
    assert_eq!(room.ask(renew()).await, Err(Refusal::Conflict));
    let release = Ask::Release { run: run() };
    assert_eq!(
        room.ask(release).await,
        Ok(Answer::Done),
        "and nothing is deleted"
    );
}

#[tokio::test]
async fn a_renewal_counts_up_the_beat() {
    let server = MockServer::start().await;
    let beat = json!([{"name": BEAT, "type": "latency", "stream": "downstream", "toxicity": 1,
                       "attributes": {"latency": 4, "jitter": 20_000}}]);
    lists(&server, &held_by(&run().0, &beat), 9).await;
    Mock::given(method("POST"))
        .and(path(format!("/proxies/firedrill-lock/toxics/{BEAT}")))
        .and(body_json(
            json!({"attributes": {"latency": 5, "jitter": 30_000}}),
        ))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let lease = Lease {
        holder: Some(run()),
        beat: 4,
        length: Duration::from_secs(20),
    };
    assert_eq!(room.ask(Ask::Holder).await, Ok(Answer::Lease(lease)));
    assert_eq!(room.ask(renew()).await, Ok(Answer::Done));
}

#[tokio::test]
async fn a_lock_that_is_taken_over_between_reading_and_renewing_is_not_taken_back() {
    let server = MockServer::start().await;
    lists(&server, &held_by(&run().0, &json!([])), 1).await;
    lists(&server, &held_by("other", &json!([])), 9).await;
    posts(
        &server,
        &format!("/proxies/firedrill-lock/toxics/{BEAT}"),
        404,
    )
    .await;
    posts(&server, "/proxies/firedrill-lock/toxics", 200).await;
    let mut room = Room::at(&server).await;
    assert_eq!(room.ask(renew()).await, Err(Refusal::Conflict));
}

#[tokio::test]
async fn a_halt_is_told_once_with_a_renewal() {
    let server = MockServer::start().await;
    let mut proxies = held_by(&run().0, &json!([]));
    proxies["firedrill-halt"] = json!({"name": "firedrill-halt", "listen": "127.0.0.1:0",
                                       "upstream": "incident", "enabled": false, "toxics": []});
    lists(&server, &proxies, 99).await;
    posts(
        &server,
        &format!("/proxies/firedrill-lock/toxics/{BEAT}"),
        200,
    )
    .await;
    let mut room = Room::at(&server).await;
    for _ in 0..2 {
        assert_eq!(room.ask(renew()).await, Ok(Answer::Done));
    }
    assert_eq!(room.heard, [Incoming::Interrupt(Interrupt::Halt)]);
}

#[tokio::test]
async fn a_lock_of_another_kind_is_touched_by_nobody() {
    let server = MockServer::start().await;
    let mut proxies = held_by("x", &json!([]));
    proxies["firedrill-lock"]["upstream"] = json!("localhost:1");
    lists(&server, &proxies, 9).await;
    let mut room = Room::at(&server).await;
    for ask in [Ask::Holder, renew(), Ask::Release { run: run() }] {
        let said = why(room.ask(ask).await);
        assert!(said.contains("curl -fsS -X DELETE"), "{said}");
    }
}

#[tokio::test]
async fn a_receipt_for_a_switch_is_created_once() {
    let server = MockServer::start().await;
    posts(&server, "/proxies", 409).await;
    let mut room = Room::at(&server).await;
    let (on, off) = (Content::Is(true.into()), Content::Is(false.into()));
    let receipt = receipt(1, enabled_of("primary"), on, off);
    let created = room.ask(Ask::CreateReceipt(Box::new(receipt))).await;
    assert_eq!(created, Err(Refusal::Exists));
}

#[tokio::test]
async fn what_looks_like_a_receipt_and_is_not_understood_is_told() {
    let server = MockServer::start().await;
    lists(
        &server,
        &json!({
            "primary": {"name": "primary", "listen": "x", "upstream": "u", "enabled": true,
                "toxics": [
                    {"name": "firedrill-v2.what.ever", "type": "timeout", "stream": "upstream",
                     "toxicity": 1, "attributes": {"timeout": 0}},
                    {"name": "somebody-elses", "type": "timeout", "stream": "upstream",
                     "toxicity": 1, "attributes": {"timeout": 0}}]},
            "firedrill-v1.r.1.receipt": {"name": "firedrill-v1.r.1.receipt", "listen": "x",
                "upstream": "{}", "enabled": false, "toxics": []}}),
        9,
    )
    .await;
    let mut room = Room::at(&server).await;
    let (receipts, unreadable) = room.receipts().await;
    assert!(receipts.is_empty());
    let names: Vec<&str> = unreadable.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        ["firedrill-v1.r.1.receipt", "firedrill-v2.what.ever"]
    );
    for (_, why) in &unreadable {
        assert!(why.contains("to remove it: `curl "), "{why}");
    }
    let (on, off) = (Content::Is(true.into()), Content::Is(false.into()));
    let gone = receipt(7, enabled_of("primary"), on, off);
    let nothing = room.ask(Ask::DeleteReceipt(Box::new(gone))).await;
    assert_eq!(
        nothing,
        Ok(Answer::Done),
        "one that is gone already is deleted"
    );
}
