//! The clock by which deadlines count, since when something is owed, and how drills ended.

use super::*;
use crate::base::{At, ServerTime};
use crate::live::clock::Clock;
use crate::world::{Change, Receipt, RunEnd};

/// The same with a `Date`, as every API server sends it.
async fn answer_at(server: &mut Server, date: Option<&str>) -> String {
    let (request, respond) = server.next_request().await.expect("a request");
    let mut response = Response::builder().status(200);
    if let Some(date) = date {
        response = response.header("date", date);
    }
    respond.send_response(response.body(Body::from(b"{}".to_vec())).unwrap());
    request.uri().to_string()
}

#[tokio::test]
async fn the_api_servers_clock_is_read_off_its_answers() {
    let (kubernetes, mut server) = cluster();
    let ours = Clock::start();
    let date = "Thu, 01 Jan 2026 00:00:10 GMT";
    let (clock, asked) = tokio::join!(kubernetes.clock(ours), answer_at(&mut server, Some(date)));
    assert_eq!(asked, "/version");
    let clock = clock.unwrap();
    // In the middle of that second, give or take a half and the way.
    let shown = clock.server_time(At::START).unix_ms() - 1_767_225_610_500;
    assert!(
        shown.unsigned_abs() <= clock.error.ms(),
        "{shown} {clock:?}"
    );
    assert!(clock.error >= Duration::from_ms(500));
    let (clock, _) = tokio::join!(kubernetes.clock(ours), answer_at(&mut server, None));
    let why = clock.unwrap_err().why;
    assert!(why.contains("`Date`"), "{why}");
}

#[tokio::test]
async fn what_is_owed_says_since_when() {
    let (kubernetes, mut server) = cluster();
    let receipt = Receipt {
        format: Receipt::FORMAT,
        id: mark(),
        drill: "bad-model-rollout".into(),
        change: Change {
            place: place(),
            before: Content::Is("chat-v1".into()),
            ours: Content::Is("bad".into()),
        },
        uid: "u1".into(),
        deadline: ServerTime::from_unix_ms(1_767_225_600_000),
        undo: "type this".into(),
    };
    let item = json!({
        "metadata": {"name": "firedrill-run.1", "creationTimestamp": "2026-01-01T00:00:07Z"},
        "data": {"receipt": serde_json::to_string(&receipt).unwrap()},
    });
    let odd = json!({"metadata": {"name": "odd"}, "data": {}});
    let page = json!({"metadata": {}, "items": [item, odd]});
    let (debts, _) = tokio::join!(kubernetes.debts(), answer(&mut server, 200, &page));
    let debts = debts.unwrap();
    let [debt] = &*debts.debts else {
        panic!("{debts:?}");
    };
    assert_eq!(debt.receipt, receipt);
    let since = debt.since.expect("a time");
    assert_eq!(since.unix_ms(), 1_767_225_607_000);
    assert_eq!(debts.unreadable[0].0, "ai/odd");
}

#[tokio::test]
async fn a_namespace_of_which_nothing_is_heard_hides_nothing_of_the_others() {
    let (mut kubernetes, mut server) = cluster();
    kubernetes.at.namespaces.push("other".into());
    let odd = json!({"metadata": {}, "items": [{"metadata": {"name": "odd"}, "data": {}}]});
    let no = refused(403, "Forbidden");
    let (debts, ()) = tokio::join!(kubernetes.debts(), async {
        for _ in 0..2 {
            let (request, respond) = server.next_request().await.expect("a request");
            let is_other = request.uri().path().contains("/other/");
            let (status, body) = if is_other { (403, &no) } else { (200, &odd) };
            let response = Response::builder().status(status);
            let body = Body::from(body.to_string().into_bytes());
            respond.send_response(response.body(body).unwrap());
        }
    });
    let debts = debts.unwrap();
    assert_eq!(debts.unreadable[0].0, "ai/odd");
    let [(name, why)] = &*debts.silent else {
        panic!("{debts:?}");
    };
    assert_eq!(name, "the namespace `other`");
    assert!(why.contains("403"), "{why}");
    let (debts, ()) = tokio::join!(kubernetes.debts(), async {
        for _ in 0..2 {
            answer(&mut server, 403, &no).await;
        }
    });
    assert!(debts.is_err(), "nothing is known: {debts:?}");
}

fn end(run: &str) -> RunEnd {
    RunEnd {
        drill: "cache-disable".into(),
        run: RunId(run.into()),
        outcome: "pass".into(),
        ended: ServerTime::from_unix_ms(1_767_225_600_000),
        passed: None,
    }
}

#[tokio::test]
async fn of_two_drills_that_end_at_the_same_moment_neither_is_lost() {
    let (kubernetes, mut server) = cluster();
    let end = end("ours");
    let theirs = json!({
        "metadata": {"name": "firedrill-ended", "resourceVersion": "9"},
        "data": {"provider-blackhole": json!({
            "run": "theirs", "outcome": "fail", "ended": "2026-01-01T00:00:00Z",
        }).to_string()},
    });
    let (kept, ()) = tokio::join!(kubernetes.keep_end(&end), async {
        let (asked, _) = answer(&mut server, 404, &refused(404, "NotFound")).await;
        assert_eq!(
            asked,
            "GET /api/v1/namespaces/firedrill/configmaps/firedrill-ended"
        );
        let (asked, _) = answer(&mut server, 409, &refused(409, "AlreadyExists")).await;
        assert!(asked.starts_with("POST "), "{asked}");
        answer(&mut server, 200, &theirs).await;
        let (asked, map) = answer(&mut server, 200, &theirs).await;
        assert!(asked.starts_with("PUT "), "{asked}");
        assert_eq!(map["metadata"]["resourceVersion"], "9");
        let data = map["data"].as_object().unwrap();
        let drills: Vec<&str> = data.keys().map(|drill| &**drill).collect();
        assert_eq!(drills, ["cache-disable", "provider-blackhole"]);
    });
    assert_eq!(kept, Ok(()));
}

#[tokio::test]
async fn an_end_that_may_not_be_kept_says_which_right_is_missing() {
    let (kubernetes, mut server) = cluster();
    let end = end("ours");
    let (kept, ()) = tokio::join!(kubernetes.keep_end(&end), async {
        answer(&mut server, 404, &refused(404, "NotFound")).await;
        let mut no = refused(403, "Forbidden");
        no["message"] = "cannot create resource configmaps".into();
        answer(&mut server, 403, &no).await;
    });
    let why = kept.unwrap_err().to_string();
    assert!(why.contains("cannot create resource configmaps"), "{why}");
}
