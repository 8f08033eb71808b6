//! Changing places: what is refused, what may have happened, and what a fence waits for.

use firedrill::world::{Answer, Ask, Content, Found, ObjectKind, Part, Place, Refusal, Write};
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{Room, blackhole, enabled_of, receipt, toxic_of, upstream_of, why};

const TOXIC: &str = "firedrill-v1.20260101-030000-ab12.1.1767225600.provider-blackhole";

/// A proxy `primary` with these toxics.
fn listing(toxics: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"primary": {
        "name": "primary", "listen": "[::]:1", "upstream": "u:1", "enabled": true,
        "toxics": toxics}}))
}

/// The blackhole as Toxiproxy shows it.
fn shown() -> Value {
    json!({"name": TOXIC, "type": "timeout", "stream": "upstream", "toxicity": 1,
           "attributes": {"timeout": 0}})
}

async fn lists(server: &MockServer, toxics: &Value, times: u64) {
    Mock::given(method("GET"))
        .and(path("/proxies"))
        .respond_with(listing(toxics))
        .up_to_n_times(times)
        .mount(server)
        .await;
}

/// Reads the proxy's toxics and remembers a receipt for the blackhole.
async fn before_injecting(room: &mut Room) -> Write {
    let place = toxic_of("primary");
    let found = room.read(&place).await.unwrap();
    assert_eq!((&found.content, &found.mark), (&Content::Absent, &None));
    let ours = Content::Is(blackhole());
    let receipt = receipt(1, place.clone(), Content::Absent, ours.clone());
    let mark = Some(receipt.id.clone());
    let created = room
        .ask(Ask::CreateReceipt(Box::new(receipt.clone())))
        .await;
    assert_eq!(created, Ok(Answer::Done));
    let again = room.ask(Ask::CreateReceipt(Box::new(receipt))).await;
    assert_eq!(again, Err(Refusal::Exists));
    Write {
        place,
        found,
        content: ours,
        mark,
    }
}

async fn write(room: &mut Room, write: &Write) -> Result<Answer, Refusal> {
    room.ask(Ask::Write(Box::new(write.clone()))).await
}

#[tokio::test]
async fn a_toxic_is_added_under_the_name_that_is_its_receipt() {
    let server = MockServer::start().await;
    lists(&server, &json!([]), 2).await;
    lists(&server, &json!([shown()]), 9).await;
    Mock::given(method("POST"))
        .and(path("/proxies/primary/toxics"))
        .and(body_partial_json(
            json!({"name": TOXIC, "type": "timeout", "stream": "upstream",
                                      "attributes": {"timeout": 0}}),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(shown()))
        .expect(1)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let inject = before_injecting(&mut room).await;
    assert_eq!(write(&mut room, &inject).await, Ok(Answer::Done));
    let after = room.read(&inject.place).await.unwrap();
    assert_eq!(
        after.content,
        Content::Is(blackhole()),
        "in the words of the drill"
    );
    assert_eq!(after.mark, inject.mark);
    assert_ne!(after.version, inject.found.version);
    assert_eq!(after.uid, inject.found.uid);
}

#[tokio::test]
async fn nothing_is_written_where_something_changed_since_it_was_read() {
    let server = MockServer::start().await;
    lists(&server, &json!([]), 1).await;
    let other = TOXIC.replace("ab12.1", "zz99.4");
    lists(
        &server,
        &json!([{"name": other, "type": "latency", "stream": "downstream",
                            "toxicity": 1, "attributes": {"latency": 5, "jitter": 0}}]),
        9,
    )
    .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let inject = before_injecting(&mut room).await;
    assert_eq!(write(&mut room, &inject).await, Err(Refusal::Conflict));
}

#[tokio::test]
async fn a_proxy_that_is_gone_is_missing() {
    let server = MockServer::start().await;
    lists(&server, &json!([]), 1).await;
    Mock::given(path("/proxies"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let inject = before_injecting(&mut room).await;
    assert_eq!(write(&mut room, &inject).await, Err(Refusal::Missing));
    assert_eq!(room.read(&inject.place).await, None);
}

#[tokio::test]
async fn a_refusal_while_adding_says_whether_it_may_have_happened() {
    for (status, expected) in [
        (409, "conflict"),
        (404, "conflict"),
        (400, "no"),
        (503, "maybe"),
    ] {
        let server = MockServer::start().await;
        lists(&server, &json!([]), 9).await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(status))
            .mount(&server)
            .await;
        let mut room = Room::at(&server).await;
        let inject = before_injecting(&mut room).await;
        let refusal = write(&mut room, &inject).await.unwrap_err();
        let said = match refusal {
            Refusal::Conflict => "conflict",
            Refusal::Failed { .. } => "no",
            Refusal::Ambiguous { .. } => "maybe",
            Refusal::Exists | Refusal::Missing => "something else",
        };
        assert_eq!(said, expected, "{status}");
    }
}

/// Our toxic is there; what a restore does.
async fn restoring(server: &MockServer, room: &mut Room) -> Write {
    lists(server, &json!([shown()]), 9).await;
    let place = toxic_of("primary");
    let found = room.read(&place).await.unwrap();
    Write {
        place,
        found,
        content: Content::Absent,
        mark: None,
    }
}

#[tokio::test]
async fn a_toxic_is_removed_by_its_name() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path(format!("/proxies/primary/toxics/{TOXIC}")))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let restore = restoring(&server, &mut room).await;
    assert_eq!(write(&mut room, &restore).await, Ok(Answer::Done));
}

