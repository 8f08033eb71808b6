//! What every call has in common: who we are, how long we wait, how much we read, what went wrong.

use firedrill::live::{Credentials, Endpoint, Live, Secret, Tls};
use firedrill::world::{Ask, Refusal};
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{Room, run, settings, why};

fn no_proxies() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({}))
}

#[tokio::test]
async fn credentials_headers_and_the_path_prefix_are_on_every_call() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/toxi/proxies"))
        .and(header("authorization", "Bearer hunter2"))
        .and(header("x-scope-orgid", "ai"))
        .respond_with(no_proxies())
        .expect(1)
        .mount(&server)
        .await;
    let mut settings = settings(&server.uri());
    settings.toxiproxy = Some(Endpoint {
        credentials: Credentials::Bearer(Secret::new("hunter2")),
        headers: vec![("X-Scope-OrgID".into(), Secret::new("ai"))],
        ..Endpoint::new(format!("{}/toxi/", server.uri()))
    });
    let mut room = Room::with(&settings).await;
    room.ask(Ask::Holder).await.unwrap();
}

#[tokio::test]
async fn a_user_and_a_password_are_sent_as_basic_authentication() {
    let server = MockServer::start().await;
    Mock::given(header("authorization", "Basic b3BzOmh1bnRlcjI="))
        .respond_with(no_proxies())
        .expect(1)
        .mount(&server)
        .await;
    let mut settings = settings(&server.uri());
    settings.toxiproxy = Some(Endpoint {
        credentials: Credentials::Basic {
            user: "ops".into(),
            password: Secret::new("hunter2"),
        },
        ..Endpoint::new(server.uri())
    });
    let mut room = Room::with(&settings).await;
    room.ask(Ask::Holder).await.unwrap();
}

#[tokio::test]
async fn a_write_that_gets_no_answer_may_have_happened_and_a_read_has_not() {
    let server = MockServer::start().await;
    let late = no_proxies().set_delay(std::time::Duration::from_secs(30));
    Mock::given(method("POST"))
        .respond_with(late.clone())
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(late)
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let acquire = Ask::Acquire {
        run: run(),
        length: firedrill::base::Duration::from_secs(30),
    };
    let Err(Refusal::Ambiguous { why }) = room.ask(acquire).await else {
        panic!("it may have happened");
    };
    assert!(why.contains("did not answer within 400ms"), "{why}");
    let read = room.ask(Ask::Holder).await;
    assert!(matches!(read, Err(Refusal::Failed { .. })), "{read:?}");
}

#[tokio::test]
async fn a_write_that_found_no_server_has_not_happened() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut room = Room::with(&settings(&format!("http://{address}"))).await;
    let acquire = Ask::Acquire {
        run: run(),
        length: firedrill::base::Duration::from_secs(30),
    };
    let Err(Refusal::Failed { why }) = room.ask(acquire).await else {
        panic!("nothing was sent");
    };
    assert!(
        why.contains(&format!("Toxiproxy at http://{address}/proxies")),
        "{why}"
    );
    assert!(
        why.contains("refused") && why.contains("does it run"),
        "{why}"
    );
}

#[tokio::test]
async fn a_server_error_on_a_write_is_ambiguous_and_a_client_error_is_not() {
    for (status, certain) in [
        (500, false),
        (503, false),
        (400, true),
        (403, true),
        (302, true),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(status).set_body_string("so it is"))
            .mount(&server)
            .await;
        let mut room = Room::at(&server).await;
        let refusal = room
            .ask(Ask::Acquire {
                run: run(),
                length: firedrill::base::Duration::from_secs(30),
            })
            .await
            .unwrap_err();
        assert_eq!(
            matches!(refusal, Refusal::Failed { .. }),
            certain,
            "{refusal}"
        );
        assert!(refusal.to_string().contains("so it is"), "{refusal}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string(" ".repeat(2 << 20)))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let said = why(room.ask(Ask::Holder).await);
    assert!(said.contains("longer than 1048576 bytes"), "{said}");
}

#[tokio::test]
async fn an_answer_that_is_something_else_says_whose_it_is() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string("<html>"))
        .mount(&server)
        .await;
    let mut room = Room::at(&server).await;
    let said = why(room.ask(Ask::Alerts).await);
    assert!(said.contains("is it the right server?"), "{said}");
}

#[tokio::test]
async fn settings_that_cannot_work_start_nothing() {
    let mut wrong = settings("http://127.0.0.1:1");
    wrong.alertmanager = Endpoint {
        tls: Tls {
            extra_ca: None,
            identity: Some(Secret::new("hunter2")),
        },
        ..Endpoint::new("https://127.0.0.1:1")
    };
    let said = Live::start(&wrong).await.unwrap_err().to_string();
    assert!(said.starts_with("Alertmanager cannot be used"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}
