//! Conversations with a scripted API server.

mod around;
mod later;
mod lock;
mod route;
mod standing;

use axum::http::{Request, Response};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};
use tower::util::MapResponse;
use tower_test::mock;

use super::*;
use crate::world::{Content, Found, ObjectKind, Part, ReceiptId, RunId, Write};

pub(in crate::live) type Server = mock::Handle<Request<Body>, Response<Body>>;

/// A cluster that answers as a test says, and gives up after a third of a second.
pub(in crate::live) fn cluster() -> (Kubernetes, Server) {
    let (service, server) = mock::pair::<Request<Body>, Response<Body>>();
    let at = KubernetesAt {
        context: None,
        namespace: "firedrill".into(),
        namespaces: vec!["ai".into()],
    };
    let service = MapResponse::new(service, put_off::understood);
    let client = Client::new(service, "default");
    let limit = Duration::from_ms(400);
    (Kubernetes::new(client, &at, limit), server)
}

/// Takes the next request, and answers it; what was asked.
pub(in crate::live) async fn answer(
    server: &mut Server,
    status: u16,
    body: &Value,
) -> (String, Value) {
    let (request, respond) = server.next_request().await.expect("a request");
    let asked = format!("{} {}", request.method(), request.uri());
    let sent = request.into_body().collect_bytes().await.expect("a body");
    let sent = serde_json::from_slice(&sent).unwrap_or(Value::Null);
    let response = Response::builder().status(status);
    let response = response.body(Body::from(body.to_string().into_bytes()));
    respond.send_response(response.expect("a response"));
    (asked, sent)
}

pub(in crate::live) fn refused(code: u16, reason: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure",
        "code": code, "reason": reason, "message": "no",
    })
}

fn place() -> Place {
    let key = "chat_model".into();
    Place::cluster(
        ObjectKind::ConfigMap,
        "ai",
        "llm-gateway",
        Part::Key { key },
    )
}

fn config_map(version: &str, value: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "llm-gateway", "namespace": "ai", "uid": "u1", "resourceVersion": version},
        "data": {"chat_model": value},
    })
}

const READ: &str = "GET /api/v1/namespaces/ai/configmaps/llm-gateway";
const PATCH: &str = "PATCH /api/v1/namespaces/ai/configmaps/llm-gateway?&fieldManager=firedrill";

/// What stands at a place of this object.
async fn looked(
    kubernetes: &Kubernetes,
    server: &mut Server,
    place: &Place,
    object: &Value,
) -> Found {
    let (found, _) = tokio::join!(kubernetes.read(place), answer(server, 200, object));
    let Ok(Answer::Found { found: Some(found) }) = found else {
        panic!("{found:?}");
    };
    found
}

/// Reads the place, and wants something written there under a mark, or without one.
async fn write(
    kubernetes: &Kubernetes,
    server: &mut Server,
    (content, mark): (&str, Option<ReceiptId>),
    mut script: impl AsyncFnMut(&mut Server),
) -> Result<Answer, Refusal> {
    let place = place();
    let object = config_map("7", "chat-v1");
    let found = looked(kubernetes, server, &place, &object).await;
    let write = Write {
        place,
        found,
        content: Content::Is(content.into()),
        mark,
    };
    let (result, ()) = tokio::join!(kubernetes.write(&write), async {
        let (asked, _) = answer(server, 200, &object).await;
        assert_eq!(asked, READ);
        script(server).await;
    });
    result
}

fn mark() -> ReceiptId {
    ReceiptId::new(&RunId("run".into()), 1)
}

