//! An annotation of ours in a pod template: pods are replaced when it comes, and when it goes.

use serde_json::{Value, json};

use super::test;
use crate::live::kubernetes::patch::pointer;
use crate::world::Content;

/// The way to it. An annotation of its own, so that a `kubectl rollout restart` by somebody else is
/// neither taken for ours nor undone with it.
pub(super) const WAY: [&str; 5] = [
    "spec",
    "template",
    "metadata",
    "annotations",
    "firedrill/restarted-for",
];

/// What the annotation says; absent where no drill has restarted the pods.
pub(super) fn content(object: &Value) -> Content {
    let [.., name] = WAY;
    let found = annotations(object).get(name);
    found.map_or(Content::Absent, |text| Content::Is(text.clone()))
}

/// The operations that set the annotation, or remove it; what they replace is tested.
pub(super) fn set(object: &Value, wanted: &Content) -> Result<Vec<Value>, String> {
    let path = pointer(&WAY);
    let [above @ .., name] = WAY;
    let add = |value: &Value| {
        if annotations(object).is_object() {
            Ok(json!({"op": "add", "path": path, "value": value}))
        } else if object["spec"]["template"]["metadata"].is_object() {
            // An API server leaves out a list of annotations that is empty.
            Ok(json!({"op": "add", "path": pointer(&above), "value": {name: value}}))
        } else {
            Err("its pod template has no `metadata`: no label can select its pods".to_owned())
        }
    };
    let found = content(object);
    let tested = match &found {
        Content::Is(text) => Some(test(&path, text)),
        Content::Absent => None,
    };
    let operation = match wanted {
        wanted if *wanted == found => None,
        Content::Is(value) => Some(add(value)?),
        Content::Absent => Some(json!({"op": "remove", "path": path})),
    };
    Ok(tested.into_iter().chain(operation).collect())
}

fn annotations(object: &Value) -> &Value {
    &object["spec"]["template"]["metadata"]["annotations"]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(annotations: &Value) -> Value {
        json!({"spec": {"template": {"metadata": {"labels": {"app": "x"}, "annotations": annotations}}}})
    }

    #[test]
    fn it_comes_and_goes_and_leaves_the_others_alone() {
        let drill = Content::Is("cache-disable".into());
        let with = deployment(&json!({"other": "1", "firedrill/restarted-for": "cache-disable"}));
        let path = "/spec/template/metadata/annotations/firedrill~1restarted-for";
        let test = json!({"op": "test", "path": path, "value": "cache-disable"});
        let add = json!({"op": "add", "path": path, "value": "cache-disable"});
        let remove = json!({"op": "remove", "path": path});

        let without = deployment(&json!({"other": "1"}));
        assert_eq!(content(&without), Content::Absent);
        assert_eq!(set(&without, &drill), Ok(vec![add]));
        assert_eq!(content(&with), drill);
        assert_eq!(set(&with, &Content::Absent), Ok(vec![test.clone(), remove]));
        assert_eq!(set(&with, &drill), Ok(vec![test]));
        assert_eq!(set(&without, &Content::Absent), Ok(Vec::new()));
    }

    #[test]
    fn the_first_annotation_brings_their_list_along() {
        let drill = Content::Is("cache-disable".into());
        let none = deployment(&Value::Null);
        let whole = json!({"firedrill/restarted-for": "cache-disable"});
        let add =
            json!({"op": "add", "path": "/spec/template/metadata/annotations", "value": whole});
        assert_eq!(set(&none, &drill), Ok(vec![add]));
    }
}
