//! Prometheus' API.

use firedrill::base::{Duration, Labels, ServerTime};
use firedrill::world::{Answer, Ask, Phase};
use serde_json::json;
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{Room, why};

fn success(data: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"status": "success", "data": data}))
}

fn an_hour() -> Ask {
    Ask::Range {
        expr: r#"sum(rate(x{a="b&c"}[5m]))"#.into(),
        from: ServerTime::from_unix_ms(1_767_225_600_000),
        to: ServerTime::from_unix_ms(1_767_229_200_500),
        step: Duration::from_ms(1_500),
    }
}

#[tokio::test]
async fn a_range_is_asked_for_in_a_form_and_its_series_are_read() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/v1/query_range"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string(
            "query=sum%28rate%28x%7Ba%3D%22b%26c%22%7D%5B5m%5D%29%29\
             &start=1767225600.000&end=1767229200.500&step=1.500",
        ))
        .respond_with(success(&json!({"resultType": "matrix", "result": [
            {"metric": {"a": "b"}, "values": [[1_767_225_600, "1.5"], [1_767_225_601.5, "NaN"],
                                              [1_767_225_603, "+Inf"]]},
            {"metric": {"a": "only histograms"}, "histograms": []},
        ]})))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let Ok(Answer::Series { series }) = room.ask(an_hour()).await else {
        panic!("no series");
    };
    assert_eq!(series.len(), 2);
    assert_eq!(series[0].labels, Labels::new([("a", "b")]));
    let points = &series[0].points;
    assert_eq!(points[1].at, ServerTime::from_unix_ms(1_767_225_601_500));
    assert!((points[0].value - 1.5).abs() < f64::EPSILON);
    assert!(points[1].value.is_nan() && points[2].value.is_infinite());
    assert!(series[1].points.is_empty());
}

#[tokio::test]
async fn a_query_that_prometheus_refuses_is_passed_on_in_its_words() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(400).set_body_json(
            json!({"status": "error", "errorType": "bad_data", "error": "parse error"}),
        ))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let said = why(room.ask(an_hour()).await);
    assert!(
        said.contains("Prometheus at") && said.contains("parse error"),
        "{said}"
    );
}

#[tokio::test]
async fn alerts_come_from_both_servers() {
    let server = MockServer::start().await;
    Mock::given(path("/api/v1/alerts"))
        .respond_with(success(&json!({"alerts": [
            {"labels": {"alertname": "A"}, "annotations": {}, "state": "pending",
             "activeAt": "2026-01-01T00:00:00.5Z", "value": "1e+00"},
            {"labels": {"alertname": "B"}, "state": "firing",
             "activeAt": "2026-01-01T00:00:01Z"},
        ]})))
        .mount(&server)
        .await;
    Mock::given(path("/api/v2/alerts"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([
            {"labels": {"alertname": "B"}, "annotations": {}, "fingerprint": "00c0ffee00c0ffee",
             "startsAt": "2026-01-01T00:00:01Z", "endsAt": "2026-01-01T00:04:01Z",
             "updatedAt": "2026-01-01T00:00:02Z", "receivers": [{"name": "ai-oncall"}],
             "status": {"state": "suppressed", "silencedBy": ["s1"], "inhibitedBy": []}},
            {"labels": {"alertname": "Beat", "heartbeat_id": "1"}, "annotations": {},
             "fingerprint": "00c0ffee00c0ffef", "startsAt": "2026-01-01T00:00:01Z",
             "endsAt": "2026-01-01T00:04:01Z", "updatedAt": "2026-01-01T00:00:02Z",
             "receivers": [], "status": {"state": "active"}},
        ])))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let Ok(Answer::Alerts { alerts }) = room.ask(Ask::Alerts).await else {
        panic!("no alerts");
    };
    assert_eq!(alerts.prometheus[0].phase, Phase::Pending);
    assert_eq!(
        alerts.prometheus[0].active_at,
        ServerTime::from_unix_ms(1_767_225_600_500)
    );
    assert_eq!(alerts.prometheus[1].phase, Phase::Firing);
    assert_eq!(alerts.alertmanager.len(), 1, "a heartbeat is none");
    assert_eq!(alerts.alertmanager[0].receivers, ["ai-oncall"]);
    assert_eq!(alerts.alertmanager[0].silenced_by, ["s1"]);
}

#[tokio::test]
async fn an_alert_in_a_state_that_nobody_knows_is_not_passed_over() {
    let server = MockServer::start().await;
    Mock::given(path("/api/v1/alerts"))
        .respond_with(success(&json!({"alerts": [
            {"labels": {}, "state": "molten", "activeAt": "2026-01-01T00:00:00Z"}]})))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let said = why(room.ask(Ask::Alerts).await);
    assert!(
        said.contains("`molten` is not the state of an alert"),
        "{said}"
    );
}
