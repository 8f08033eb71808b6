//! Parts that are one field each.

use serde_json::{Value, json};

use super::{container, test, weight};
use crate::live::kubernetes::patch::pointer;
use crate::world::{Content, Part};

/// What the field holds.
pub(super) fn content(object: &Value, part: &Part) -> Result<Content, String> {
    let found = way(object, part)?.and_then(|way| object.pointer(&way));
    Ok(found.map_or(Content::Absent, |value| Content::Is(value.clone())))
}

/// The operations that let the field hold something else.
pub(super) fn set(object: &Value, part: &Part, wanted: &Content) -> Result<Vec<Value>, String> {
    let before = content(object, part)?;
    let Some(way) = way(object, part)? else {
        return match wanted {
            Content::Absent => Ok(Vec::new()),
            Content::Is(_) => Err(nowhere(object, part)),
        };
    };
    let tested = match &before {
        Content::Is(value) => Some(test(&way, value)),
        Content::Absent => None,
    };
    let operation = match (&before, wanted) {
        (before, wanted) if before == wanted => None,
        (Content::Is(_), Content::Is(value)) => {
            Some(json!({"op": "replace", "path": way, "value": value}))
        }
        (Content::Absent, Content::Is(value)) => {
            Some(json!({"op": "add", "path": way, "value": value}))
        }
        (_, Content::Absent) => Some(json!({"op": "remove", "path": way})),
    };
    Ok(tested.into_iter().chain(operation).collect())
}

/// The pointer to the field; none if what should hold it is not there.
fn way(object: &Value, part: &Part) -> Result<Option<String>, String> {
    let steps: &[&str] = match part {
        Part::Image { container } => {
            let found = container::find(object, container);
            return Ok(found.map(|(way, _)| format!("{way}/image")));
        }
        Part::Weight { backend } => return weight::way(object, backend),
        Part::Replicas => &["spec", "replicas"],
        Part::ModelUri => &["spec", "predictor", "model", "storageUri"],
        Part::Spec => &["spec"],
        // They are no fields: see the files of their names.
        Part::Key { .. } | Part::Variable { .. } | Part::Annotation { .. } | Part::Restart => &[],
    };
    let (way, above) = (pointer(steps), pointer(&steps[..steps.len().max(1) - 1]));
    Ok(object.pointer(&above).is_some().then_some(way))
}

/// Why a field cannot be set.
fn nowhere(object: &Value, part: &Part) -> String {
    match part {
        Part::Image { container } => container::missing(object, container),
        Part::Weight { backend } => format!("no rule sends requests to `{backend}`"),
        Part::ModelUri => {
            "it names no model by `spec.predictor.model`: drill its predictor's container instead"
                .to_owned()
        }
        Part::Replicas
        | Part::Spec
        | Part::Key { .. }
        | Part::Variable { .. }
        | Part::Annotation { .. }
        | Part::Restart => "it has no spec".to_owned(),
    }
}
