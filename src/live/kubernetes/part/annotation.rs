//! An annotation that is a switch: it is on where it is `true`, and off otherwise, absent too.

use serde_json::{Value, json};

use super::test;
use crate::live::kubernetes::patch::pointer;
use crate::world::Content;

/// Whether the switch is on.
pub(super) fn content(object: &Value, name: &str) -> Content {
    let is_on = object["metadata"]["annotations"][name] == "true";
    Content::Is(if is_on { "true" } else { "false" }.into())
}

/// The operations that switch it; what stands there is tested.
pub(super) fn set(object: &Value, name: &str, wanted: &Content) -> Result<Vec<Value>, String> {
    let Content::Is(value) = wanted else {
        return Err(format!(
            "the annotation `{name}` is a switch: it is not taken away"
        ));
    };
    let path = pointer(&["metadata", "annotations", name]);
    let annotations = object["metadata"]["annotations"].as_object();
    let found = annotations.and_then(|all| all.get(name));
    let tested = found.map(|found| test(&path, found));
    let operation = if content(object, name) == *wanted {
        None
    } else if annotations.is_some() {
        Some(json!({"op": "add", "path": path, "value": value}))
    } else {
        Some(json!({"op": "add", "path": "/metadata/annotations", "value": {name: value}}))
    };
    Ok(tested.into_iter().chain(operation).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_that_is_gone_is_off_and_can_be_switched_on_again() {
        let on = Content::Is("true".into());
        let off = Content::Is("false".into());
        let with = |annotations: Value| json!({"metadata": {"annotations": annotations}});
        assert_eq!(content(&with(json!({"pause": "true"})), "pause"), on);
        for gone in [
            with(json!({"x": "y"})),
            with(json!({"pause": "no"})),
            json!({"metadata": {}}),
        ] {
            assert_eq!(content(&gone, "pause"), off);
            let operations = set(&gone, "pause", &on).expect("a way");
            let last = operations.last().expect("an operation");
            let value = &last["value"];
            assert!(value == "true" || value["pause"] == "true", "{last}");
        }
    }
}
