//! Looking at everything before a drill.

use firedrill::base::{Duration, Labels, ServerTime};
use firedrill::live::{Endpoint, ProbeAt};
use firedrill::world::{Content, Facts, Look, WorldName};
use serde_json::{Value, json};
use wiremock::matchers::{body_string, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{Room, settings, toxic_of};

async fn answers(server: &MockServer, at: &str, data: &Value) {
    Mock::given(path(at))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"status": "success", "data": data})),
        )
        .mount(server)
        .await;
}

async fn prometheus(server: &MockServer) {
    Mock::given(path("/api/v1/query"))
        .and(query_param("query", "time()"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"status": "success",
            "data": {"resultType": "scalar", "result": [1_767_225_600.25, "1767225600.25"]}})),
        )
        .mount(server)
        .await;
    Mock::given(method("POST"))
        .and(path("/api/v1/query"))
        .and(body_string("query=up"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"status": "success",
            "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "1"]},
                                                        {"metric": {}, "value": [1, "0"]}]}})),
        )
        .mount(server)
        .await;
    Mock::given(path("/api/v1/query"))
        .and(body_string("query=kube_pod_container_info"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"status": "success",
            "data": {"resultType": "vector", "result": [{"metric": {
                "container": "gateway", "pod": "gateway-0", "image": "r.example/gw:2",
                "image_id": "docker-pullable://r.example/gw@sha256:0a"}, "value": [1, "1"]}]}})),
        )
        .mount(server)
        .await;
    answers(
        server,
        "/api/v1/rules",
        &json!({"groups": [{"name": "g", "file": "f", "interval": 15, "rules": [
            {"type": "alerting", "name": "FallbackServing", "query": "x > 1", "duration": 90,
             "keepFiringFor": 0, "labels": {"severity": "sev2"}, "annotations": {},
             "health": "ok", "lastError": "", "lastEvaluation": "2026-01-01T00:00:00Z",
             "state": "inactive", "alerts": []},
            {"type": "alerting", "name": "Old", "query": "y", "duration": 0, "labels": {},
             "health": "err", "lastError": "no such function",
             "lastEvaluation": "0001-01-01T00:00:00Z"},
            {"type": "recording", "name": "r", "query": "z"}]}]}),
    )
    .await;
    answers(server, "/api/v1/alerts", &json!({"alerts": []})).await;
    answers(
        server,
        "/api/v1/targets",
        &json!({"activeTargets": [
            {"labels": {"job": "gw", "instance": "a:1"}, "health": "up", "scrapeInterval": "15s"},
            {"labels": {"job": "am", "instance": "b:1"}, "health": "down",
             "scrapeInterval": "1m0s"}]}),
    )
    .await;
    answers(
        server,
        "/api/v1/status/config",
        &json!({"yaml": "global:\n  scrape_interval: 15s\n  external_labels:\n    environment: staging\nrule_files: []\n"}),
    )
    .await;
}

async fn others(server: &MockServer) {
    for (at, body) in [
        ("/api/v2/alerts", json!([])),
        (
            "/api/v2/silences",
            json!([{"id": "s1", "createdBy": "ann", "comment": "quiet",
                    "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2026-01-01T01:00:00Z",
                    "matchers": [{"name": "severity", "value": "sev2", "isRegex": false,
                                  "isEqual": true}], "status": {"state": "active"}},
                   {"id": "s2", "createdBy": "", "comment": "", "matchers": [],
                    "endsAt": "2025-01-01T01:00:00Z", "status": {"state": "expired"}}]),
        ),
        (
            "/api/v2/status",
            json!({"config": {"original": "route: {}"}}),
        ),
        (
            "/proxies",
            json!({"primary": {"name": "primary", "listen": "[::]:1", "upstream": "u:1",
                               "enabled": true, "toxics": []},
                   "firedrill-halt": {"name": "firedrill-halt", "listen": "127.0.0.1:0",
                                      "upstream": "release week", "enabled": false,
                                      "toxics": []}}),
        ),
        ("/v1/chat/completions", json!({"choices": [{}]})),
    ] {
        Mock::given(path(at))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(server)
            .await;
    }
}

