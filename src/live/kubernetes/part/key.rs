//! A key of a ConfigMap.

use serde_json::{Value, json};

use crate::live::kubernetes::patch::pointer;
use crate::world::Content;

/// What the key holds.
pub(super) fn content(object: &Value, key: &str) -> Result<Content, String> {
    if object["binaryData"].get(key).is_some() {
        return Err(format!("`{key}` holds binary data, which no drill changes"));
    }
    Ok(match object["data"].get(key) {
        None => Content::Absent,
        Some(value) => Content::Is(value.clone()),
    })
}

/// The operations that let the key hold something else.
pub(super) fn set(object: &Value, key: &str, wanted: &Content) -> Result<Vec<Value>, String> {
    let path = pointer(&["data", key]);
    let test = |before: &Value| json!({"op": "test", "path": path, "value": before});
    Ok(match (content(object, key)?, wanted) {
        (Content::Absent, Content::Absent) => Vec::new(),
        (Content::Is(before), Content::Is(value)) if before == *value => vec![test(&before)],
        (before, Content::Is(value)) => {
            if !value.is_string() {
                return Err(format!("a ConfigMap holds texts, and not `{value}`"));
            }
            let first = match before {
                Content::Is(before) => Some(test(&before)),
                Content::Absent if object["data"].is_object() => None,
                Content::Absent => Some(json!({"op": "add", "path": "/data", "value": {}})),
            };
            let add = json!({"op": "add", "path": path, "value": value});
            first.into_iter().chain([add]).collect()
        }
        (Content::Is(before), Content::Absent) => {
            vec![test(&before), json!({"op": "remove", "path": path})]
        }
    })
}
