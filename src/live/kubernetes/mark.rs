//! The mark that says under which receipt a place was changed: an annotation of its object, one for
//! each place, so that an object may hold several.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::patch::pointer;
use crate::world::{Place, ReceiptId};

/// What our annotations and labels begin with.
pub(super) const PREFIX: &str = "firedrill/";

/// The name of a place's annotation.
pub(super) fn annotation(place: &Place) -> String {
    let digest = Sha256::digest(place.to_string());
    let first = digest.first_chunk().copied().unwrap_or_default();
    format!("{PREFIX}mark-{:08x}", u32::from_be_bytes(first))
}

/// The mark of a place in this object.
pub(super) fn read(object: &Value, place: &Place) -> Option<ReceiptId> {
    let annotations = object["metadata"]["annotations"].as_object()?;
    let mark = annotations.get(&annotation(place))?.as_str()?;
    Some(ReceiptId(mark.to_owned()))
}

/// The operation that sets an annotation of this object, or removes it; none if it is so already.
pub(super) fn annotate(object: &Value, name: &str, value: Option<&str>) -> Option<Value> {
    let annotations = object["metadata"]["annotations"].as_object();
    let now = annotations.and_then(|all| all.get(name)?.as_str());
    if now == value {
        return None;
    }
    let path = pointer(&["metadata", "annotations", name]);
    Some(match value {
        Some(value) if annotations.is_some() => json!({"op": "add", "path": path, "value": value}),
        Some(value) => {
            json!({"op": "add", "path": "/metadata/annotations", "value": {name: value}})
        }
        // An API server leaves out a list of annotations that is empty.
        None => json!({"op": "remove", "path": path}),
    })
}
