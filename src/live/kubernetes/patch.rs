//! A change as a JSON Patch.

use serde_json::{Value, json};

use super::mark;
use super::spot::Spot;
use crate::world::Write;

/// The annotation that a fence touches.
pub(super) const FENCE: &str = "firedrill/fence";

/// The operations that write this into an object. They carry the object's `resourceVersion`, so that
/// the API server refuses them with a conflict if anything was written in the meantime, and test what
/// they replace.
pub(super) fn operations(
    object: &Value,
    spot: &Spot<'_>,
    write: &Write,
) -> Result<Vec<Value>, String> {
    let mark = write.mark.as_ref().map(|mark| &*mark.0);
    let mut operations = unchanged(object);
    operations.extend(spot.set(object, &write.content)?);
    let marked = mark::annotation(spot.place);
    let beside = spot.beside(object);
    let beside = beside
        .as_ref()
        .map(|(name, value)| (&**name, value.as_deref().filter(|_| mark.is_some())));
    // Nothing of a fence that was not taken away again stays behind.
    let wanted = [Some((&*marked, mark)), beside, Some((FENCE, None))];
    let wanted: Vec<_> = wanted.into_iter().flatten().collect();
    operations.extend(mark::annotate(object, &wanted));
    Ok(operations)
}

/// The operations of a fence: they change nothing but an annotation, and so the version.
pub(super) fn fence(object: &Value, value: Option<&str>) -> Vec<Value> {
    let mut operations = unchanged(object);
    operations.extend(mark::annotate(object, &[(FENCE, value)]));
    operations
}

/// Only this very object, and only as it was read.
fn unchanged(object: &Value) -> Vec<Value> {
    let metadata = &object["metadata"];
    vec![
        json!({"op": "test", "path": "/metadata/uid", "value": metadata["uid"]}),
        // To replace it by what it is makes the API server compare it: 409 where nothing that is tested
        // was changed. A test that fails is answered with 422, and says nothing else.
        json!({
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": metadata["resourceVersion"],
        }),
    ]
}

/// A JSON Pointer of these steps, RFC 6901.
pub(super) fn pointer(steps: &[&str]) -> String {
    let escaped = steps
        .iter()
        .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")));
    escaped.collect()
}