async fn look(server: &MockServer) -> Box<Facts> {
    let mut settings = settings(&server.uri());
    settings.sink = None;
    settings.probes.insert(
        "provider-primary".into(),
        ProbeAt {
            endpoint: Endpoint::new(format!("{}/v1", server.uri())),
            model: "chat".into(),
        },
    );
    let mut room = Room::with(&settings).await;
    let look = Look {
        places: vec![toxic_of("primary"), toxic_of("nobody")],
        tries: Vec::new(),
        probes: vec!["provider-primary".into(), "unknown".into()],
        expressions: vec!["up".into(), "down".into()],
        images: Some("kube_pod_container_info".into()),
        heartbeat: Labels::new([("alertname", "FiredrillHeartbeat")]),
    };
    room.look(look).await
}

#[tokio::test]
async fn everything_is_looked_at() {
    let server = MockServer::start().await;
    prometheus(&server).await;
    others(&server).await;
    let facts = look(&server).await;
    assert_eq!(
        facts.world,
        WorldName::Live {
            target: "staging".into()
        }
    );
    assert_eq!(facts.environment.as_deref(), Some("staging"));
    assert_eq!(facts.halt.as_deref(), Some("release week"));
    assert_eq!(
        facts.scrape_interval,
        Ok(Duration::from_secs(60)),
        "the longest"
    );
    let targets = facts.targets.as_ref().unwrap();
    assert!(targets[0].up && !targets[1].up);
    let rules = facts.rules.as_ref().unwrap();
    assert_eq!(rules.len(), 2, "recording rules are none");
    assert_eq!(rules[0].hold, Duration::from_secs(90));
    assert_eq!(rules[0].error, None);
    assert_eq!(
        rules[0].last_evaluation,
        Some(ServerTime::from_unix_ms(1_767_225_600_000))
    );
    assert_eq!(rules[1].last_evaluation, None, "never");
    assert_eq!(rules[1].error.as_deref(), Some("no such function"));
    let silences = facts.silences.as_ref().unwrap();
    assert_eq!(silences.len(), 1, "expired ones are over");
    assert_eq!(silences[0].matchers, [r#"severity="sev2""#]);
    assert_eq!(facts.expressions[0].1, Ok(2));
    assert!(facts.expressions[1].1.is_err());
    let images = facts.images.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].name, "r.example/gw:2");
    assert_eq!(images[0].digest, "sha256:0a");
    let primary = facts.places[0].1.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((&primary.content, &primary.mark), (&Content::Absent, &None));
    assert_eq!(facts.places[1].1, Ok(None), "there is no such proxy");
    assert_eq!(facts.probes[0].1, Ok(()));
    assert!(
        facts.probes[1]
            .1
            .as_ref()
            .unwrap_err()
            .contains("`unknown`")
    );
    assert_eq!(facts.owed, Ok(Vec::new()));
    assert_eq!(facts.lock.as_ref().unwrap().holder, None);
}

#[tokio::test]
async fn prometheus_clock_is_known_to_within_the_round_trip() {
    let server = MockServer::start().await;
    prometheus(&server).await;
    let facts = look(&server).await;
    let offset = facts.prometheus_clock.as_ref().unwrap();
    // The scripted clock stands still: the run began between it and a minute before.
    let began = offset.unix_ms_at_start;
    assert!(
        (1_767_225_540_250..=1_767_225_600_250).contains(&began),
        "{began}"
    );
    assert!(
        offset.error.ms() >= 2 && offset.error.ms() < 400,
        "{offset:?}"
    );
}

#[tokio::test]
async fn what_does_not_answer_is_unknown_and_hides_nothing_else() {
    let server = MockServer::start().await;
    others(&server).await;
    let facts = look(&server).await;
    for unknown in [
        facts.rules.as_ref().err(),
        facts.scrape_interval.as_ref().err(),
        facts.prometheus_clock.as_ref().err(),
        facts.alerts.as_ref().err(),
    ] {
        assert!(unknown.unwrap().contains("Prometheus at"), "{unknown:?}");
    }
    assert_eq!(facts.environment, None);
    assert!(facts.silences.is_ok() && facts.places[0].1.is_ok());
}