#[tokio::test]
async fn a_change_is_one_patch_that_carries_the_version_and_tests_what_it_replaces() {
    let (kubernetes, mut server) = cluster();
    let written = write(
        &kubernetes,
        &mut server,
        ("bad", Some(mark())),
        async |server| {
            let (asked, operations) = answer(server, 200, &config_map("8", "bad")).await;
            assert_eq!(asked, PATCH);
            assert_eq!(
                operations,
                json!([
                    {"op": "test", "path": "/metadata/uid", "value": "u1"},
                    {"op": "replace", "path": "/metadata/resourceVersion", "value": "7"},
                    {"op": "test", "path": "/data/chat_model", "value": "chat-v1"},
                    {"op": "add", "path": "/data/chat_model", "value": "bad"},
                    {"op": "add", "path": "/metadata/annotations",
                     "value": {"firedrill/mark-aa2bb1ca": "run.1"}},
                ])
            );
        },
    );
    assert_eq!(written.await, Ok(Answer::Done));
}

#[tokio::test]
async fn a_fence_sets_an_annotation_and_takes_it_away_again() {
    let (kubernetes, mut server) = cluster();
    let written = write(
        &kubernetes,
        &mut server,
        ("chat-v1", None),
        async |server| {
            let mut touched = config_map("8", "chat-v1");
            touched["metadata"]["annotations"] = json!({"firedrill/fence": "7"});
            let (_, first) = answer(server, 200, &touched).await;
            let set = json!({"op": "add", "path": "/metadata/annotations",
                         "value": {"firedrill/fence": "7"}});
            assert_eq!(first[2], set);
            let (_, second) = answer(server, 200, &config_map("9", "chat-v1")).await;
            assert_eq!(
                second[1]["value"], "8",
                "of the version that the first made"
            );
            let removed = json!({"op": "remove", "path": "/metadata/annotations/firedrill~1fence"});
            assert_eq!(second[2], removed);
        },
    );
    assert_eq!(written.await, Ok(Answer::Done));
}

#[tokio::test]
async fn a_write_that_was_put_off_is_sent_again_and_one_that_may_have_been_done_is_not() {
    let (kubernetes, mut server) = cluster();
    let put_off = write(
        &kubernetes,
        &mut server,
        ("bad", Some(mark())),
        async |server| {
            answer(server, 429, &refused(429, "TooManyRequests")).await;
            answer(server, 200, &config_map("8", "bad")).await;
        },
    );
    assert_eq!(put_off.await, Ok(Answer::Done));
    for (code, reason) in [
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
        (504, "Timeout"),
    ] {
        // A second request would wait for an answer that the script does not give.
        let once = write(
            &kubernetes,
            &mut server,
            ("bad", Some(mark())),
            async |server| {
                answer(server, code, &refused(code, reason)).await;
            },
        );
        let result = once.await;
        assert!(
            matches!(result, Err(Refusal::Ambiguous { .. })),
            "{code}: {result:?}"
        );
    }
}

#[tokio::test]
async fn what_is_refused_has_certainly_not_happened() {
    let (kubernetes, mut server) = cluster();
    for (code, reason, refusal) in [
        (409, "Conflict", Some(Refusal::Conflict)),
        (404, "NotFound", Some(Refusal::Missing)),
        (403, "Forbidden", None),
        (422, "Invalid", None),
    ] {
        let once = write(
            &kubernetes,
            &mut server,
            ("bad", Some(mark())),
            async |server| {
                answer(server, code, &refused(code, reason)).await;
            },
        );
        match (once.await, refusal) {
            (Err(found), Some(wanted)) => assert_eq!(found, wanted),
            (Err(Refusal::Failed { why }), None) => assert!(why.contains(reason), "{why}"),
            (found, _) => panic!("{code}: {found:?}"),
        }
    }
}

/// What a real API server answers to a JSON Patch of which a test fails.
fn does_not_fit() -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": 422,
        "message": "the server rejected our request due to an error in our request",
        "reason": "Invalid", "details": {},
    })
}

