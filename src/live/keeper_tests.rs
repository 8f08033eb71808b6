//! Two keepers, a cluster and Toxiproxy, of which one does not answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::base::ServerTime;
use crate::live::http::testing::install_tls;
use crate::live::kubernetes::tests::{answer, cluster, refused};
use crate::live::settings::{Endpoint, Limits, Settings};
use crate::world::{Change, ObjectKind, Part};

/// Nobody listens here.
pub(in crate::live) const NOWHERE: &str = "http://127.0.0.1:9";

/// Clients of such a cluster, and of a Toxiproxy at this address.
pub(in crate::live) fn parts(toxiproxy: &str, kubernetes: Kubernetes) -> Parts {
    install_tls();
    let settings = Settings {
        target: "staging".into(),
        environment_label: None,
        prometheus: Endpoint::new(NOWHERE),
        alertmanager: Endpoint::new(NOWHERE),
        kubernetes: None,
        toxiproxy: Some(Endpoint::new(toxiproxy)),
        gateway: None,
        probes: BTreeMap::new(),
        sink: None,
        limits: Limits {
            call: Duration::from_ms(400),
            ..Limits::default()
        },
    };
    Parts::new(&settings, Clock::start(), Some(kubernetes), None).expect("sound settings")
}

fn change(place: Place, before: Value, ours: Value) -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId::new(&RunId("run".into()), 1),
        drill: "a-drill".into(),
        change: Change {
            place,
            before: Content::Is(before),
            ours: Content::Is(ours),
        },
        uid: "u1".into(),
        deadline: ServerTime::from_unix_ms(1_767_225_600_000),
        undo: "firedrill recover".into(),
    }
}

fn of_cluster() -> Receipt {
    let key = "chat_model".into();
    let place = Place::cluster(
        ObjectKind::ConfigMap,
        "ai",
        "llm-gateway",
        Part::Key { key },
    );
    change(place, "chat-v1".into(), "bad".into())
}

#[tokio::test]
async fn what_the_cluster_owes_is_known_and_settled_while_toxiproxy_does_not_answer() {
    let (kubernetes, mut server) = cluster();
    let parts = parts(NOWHERE, kubernetes);
    let receipt = of_cluster();
    let page = json!({"metadata": {}, "items": [{
        "metadata": {"name": "firedrill-run.1"},
        "data": {"receipt": serde_json::to_string(&receipt).expect("JSON")},
    }]});
    let (listed, _) = tokio::join!(parts.receipts(), answer(&mut server, 200, &page));
    let Ok(Answer::Receipts {
        receipts, silent, ..
    }) = listed
    else {
        panic!("{listed:?}");
    };
    assert_eq!(receipts, std::slice::from_ref(&receipt));
    let [(name, why)] = &*silent else {
        panic!("{silent:?}");
    };
    assert_eq!(name, "Toxiproxy");
    assert!(why.contains("could not be reached"), "{why}");
    let done = json!({"kind": "Status", "apiVersion": "v1", "status": "Success"});
    let (deleted, (asked, _)) =
        tokio::join!(parts.delete(&receipt), answer(&mut server, 200, &done));
    assert_eq!(deleted, Ok(Answer::Done));
    let map = "DELETE /api/v1/namespaces/ai/configmaps/firedrill-run.1";
    assert!(asked.starts_with(map), "{asked}");
}

/// Toxiproxy with one receipt for a proxy that was switched off.
async fn toxiproxy(receipt: &Receipt) -> MockServer {
    let server = MockServer::start().await;
    let proxies = json!({
        "primary": {"name": "primary", "listen": "x", "upstream": "u", "enabled": true, "toxics": []},
        "firedrill-v1.run.1.receipt": {
            "name": "firedrill-v1.run.1.receipt", "listen": "x", "enabled": false, "toxics": [],
            "upstream": serde_json::to_string(receipt).expect("JSON")},
    });
    Mock::given(method("GET"))
        .and(path("/proxies"))
        .respond_with(ResponseTemplate::new(200).set_body_json(proxies))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path("/version"))
        .respond_with(
            ResponseTemplate::new(200).insert_header("date", "Thu, 01 Jan 2026 00:10:00 GMT"),
        )
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn what_toxiproxy_owes_is_known_while_the_cluster_does_not_answer() {
    let place = Place::ProxyEnabled {
        proxy: "primary".into(),
    };
    let receipt = change(place, true.into(), false.into());
    let server = toxiproxy(&receipt).await;
    let (kubernetes, _silent) = cluster();
    let parts = parts(&server.uri(), kubernetes);
    let listed = parts.receipts().await;
    let Ok(Answer::Receipts {
        receipts, silent, ..
    }) = listed
    else {
        panic!("{listed:?}");
    };
    let owed: Vec<&Change> = receipts.iter().map(|receipt| &receipt.change).collect();
    assert_eq!(owed, [&receipt.change]);
    let [(name, why)] = &*silent else {
        panic!("{silent:?}");
    };
    assert_eq!(name, "the cluster");
    assert!(why.contains("did not answer within 400ms"), "{why}");
    // By the clock of the one that answers.
    let standing = parts.standing().await;
    let Ok(Answer::Standing { standing }) = standing else {
        panic!("{standing:?}");
    };
    assert_eq!((standing.debts.len(), standing.silent.len()), (1, 1));
    assert!(standing.debts[0].overdue(standing.now).is_some());
}

#[tokio::test]
async fn nothing_is_known_where_nobody_answers() {
    let (kubernetes, _silent) = cluster();
    let listed = parts(NOWHERE, kubernetes).receipts().await;
    assert!(matches!(listed, Err(Refusal::Failed { .. })), "{listed:?}");
}

#[tokio::test]
async fn one_who_says_that_drills_are_halted_is_enough() {
    let (kubernetes, mut server) = cluster();
    let parts = parts(NOWHERE, kubernetes);
    let halt = json!({"metadata": {"name": "firedrill-halt"}, "data": {"reason": "an incident"}});
    let (halted, _) = tokio::join!(parts.halted(), answer(&mut server, 200, &halt));
    assert_eq!(halted, Ok(Some("an incident".to_owned())));
    let no = refused(404, "NotFound");
    let (halted, _) = tokio::join!(parts.halted(), answer(&mut server, 404, &no));
    assert!(halted.is_err(), "the other may say so: {halted:?}");
}

#[tokio::test]
async fn a_try_that_nobody_answers_is_told_as_one() {
    let (kubernetes, _silent) = cluster();
    let Change { place, ours, .. } = of_cluster().change;
    let refused = parts(NOWHERE, kubernetes).refused(&[(place, ours)]).await;
    let [(_, why)] = &*refused else {
        panic!("{refused:?}");
    };
    assert!(why.starts_with("it could not be tried: "), "{why}");
}
