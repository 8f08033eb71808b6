//! Places: read, changed by compare-and-set, and put back so that nothing of us stays.

use firedrill::drill::fault::changes;
use firedrill::spec::drill::{Sets, Via};
use firedrill::world::{
    Answer, Ask, Content, Found, Look, ObjectKind, Part, Place, ReceiptId, Refusal,
};
use serde_json::{Value, json};

use super::room::{Room, run, text};
use crate::support::kubectl::{Namespaces, config_map, deployment};

fn key(namespaces: &Namespaces, key: &str) -> Place {
    let part = Part::Key { key: key.into() };
    Place::cluster(
        ObjectKind::ConfigMap,
        &namespaces.changed,
        "llm-gateway",
        part,
    )
}

fn variable(namespaces: &Namespaces, variable: &str) -> Place {
    let part = Part::Variable {
        container: "gateway".into(),
        variable: variable.into(),
    };
    workload(namespaces, part)
}

fn workload(namespaces: &Namespaces, part: Part) -> Place {
    Place::cluster(
        ObjectKind::Deployment,
        &namespaces.changed,
        "llm-gateway",
        part,
    )
}

fn mark() -> ReceiptId {
    ReceiptId::new(&run(), 1)
}

/// Changes a place, puts it back, and compares the object with what it was.
async fn there_and_back(
    namespaces: &Namespaces,
    room: &mut Room,
    (kind, place): (&str, &Place),
    ours: Content,
) {
    let before = namespaces.essence(kind, "llm-gateway");
    let found = room.read(place).await.unwrap();
    assert_eq!(found.mark, None, "{place}");
    written(room, place, |_| ours.clone(), Some(&mark())).await;
    let changed = room.read(place).await.unwrap();
    assert_eq!(
        (&changed.content, changed.mark.as_ref()),
        (&ours, Some(&mark()))
    );
    assert_ne!(namespaces.essence(kind, "llm-gateway"), before, "{place}");
    // A late write of somebody who read before us.
    let late = room.write(place, &found, text("late"), None).await;
    assert_eq!(late, Err(Refusal::Conflict), "{place}");
    let restored = |now: &Found| {
        assert_eq!((&now.content, now.mark.as_ref()), (&ours, Some(&mark())));
        found.content.clone()
    };
    written(room, place, restored, None).await;
    assert_eq!(namespaces.essence(kind, "llm-gateway"), before, "{place}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_of_a_config_map_are_changed_added_and_put_back() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let data = json!({"chat_model": "chat-v1", "other": "stays"});
    namespaces.create(&config_map("llm-gateway", &data));
    let mut room = Room::new(&namespaces).await;
    for (name, ours) in [
        ("chat_model", text("chat-v2-bad")),
        ("chat_model", Content::Absent),
        ("new.key", text("added")),
        ("chat_model", text("")),
    ] {
        let place = key(&namespaces, name);
        there_and_back(&namespaces, &mut room, ("configmap", &place), ours).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_last_is_known_by_the_name_that_they_gave_themselves() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let data = json!({"chat_model": "chat-v1"});
    namespaces.create(&config_map("llm-gateway", &data));
    let env = json!([{"name": "CACHE_ENABLED", "value": "true"}]);
    namespaces.create(&deployment("llm-gateway", &env));
    let mut room = Room::new(&namespaces).await;
    for place in [
        key(&namespaces, "chat_model"),
        variable(&namespaces, "CACHE_ENABLED"),
    ] {
        let found = room.read(&place).await.unwrap();
        assert_eq!(found.by.as_deref(), Some("kubectl-create"), "{place}");
        written(&mut room, &place, |_| text("x"), Some(&mark())).await;
        let found = room.read(&place).await.unwrap();
        assert_eq!(found.by.as_deref(), Some("firedrill"), "{place}");
    }
    let place = key(&namespaces, "chat_model");
    namespaces.kubectl(&[
        "patch",
        "configmap",
        "llm-gateway",
        "--patch",
        r#"{"data":{"chat_model":"chat-v3"}}"#,
        "--field-manager=quality-gate",
    ]);
    let found = room.read(&place).await.unwrap();
    assert_eq!(found.content, text("chat-v3"));
    assert_eq!(found.by.as_deref(), Some("quality-gate"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_config_map_without_data_is_filled_and_emptied_again() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut object = config_map("llm-gateway", &Value::Null);
    object.as_object_mut().unwrap().remove("data");
    namespaces.create(&object);
    let mut room = Room::new(&namespaces).await;
    let place = key(&namespaces, "chat_model");
    there_and_back(&namespaces, &mut room, ("configmap", &place), text("x")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_of_a_deployment_are_changed_added_and_put_back() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&deployment(
        "llm-gateway",
        &json!([
            {"name": "FIRST", "value": "1"},
            {"name": "CACHE_ENABLED", "value": "true"},
            {"name": "EMPTY"},
            {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "k"}}},
        ]),
    ));
    let mut room = Room::new(&namespaces).await;
    for (name, ours) in [
        ("CACHE_ENABLED", text("false")),
        ("ADDED", text("x")),
        ("EMPTY", text("full")),
    ] {
        let place = variable(&namespaces, name);
        there_and_back(&namespaces, &mut room, ("deployment", &place), ours).await;
    }
    let elsewhere = Part::Variable {
        container: "nobody".into(),
        variable: "X".into(),
    };
    let tries = [
        (variable(&namespaces, "KEY"), text("x")),
        (workload(&namespaces, elsewhere), text("x")),
    ];
    let refused = refused(&mut room, &tries).await;
    let [secret, missing] = &*refused else {
        panic!("{refused:?}")
    };
    assert!(
        secret.contains("`valueFrom`") && secret.contains("never secrets"),
        "{secret}"
    );
    assert_eq!(
        missing,
        "`llm-gateway` has no container `nobody`; it has sidecar, gateway"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_are_restarted_by_a_mark_in_their_template_that_goes_again() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&deployment("llm-gateway", &json!([])));
    let mut room = Room::new(&namespaces).await;
    let place = workload(&namespaces, Part::Restart);
    let ours = text("a fire drill");
    there_and_back(&namespaces, &mut room, ("deployment", &place), ours).await;
}

/// Writes a place as a run does: read again where a controller has written its status meanwhile.
pub(super) async fn written(
    room: &mut Room,
    place: &Place,
    content: impl Fn(&Found) -> Content,
    mark: Option<&ReceiptId>,
) {
    let mut done = Err(Refusal::Conflict);
    for _ in 0..10 {
        if done != Err(Refusal::Conflict) {
            break;
        }
        let now = room.read(place).await.unwrap();
        done = room.write(place, &now, content(&now), mark).await;
    }
    assert_eq!(done, Ok(Answer::Done), "{place}");
}

/// Why each of these is refused, when the API server is asked to try it.
async fn refused(room: &mut Room, tries: &[(Place, Content)]) -> Vec<String> {
    let look = Look {
        tries: tries.to_vec(),
        ..Look::default()
    };
    let Ok(Answer::Facts { facts }) = room.ask(Ask::Look(look)).await else {
        panic!("no facts");
    };
    facts.refused.into_iter().map(|(_, why)| why).collect()
}

/// Somebody may move a setting elsewhere while a drill goes on: that is theirs to keep.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variable_that_somebody_moved_elsewhere_keeps_what_they_gave_it() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let env = |entry: Value| deployment("llm-gateway", &json!([entry]));
    namespaces.create(&env(json!({"name": "CACHE_ENABLED", "value": "true"})));
    let mut room = Room::new(&namespaces).await;
    let place = variable(&namespaces, "CACHE_ENABLED");
    let mark = mark();
    written(&mut room, &place, |_| text("false"), Some(&mark)).await;
    let moved = json!({"secretKeyRef": {"name": "keys", "key": "k"}});
    let patch = json!([{
        "op": "replace",
        "path": "/spec/template/spec/containers/1/env/0",
        "value": {"name": "CACHE_ENABLED", "valueFrom": moved},
    }]);
    let patch = patch.to_string();
    let theirs = [
        "patch",
        "deployment",
        "llm-gateway",
        "--type",
        "json",
        "--patch",
        &patch,
    ];
    namespaces.kubectl(&theirs);
    let now = room.read(&place).await.unwrap();
    assert_eq!(now.content, Content::Is(json!({"valueFrom": moved})));
    assert_eq!(now.mark, Some(mark));
    written(&mut room, &place, |now| now.content.clone(), None).await;
    let kept = namespaces.object("deployment", "llm-gateway");
    let container = &kept["spec"]["template"]["spec"]["containers"][1];
    assert_eq!(container["env"][0]["valueFrom"], moved);
    assert_eq!(room.read(&place).await.unwrap().mark, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn images_and_replicas_of_a_deployment_are_changed_and_put_back() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&deployment("llm-gateway", &json!([])));
    let mut room = Room::new(&namespaces).await;
    let image = Part::Image {
        container: "gateway".into(),
    };
    let zero = Content::Is(0.into());
    let one = Content::Is(1.into());
    let image = workload(&namespaces, image);
    let replicas = workload(&namespaces, Part::Replicas);
    assert_eq!(room.read(&replicas).await.unwrap().content, zero);
    for (place, ours) in [(image, text("localhost/nothing:2")), (replicas, one)] {
        there_and_back(&namespaces, &mut room, ("deployment", &place), ours).await;
    }
}

/// The policy is there before and selects nobody; its whole spec is changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_policy_is_put_to_use_and_taken_out_of_it_again() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "llm-gateway"},
        "spec": {
            "podSelector": {"matchLabels": {"firedrill": "nobody"}},
            "policyTypes": ["Egress"],
        },
    }));
    let via = Via::Cluster {
        namespace: namespaces.changed.clone(),
        name: "llm-gateway".into(),
        sets: Sets::Cut {
            pods: "app=llm-gateway".parse().unwrap(),
            cidrs: "203.0.113.0/24, 2001:db8::/32".parse().unwrap(),
        },
    };
    let [change] = &*changes(&via, |_| None) else {
        panic!("one change")
    };
    let mut room = Room::new(&namespaces).await;
    let place = ("networkpolicy", &change.place);
    there_and_back(&namespaces, &mut room, place, change.ours.clone()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_without_variables_gets_one_and_loses_it_again() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&deployment("llm-gateway", &json!([])));
    let mut room = Room::new(&namespaces).await;
    let place = variable(&namespaces, "ADDED");
    there_and_back(&namespaces, &mut room, ("deployment", &place), text("x")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fence_changes_nothing_and_lets_a_late_write_fail() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.create(&config_map(
        "llm-gateway",
        &json!({"chat_model": "chat-v1"}),
    ));
    let before = namespaces.essence("configmap", "llm-gateway");
    let mut room = Room::new(&namespaces).await;
    let place = key(&namespaces, "chat_model");
    let found = room.read(&place).await.unwrap();
    let fenced = room
        .write(&place, &found, found.content.clone(), None)
        .await;
    assert_eq!(fenced, Ok(Answer::Done));
    assert_eq!(namespaces.essence("configmap", "llm-gateway"), before);
    let late = room
        .write(&place, &found, text("chat-v2-bad"), Some(&mark()))
        .await;
    assert_eq!(late, Err(Refusal::Conflict), "the dead runner's write");
    assert_eq!(namespaces.essence("configmap", "llm-gateway"), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_is_nothing_and_what_was_replaced_is_another() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    let place = key(&namespaces, "chat_model");
    assert_eq!(room.read(&place).await, None);
    let object = config_map("llm-gateway", &json!({"chat_model": "chat-v1"}));
    namespaces.create(&object);
    let first = room.read(&place).await.unwrap();
    namespaces.kubectl(&["delete", "configmap", "llm-gateway"]);
    let gone = room.write(&place, &first, text("x"), Some(&mark())).await;
    assert_eq!(gone, Err(Refusal::Missing));
    namespaces.create(&object);
    let second = room.read(&place).await.unwrap();
    assert_ne!(first.uid, second.uid);
    let replaced = room.write(&place, &first, text("x"), Some(&mark())).await;
    assert_eq!(replaced, Err(Refusal::Conflict));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_api_server_would_refuse_is_known_before_it_is_tried() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut object = config_map("llm-gateway", &json!({"chat_model": "chat-v1"}));
    namespaces.create(&object);
    object["metadata"]["name"] = "sealed".into();
    object["immutable"] = true.into();
    namespaces.create(&object);
    let mut room = Room::new(&namespaces).await;
    let before = namespaces.object("configmap", "llm-gateway");
    let open = key(&namespaces, "chat_model");
    let sealed = Part::Key {
        key: "chat_model".into(),
    };
    let sealed = Place::cluster(ObjectKind::ConfigMap, &namespaces.changed, "sealed", sealed);
    let refused = refused(&mut room, &[(open, text("x")), (sealed, text("x"))]).await;
    let [why] = &*refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("immutable"), "{why}");
    // Not even the version changed.
    assert_eq!(namespaces.object("configmap", "llm-gateway"), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn namespaces_that_nobody_named_are_left_alone() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    for (namespace, why) in [
        (
            "kube-system",
            "nothing is ever changed in the namespace `kube-system`",
        ),
        (
            &*namespaces.lock,
            "nothing is ever changed in the namespace",
        ),
        ("default", "add it to `kubernetes.namespaces`"),
    ] {
        let part = Part::Key { key: "y".into() };
        let place = Place::cluster(ObjectKind::ConfigMap, namespace, "x", part);
        let read = room.ask(Ask::Read(place)).await;
        let said = read.unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }
}
