//! Alertmanager's webhooks and the heartbeat.

use firedrill::base::{Labels, ServerTime};
use firedrill::world::{Facts, Incoming, Look, PageStatus};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::support::{Room, client, settings};

/// A webhook with one firing alert.
fn webhook(labels: &Value) -> Value {
    json!({
        "version": "4", "groupKey": "{}:{}", "receiver": "ai-oncall", "status": "firing",
        "alerts": [{"status": "firing", "labels": labels, "annotations": {},
                    "startsAt": "2026-01-01T00:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
                    "fingerprint": "00c0ffee00c0ffee"}],
    })
}

async fn post(url: &str, body: String) -> u16 {
    let response = client().post(url).body(body).send().await.unwrap();
    response.status().as_u16()
}

fn sink_url(room: &Room, path: &str) -> String {
    format!("http://{}{path}", room.live.sink_address().unwrap())
}

#[tokio::test]
async fn a_webhook_becomes_a_page_wherever_below_the_prefix_it_is_sent() {
    let server = MockServer::start().await;
    let mut room = Room::at(&server).await;
    for path in ["/alerts", "/alerts/", "/alerts/ai/oncall?x=1"] {
        let body = webhook(&json!({"alertname": "X"})).to_string();
        assert_eq!(post(&sink_url(&room, path), body).await, 200, "{path}");
        let Incoming::Page(page) = room.next().await else {
            panic!("no page for {path}");
        };
        assert_eq!(page.receiver, "ai-oncall");
        assert_eq!(page.status, PageStatus::Firing);
        assert_eq!(page.labels, Labels::new([("alertname", "X")]));
        assert_eq!(page.starts_at, ServerTime::from_unix_ms(1_767_225_600_000));
    }
    assert_eq!(room.live.arrived().len(), 3);
    room.live.close().await;
}

#[tokio::test]
async fn what_is_no_notification_is_turned_away() {
    let server = MockServer::start().await;
    let room = Room::at(&server).await;
    let body = webhook(&json!({"alertname": "X"})).to_string();
    assert_eq!(post(&sink_url(&room, "/alertsx"), body.clone()).await, 404);
    assert_eq!(post(&sink_url(&room, "/"), body).await, 404);
    assert_eq!(post(&sink_url(&room, "/alerts"), "{}".into()).await, 400);
    let long = " ".repeat(5 << 20);
    assert_eq!(post(&sink_url(&room, "/alerts"), long).await, 413);
    assert!(room.live.arrived().is_empty());
}

#[tokio::test]
async fn the_sink_is_closed_with_the_world() {
    let server = MockServer::start().await;
    let room = Room::at(&server).await;
    let address = room.live.sink_address().unwrap();
    room.live.close().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

/// An Alertmanager that notifies this URL of each alert at once.
async fn alertmanager(server: &MockServer, notifies: Option<String>) {
    Mock::given(path("/api/v2/status"))
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("date", "Thu, 01 Jan 2026 00:00:00 GMT")
                .set_body_json(json!({"config": {"original": "route: {}"}})),
        )
        .mount(server)
        .await;
    Mock::given(method("POST"))
        .and(path("/api/v2/alerts"))
        .respond_with(move |request: &Request| {
            let alerts: Value = request.body_json().unwrap();
            assert_eq!(
                alerts[0]["startsAt"].as_str().unwrap()[..17],
                *"2025-12-31T23:59:"
            );
            if let Some(url) = notifies.clone() {
                let body = webhook(&alerts[0]["labels"]).to_string();
                tokio::spawn(async move { post(&url, body).await });
            }
            ResponseTemplate::new(200)
        })
        .mount(server)
        .await;
}

async fn look(room: &mut Room) -> Box<Facts> {
    let look = Look {
        heartbeat: Labels::new([("alertname", "FiredrillHeartbeat")]),
        ..Look::default()
    };
    room.look(look).await
}

#[tokio::test]
async fn a_heartbeat_that_reaches_the_sink_tells_how_long_it_took() {
    let server = MockServer::start().await;
    let mut room = Room::at(&server).await;
    alertmanager(&server, Some(sink_url(&room, "/alerts"))).await;
    let first = look(&mut room).await;
    let second = look(&mut room).await;
    assert!(first.heartbeat.is_ok(), "{:?}", first.heartbeat);
    assert!(second.heartbeat.is_ok(), "{:?}", second.heartbeat);
    assert_eq!(first.routing, Ok("route: {}".into()));
    let offset = first.alertmanager_clock.as_ref().unwrap();
    assert!(offset.error.ms() >= 500, "the header has whole seconds");
    let beats = room.live.arrived();
    assert_eq!(beats.len(), 2);
    assert_ne!(
        beats[0].labels.get("heartbeat_id"),
        beats[1].labels.get("heartbeat_id")
    );
    assert!(room.heard.is_empty(), "the drill hears nothing of it");
}

/// A Service or a network policy that does not know a new pod yet.
#[tokio::test]
async fn a_first_heartbeat_that_gets_lost_is_followed_by_a_second() {
    let server = MockServer::start().await;
    let mut room = Room::at(&server).await;
    Mock::given(method("POST"))
        .and(path("/api/v2/alerts"))
        .respond_with(ResponseTemplate::new(200))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    alertmanager(&server, Some(sink_url(&room, "/alerts"))).await;
    let facts = look(&mut room).await;
    assert!(facts.heartbeat.is_ok(), "{:?}", facts.heartbeat);
    assert_eq!(room.live.arrived().len(), 1);
}

#[tokio::test]
async fn a_heartbeat_that_gets_lost_says_where_to_look() {
    let server = MockServer::start().await;
    let mut room = Room::at(&server).await;
    alertmanager(&server, None).await;
    let said = look(&mut room).await.heartbeat.unwrap_err();
    assert!(
        said.contains("did not reach our sink within 400ms"),
        "{said}"
    );
    let mut deaf = settings(&server.uri());
    deaf.sink = None;
    let mut room = Room::with(&deaf).await;
    let said = look(&mut room).await.heartbeat.unwrap_err();
    assert!(said.contains("no sink"), "{said}");
}
