//! Two who write at the same moment: a patch that tests what it replaces fails, and that is told as what
//! it is.

use firedrill::world::{Answer, ObjectKind, Part, Place, Refusal};
use serde_json::json;

use super::room::{Room, text};
use crate::support::kubectl::{self, Namespaces, config_map};

fn gateway(namespaces: &Namespaces) -> Place {
    let data = json!({"chat_model": "chat-v1"});
    namespaces.create(&config_map("llm-gateway", &data));
    Place::cluster(
        ObjectKind::ConfigMap,
        &namespaces.changed,
        "llm-gateway",
        Part::Key {
            key: "chat_model".into(),
        },
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_write_at_the_same_moment_one_is_told_that_the_other_was_faster() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let place = gateway(&namespaces);
    let (mut one, mut other) = (Room::new(&namespaces).await, Room::new(&namespaces).await);
    for round in 0..50 {
        let found = one.read(&place).await.expect("it is there");
        let (ours, theirs) = (
            text(&format!("one-{round}")),
            text(&format!("other-{round}")),
        );
        let written = tokio::join!(
            one.write(&place, &found, ours, None),
            other.write(&place, &found, theirs, None),
        );
        let done = |result: &Result<Answer, Refusal>| *result == Ok(Answer::Done);
        let late = |result: &Result<Answer, Refusal>| *result == Err(Refusal::Conflict);
        let (first, second) = &written;
        assert!(
            (done(first) && late(second)) || (late(first) && done(second)),
            "round {round}: {written:?}"
        );
    }
}

/// What our reading of a 422 rests on, asked of the server itself.
#[test]
fn a_test_that_fails_and_a_value_that_is_not_valid_are_told_apart_by_the_servers_words() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    gateway(&namespaces);
    let patched = |operations: serde_json::Value| {
        let patch = operations.to_string();
        let arguments = [
            "--namespace",
            &*namespaces.changed,
            "patch",
            "configmap",
            "llm-gateway",
            "--type",
            "json",
            "--patch",
            &*patch,
        ];
        kubectl::run(&arguments, None).expect_err("it is refused")
    };
    let general = "the server rejected our request due to an error in our request";
    let late = json!([{"op": "test", "path": "/data/chat_model", "value": "chat-v0"}]);
    let said = patched(late);
    assert!(said.contains(general), "{said}");
    let invalid = json!([{"op": "add", "path": "/data/no good key", "value": "x"}]);
    let said = patched(invalid);
    assert!(
        !said.contains(general) && said.contains("is invalid"),
        "{said}"
    );
}
