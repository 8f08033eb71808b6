//! The weight of a backend that more than one rule of a route comes to name.

use super::*;

fn weight() -> Place {
    let backend = "chat-v2".into();
    Place::cluster(
        ObjectKind::HttpRoute,
        "ai",
        "chat",
        Part::Weight { backend },
    )
}

fn rule(path: &str, weight: u32) -> Value {
    json!({
        "matches": [{"path": {"type": "PathPrefix", "value": path}}],
        "backendRefs": [{"name": "chat-v1", "weight": 9}, {"name": "chat-v2", "weight": weight}],
    })
}

fn route(version: &str, annotations: &Value, rules: &[Value]) -> Value {
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": {"name": "chat", "namespace": "ai", "uid": "u1", "resourceVersion": version,
                     "annotations": annotations},
        "spec": {"rules": rules},
    })
}

/// Reads the route as it is, and writes something there under a mark, or without one; the operations.
async fn written(route: &Value, content: u32, mark: Option<ReceiptId>) -> Vec<Value> {
    let (kubernetes, mut server) = cluster();
    let place = weight();
    let found = looked(&kubernetes, &mut server, &place, route).await;
    let write = Write {
        place,
        found,
        content: Content::Is(content.into()),
        mark,
    };
    let (result, operations) = tokio::join!(kubernetes.write(&write), async {
        answer(&mut server, 200, route).await;
        answer(&mut server, 200, route).await.1
    });
    assert_eq!(result, Ok(Answer::Done));
    operations.as_array().expect("a JSON Patch").clone()
}

#[tokio::test]
async fn a_route_of_envoy_ai_gateway_is_asked_for_by_its_own_name() {
    let (kubernetes, mut server) = cluster();
    let backend = "chat-v2".into();
    let kind = ObjectKind::AiGatewayRoute;
    let place = Place::cluster(kind, "ai", "chat", Part::Weight { backend });
    let mut object = route("7", &Value::Null, &[rule("/a", 3)]);
    object["kind"] = kind.name().into();
    let (found, (asked, _)) =
        tokio::join!(kubernetes.read(&place), answer(&mut server, 200, &object));
    let resource = "aigateway.envoyproxy.io/v1beta1/namespaces/ai/aigatewayroutes/chat";
    assert_eq!(asked, format!("GET /apis/{resource}"));
    let Ok(Answer::Found { found: Some(found) }) = found else {
        panic!("{found:?}");
    };
    assert_eq!(found.content, Content::Is(3.into()));
}

#[tokio::test]
async fn a_weight_is_put_back_in_the_rule_that_was_changed_though_another_names_its_backend_by_then()
 {
    let before = route("7", &Value::Null, &[rule("/a", 0)]);
    let injected = written(&before, 100, Some(mark())).await;
    let last = injected.last().expect("an operation");
    assert_eq!(last["path"], "/metadata/annotations");
    let annotations = &last["value"];
    let names: Vec<&String> = annotations.as_object().expect("a map").keys().collect();
    assert_eq!(names.len(), 2, "the mark, and the rule: {names:?}");
    // Somebody adds a rule, and puts it first.
    let rules = [rule("/b", 3), rule("/a", 100)];
    let restored = written(&route("9", annotations, &rules), 0, None).await;
    let at = "/spec/rules/1/backendRefs/1/weight";
    assert_eq!(restored[2], json!({"op": "test", "path": at, "value": 100}));
    assert_eq!(
        restored[3],
        json!({"op": "replace", "path": at, "value": 0})
    );
    let removed = restored[4..].iter();
    let removed: Vec<&Value> = removed.map(|operation| &operation["op"]).collect();
    assert_eq!(removed, ["remove", "remove"], "nothing of us stays");
}

#[tokio::test]
async fn a_backend_of_two_rules_is_told_when_the_place_is_read_and_nothing_is_changed() {
    let (kubernetes, mut server) = cluster();
    let two = route("7", &Value::Null, &[rule("/a", 0), rule("/b", 0)]);
    let place = weight();
    let (found, _) = tokio::join!(kubernetes.read(&place), answer(&mut server, 200, &two));
    let why = found.unwrap_err().to_string();
    assert!(why.contains("a route of its own"), "{why}");
}
