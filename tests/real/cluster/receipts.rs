//! The ledger: what is on record, and stays so.

use firedrill::world::{Answer, Ask, ObjectKind, Part, Place, Refusal};
use serde_json::json;

use super::room::{Room, receipt, text};
use crate::support::kubectl::{Namespaces, run};

fn place(namespaces: &Namespaces) -> Place {
    let key = "chat_model".into();
    let part = Part::Key { key };
    Place::cluster(
        ObjectKind::ConfigMap,
        &namespaces.changed,
        "llm-gateway",
        part,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_created_once_read_back_and_deleted() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    assert_eq!(room.receipts().await, (vec![], vec![]));
    let first = receipt(1, &place(&namespaces), text("chat-v1"), text("chat-v2-bad"));
    let create =
        |receipt: &firedrill::world::Receipt| Ask::CreateReceipt(Box::new(receipt.clone()));
    assert_eq!(room.ask(create(&first)).await, Ok(Answer::Done));
    // Never overwritten, not even by the same.
    let other = receipt(1, &place(&namespaces), text("chat-v1"), text("another"));
    assert_eq!(room.ask(create(&other)).await, Err(Refusal::Exists));
    assert_eq!(room.receipts().await, (vec![first.clone()], vec![]));
    let object = namespaces.object("configmap", "firedrill-20260101-030000-ab12.1");
    let undo = object["data"]["undo"].as_str().unwrap();
    assert!(undo.contains("firedrill recover --target"), "{undo}");
    assert!(
        undo.contains(r#"patch configmap llm-gateway --type merge --patch '{"data":{"chat_model":"chat-v1"}}'"#),
        "{undo}"
    );
    // Nobody alters it by accident.
    let patch = json!({"data": {"receipt": "{}"}}).to_string();
    let name = "firedrill-20260101-030000-ab12.1";
    let edit = [
        "--namespace",
        &namespaces.changed,
        "patch",
        "configmap",
        name,
        "--patch",
        &patch,
    ];
    let refused = run(&edit, None).unwrap_err();
    assert!(refused.contains("immutable"), "{refused}");
    let read = room.ask(Ask::ReadReceipt(first.id.clone())).await;
    let one = Answer::Receipts {
        receipts: vec![first.clone()],
        unreadable: vec![],
        silent: vec![],
    };
    assert_eq!(read, Ok(one));
    for _ in 0..2 {
        let deleted = room.ask(Ask::DeleteReceipt(Box::new(first.clone()))).await;
        assert_eq!(deleted, Ok(Answer::Done), "what is gone already is deleted");
    }
    assert_eq!(room.receipts().await, (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_of_another_version_is_told_and_not_taken_for_none() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    namespaces.create(&json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "firedrill-other.1", "labels": {"firedrill/receipt": "true"}},
        "data": {"receipt": r#"{"format": 7, "anything": true}"#},
    }));
    let (receipts, unreadable) = room.receipts().await;
    assert_eq!(receipts, vec![]);
    let [(name, why)] = &*unreadable else {
        panic!("{unreadable:?}");
    };
    assert!(name.ends_with("/firedrill-other.1"), "{name}");
    assert!(why.contains("its format is 7"), "{why}");
}