#[tokio::test]
async fn a_test_that_fails_is_a_conflict_where_somebody_wrote_and_an_error_where_nobody_did() {
    let (kubernetes, mut server) = cluster();
    let gone = refused(404, "NotFound");
    let mut replaced = config_map("7", "chat-v1");
    replaced["metadata"]["uid"] = "u2".into();
    for (status, now, is_conflict) in [
        (200, config_map("8", "chat-v3"), true),
        (200, replaced, true),
        (404, gone, true),
        (200, config_map("7", "chat-v1"), false),
    ] {
        let written = write(
            &kubernetes,
            &mut server,
            ("bad", Some(mark())),
            async |server| {
                answer(server, 422, &does_not_fit()).await;
                let (asked, _) = answer(server, status, &now).await;
                assert_eq!(asked, READ, "is it still as it was?");
            },
        );
        match written.await {
            Err(Refusal::Conflict) if is_conflict => {}
            Err(Refusal::Failed { why }) if !is_conflict => {
                assert!(why.contains("rejected our request"), "{why}");
            }
            other => panic!("{now}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_not_valid_is_told_in_the_servers_words_and_nothing_is_asked_again() {
    let (kubernetes, mut server) = cluster();
    let mut invalid = refused(422, "Invalid");
    let words = "ConfigMap \"llm-gateway\" is invalid: data[chat_model]: Too long";
    invalid["message"] = words.into();
    invalid["details"] = json!({"name": "llm-gateway", "kind": "ConfigMap", "causes": [
        {"reason": "FieldValueTooLong", "message": "Too long", "field": "data[chat_model]"}]});
    let written = write(
        &kubernetes,
        &mut server,
        ("bad", Some(mark())),
        async |server| {
            answer(server, 422, &invalid).await;
        },
    );
    let Err(Refusal::Failed { why }) = written.await else {
        panic!("it was refused");
    };
    assert!(why.contains(words), "{why}");
}

#[tokio::test]
async fn a_read_is_repeated_as_long_as_its_time_lasts() {
    let (kubernetes, mut server) = cluster();
    let place = place();
    let (found, ()) = tokio::join!(kubernetes.read(&place), async {
        answer(&mut server, 503, &refused(503, "ServiceUnavailable")).await;
        answer(&mut server, 500, &refused(500, "InternalError")).await;
        answer(&mut server, 200, &config_map("7", "chat-v1")).await;
    });
    assert!(
        matches!(found, Ok(Answer::Found { found: Some(_) })),
        "{found:?}"
    );
    // Nobody answers any more.
    let silent = kubernetes.read(&place).await.unwrap_err().to_string();
    assert_eq!(silent, "the API server did not answer within 400ms");
}

#[tokio::test]
async fn an_object_that_moved_on_is_not_written_to() {
    let (kubernetes, mut server) = cluster();
    let place = place();
    let (before, after) = (config_map("7", "chat-v1"), config_map("8", "chat-v1"));
    let (found, _) = tokio::join!(kubernetes.read(&place), answer(&mut server, 200, &before));
    let Ok(Answer::Found { found: Some(found) }) = found else {
        panic!("{found:?}");
    };
    let write = Write {
        place,
        found,
        content: Content::Is("bad".into()),
        mark: None,
    };
    let (result, _) = tokio::join!(kubernetes.write(&write), answer(&mut server, 200, &after));
    assert_eq!(result, Err(Refusal::Conflict), "and no patch was sent");
}

#[tokio::test]
async fn the_calls_of_one_ask_share_its_limit() {
    let (kubernetes, mut server) = cluster();
    let object = config_map("7", "chat-v1");
    let place = place();
    let spot = kubernetes.spot(&place).unwrap();
    let write = Write {
        place: place.clone(),
        found: found::found(&object, &spot).unwrap(),
        content: Content::Is("bad".into()),
        mark: None,
    };
    let asked = Box::pin(kubernetes.within_limit(kubernetes.write(&write)));
    let slow = async {
        // The read takes most of the time, and the patch has no answer.
        tokio::time::sleep(Duration::from_ms(350).std()).await;
        answer(&mut server, 200, &object).await;
        server.next_request().await
    };
    let both = async { tokio::join!(asked, slow) };
    let both = tokio::time::timeout(Duration::from_ms(600).std(), both).await;
    let (result, _patch) = both.expect("the limit of one call, and not of two");
    assert!(
        matches!(result, Err(Refusal::Ambiguous { .. })),
        "{result:?}"
    );
}

#[tokio::test]
async fn an_attempt_is_kept_by_nobody_and_tells_what_a_policy_says() {
    let (kubernetes, mut server) = cluster();
    let place = place();
    let wanted = Content::Is("bad".into());
    for (code, message, told) in [
        (200, "", false),
        (422, "a policy denied it", true),
        (500, "failed calling webhook", true),
        (400, "admission webhook x does not support dry run", false),
        (
            403,
            "configmaps \"llm-gateway\" is forbidden: User \"us\" cannot patch resource",
            false,
        ),
        (403, "admission webhook x denied the request", true),
        (409, "somebody was faster", false),
    ] {
        let mut said = refused(code, "Reason");
        said["message"] = message.into();
        let body = if code == 200 {
            config_map("7", "bad")
        } else {
            said
        };
        let (answered, ()) = tokio::join!(kubernetes.attempt(&place, &wanted), async {
            answer(&mut server, 200, &config_map("7", "chat-v1")).await;
            let (asked, _) = answer(&mut server, code, &body).await;
            assert!(asked.contains("dryRun=All"), "{asked}");
        });
        let why = answered.unwrap();
        assert_eq!(why.is_some(), told, "{code}: {why:?}");
    }
}

#[tokio::test]
async fn a_long_list_of_receipts_is_read_page_by_page() {
    let (kubernetes, mut server) = cluster();
    let page = |names: &[&str], token: &str| {
        let items = names
            .iter()
            .map(|name| json!({"metadata": {"name": name}, "data": {}}));
        json!({"metadata": {"continue": token}, "items": items.collect::<Vec<_>>()})
    };
    let (answered, ()) = tokio::join!(kubernetes.debts(), async {
        let (asked, _) = answer(&mut server, 200, &page(&["a", "b"], "more")).await;
        assert_eq!(
            asked,
            "GET /api/v1/namespaces/ai/configmaps?&labelSelector=firedrill%2Freceipt%3Dtrue&limit=500"
        );
        let (asked, _) = answer(&mut server, 200, &page(&["c"], "")).await;
        assert!(asked.ends_with("&continue=more"), "{asked}");
    });
    let unreadable = answered.unwrap().unreadable;
    assert_eq!(
        unreadable.len(),
        3,
        "none of them holds a receipt: {unreadable:?}"
    );
}

#[test]
fn who_keeps_an_object_and_who_froze_it_is_seen() {
    let (kubernetes, _server) = runtime().block_on(async { cluster() });
    let place = place();
    let spot = kubernetes.spot(&place).unwrap();
    let claims = |metadata: Value| {
        let mut object = config_map("7", "chat-v1");
        for (name, value) in metadata.as_object().unwrap() {
            object["metadata"][name] = value.clone();
        }
        found::found(&object, &spot).unwrap().claims
    };
    let free = claims(json!({"annotations": {"deploy-freeze": "false"}}));
    assert_eq!(free, crate::world::Claims::default());
    let frozen = claims(json!({"annotations": {"deploy-freeze": "true"}}));
    assert_eq!(
        frozen.freeze.as_deref(),
        Some("its annotation `deploy-freeze` is `true`")
    );
    let argo = claims(json!({"annotations": {"argocd.argoproj.io/tracking-id": "ai:x"}}));
    assert_eq!(argo.kept_by.as_deref(), Some("Argo CD"));
    let flux = claims(json!({"labels": {"kustomize.toolkit.fluxcd.io/name": "ai"}}));
    assert_eq!(flux.kept_by.as_deref(), Some("Flux"));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
