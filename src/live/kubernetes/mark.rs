//! The mark that says under which receipt a place was changed: an annotation of its object, one for
//! each place, so that an object may hold several.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::patch::pointer;
use crate::world::{Place, ReceiptId};

/// What our annotations and labels begin with.
pub(super) const PREFIX: &str = "firedrill/";

/// The name of a place's annotation.
pub(super) fn annotation(place: &Place) -> String {
    format!("{PREFIX}mark-{}", short(&place.to_string()))
}

/// Eight characters that stand for a text, where the text itself may not.
pub(super) fn short(text: &str) -> String {
    let digest = Sha256::digest(text);
    let first = digest.first_chunk().copied().unwrap_or_default();
    format!("{:08x}", u32::from_be_bytes(first))
}

/// The mark of a place in this object.
pub(super) fn read(object: &Value, place: &Place) -> Option<ReceiptId> {
    let annotations = object["metadata"]["annotations"].as_object()?;
    let mark = annotations.get(&annotation(place))?.as_str()?;
    Some(ReceiptId(mark.to_owned()))
}

/// The operations that set annotations of this object, or remove them; none for what is so already.
pub(super) fn annotate(object: &Value, wanted: &[(&str, Option<&str>)]) -> Vec<Value> {
    let annotations = object["metadata"]["annotations"].as_object();
    let now = |name: &str| annotations.and_then(|all| all.get(name)?.as_str());
    let others = wanted.iter().filter(|(name, value)| now(name) != *value);
    if annotations.is_none() {
        // An API server leaves out a list of annotations that is empty.
        let set = others.filter_map(|(name, value)| Some(((*name).to_owned(), json!((*value)?))));
        let set: Map<String, Value> = set.collect();
        if set.is_empty() {
            return Vec::new();
        }
        return vec![json!({"op": "add", "path": "/metadata/annotations", "value": set})];
    }
    let operations = others.map(|(name, value)| {
        let path = pointer(&["metadata", "annotations", name]);
        match value {
            Some(value) => json!({"op": "add", "path": path, "value": value}),
            None => json!({"op": "remove", "path": path}),
        }
    });
    operations.collect()
}