#[tokio::test]
async fn dropping_the_mark_of_a_toxic_removes_it_whatever_somebody_made_of_it() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path(format!("/proxies/primary/toxics/{TOXIC}")))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let mut drop_mark = restoring(&server, &mut room).await;
    drop_mark.content = drop_mark.found.content.clone();
    assert_eq!(write(&mut room, &drop_mark).await, Ok(Answer::Done));
}

#[tokio::test]
async fn a_toxic_that_somebody_else_removed_first_is_a_conflict() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(404))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let restore = restoring(&server, &mut room).await;
    assert_eq!(write(&mut room, &restore).await, Err(Refusal::Conflict));
}

fn fence(place: Place, found: Found) -> Write {
    Write {
        place,
        content: found.content.clone(),
        mark: found.mark.clone(),
        found,
    }
}

#[tokio::test]
async fn a_fence_sees_what_a_dead_runner_sent_late() {
    for (late, expected) in [
        (json!([]), Ok(Answer::Done)),
        (json!([shown()]), Err(Refusal::Conflict)),
    ] {
        let server = MockServer::start().await;
        lists(&server, &json!([]), 2).await;
        lists(&server, &late, 9).await;
        let mut room = Room::at(&server).await;
        let place = toxic_of("primary");
        let found = room.read(&place).await.unwrap();
        assert_eq!(write(&mut room, &fence(place, found)).await, expected);
    }
}

#[tokio::test]
async fn nothing_is_written_without_a_receipt() {
    let server = MockServer::start().await;
    lists(&server, &json!([]), 9).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    for (place, content) in [
        (toxic_of("primary"), blackhole()),
        (enabled_of("primary"), json!(false)),
    ] {
        let found = room.read(&place).await.unwrap();
        let ours = Content::Is(content);
        let id = receipt(1, place.clone(), Content::Absent, ours.clone()).id;
        let unrecorded = Write {
            place,
            found,
            content: ours,
            mark: Some(id),
        };
        let refusal = write(&mut room, &unrecorded).await.unwrap_err();
        assert!(refusal.to_string().contains("no receipt"), "{refusal}");
    }
}

#[tokio::test]
async fn a_place_in_a_cluster_is_refused_before_anything_is_asked_of_toxiproxy() {
    let server = MockServer::start().await;
    Mock::given(path("/proxies"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let at = |kind, part| Place::cluster(kind, "ai", "llm-gateway", part);
    let key = Part::Key {
        key: "chat_model".into(),
    };
    let variable = Part::Variable {
        container: "gateway".into(),
        variable: "CACHE_ENABLED".into(),
    };
    let (key, variable) = (
        at(ObjectKind::ConfigMap, key),
        at(ObjectKind::Deployment, variable),
    );
    for place in [key, variable] {
        let said = why(room.ask(Ask::Read(place.clone())).await);
        assert!(said.contains("reaches none"), "{said}");
        let ours = Content::Is("x".into());
        let receipt = receipt(1, place.clone(), Content::Absent, ours);
        let said = why(room.ask(Ask::CreateReceipt(Box::new(receipt))).await);
        assert!(said.contains(&place.to_string()), "{said}");
    }
}

/// A proxy that leads to this server, and the receipt by which a drill led it to `bad:1`.
fn led_to(upstream: &str) -> ResponseTemplate {
    let receipt = receipt(
        1,
        upstream_of("primary"),
        Content::Is("u:1".into()),
        Content::Is("bad:1".into()),
    );
    let keeper = "firedrill-v1.20260101-030000-ab12.1.receipt";
    ResponseTemplate::new(200).set_body_json(json!({
        "primary": {"name": "primary", "listen": "[::]:1", "upstream": upstream,
                    "enabled": true, "toxics": []},
        keeper: {"name": keeper, "listen": "[::]:2", "enabled": false, "toxics": [],
                 "upstream": serde_json::to_string(&receipt).unwrap()}}))
}

#[tokio::test]
async fn an_upstream_is_marked_by_its_receipt_for_as_long_as_it_is_ours() {
    for (upstream, ours) in [("bad:1", true), ("u:1", false), ("theirs:1", false)] {
        let server = MockServer::start().await;
        Mock::given(path("/proxies"))
            .respond_with(led_to(upstream))
            .mount(&server)
            .await;
        let mut room = Room::at(&server).await;
        let found = room.read(&upstream_of("primary")).await.unwrap();
        assert_eq!(found.content, Content::Is(upstream.into()));
        assert_eq!(found.mark.is_some(), ours, "{upstream}");
        let (receipts, unreadable) = room.receipts().await;
        assert_eq!((receipts.len(), unreadable.len()), (1, 0));
        let undo = &receipts[0].undo;
        assert!(undo.contains(r#"-d '{"upstream":"u:1"}'"#), "{undo}");
        assert!(undo.contains(".1.receipt"), "{undo}");
    }
}

#[tokio::test]
async fn an_upstream_that_somebody_changed_first_is_a_conflict() {
    let server = MockServer::start().await;
    Mock::given(path("/proxies"))
        .respond_with(led_to("bad:1"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/proxies"))
        .respond_with(led_to("theirs:1"))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let place = upstream_of("primary");
    let found = room.read(&place).await.unwrap();
    let restore = Write {
        place,
        found,
        content: Content::Is("u:1".into()),
        mark: None,
    };
    assert_eq!(write(&mut room, &restore).await, Err(Refusal::Conflict));
}
