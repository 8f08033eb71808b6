//! The parts of objects: where each is, what it holds, and the operations that let it hold something
//! else.

mod annotation;
mod by_hand;
mod container;
mod field;
mod key;
mod restart;
mod variable;
mod weight;

pub(super) use by_hand::restore;

use serde_json::{Value, json};

use crate::world::{Content, Part};

/// What a part of this object holds. What is not there, and whatever should hold it, is absent.
pub(super) fn content(object: &Value, part: &Part) -> Result<Content, String> {
    match part {
        Part::Key { key } => key::content(object, key),
        Part::Variable {
            container,
            variable,
        } => Ok(variable::content(object, container, variable)),
        Part::Annotation { annotation } => Ok(annotation::content(object, annotation)),
        Part::Restart => Ok(restart::content(object)),
        Part::Image { .. } | Part::Replicas | Part::Weight { .. } | Part::ModelUri | Part::Spec => {
            field::content(object, part)
        }
    }
}

/// The operations that let a part hold something else; what they replace is tested.
pub(super) fn set(object: &Value, part: &Part, wanted: &Content) -> Result<Vec<Value>, String> {
    match part {
        Part::Key { key } => key::set(object, key, wanted),
        Part::Variable {
            container,
            variable,
        } => variable::set(object, container, variable, wanted),
        Part::Annotation { annotation } => annotation::set(object, annotation, wanted),
        Part::Restart => restart::set(object, wanted),
        Part::Image { .. } | Part::Replicas | Part::Weight { .. } | Part::ModelUri | Part::Spec => {
            field::set(object, part, wanted)
        }
    }
}

/// The annotation that is kept beside the mark of a part for as long as it is changed, and what it says:
/// where the part is, which its name alone may not tell for good.
pub(super) fn beside(object: &Value, part: &Part) -> Option<(String, Option<String>)> {
    match part {
        Part::Weight { backend } => {
            Some((weight::annotation(backend), weight::rule(object, backend)))
        }
        Part::Key { .. }
        | Part::Variable { .. }
        | Part::Image { .. }
        | Part::Replicas
        | Part::ModelUri
        | Part::Spec
        | Part::Annotation { .. }
        | Part::Restart => None,
    }
}

/// The way to a part in an object's `managedFields`.
pub(super) fn managed(part: &Part) -> Vec<String> {
    let container = |name: &str| {
        let mut way = fields(&["spec", "template", "spec", "containers"]);
        way.push(entry(name));
        way
    };
    match part {
        Part::Key { key } => fields(&["data", key]),
        Part::Variable {
            container: name,
            variable,
        } => {
            let mut way = container(name);
            // Whoever wrote the value, and not whoever gave the variable its name.
            way.extend(["f:env".to_owned(), entry(variable), "f:value".to_owned()]);
            way
        }
        Part::Image { container: name } => {
            let mut way = container(name);
            way.push("f:image".to_owned());
            way
        }
        Part::Replicas => fields(&["spec", "replicas"]),
        // Rules are one value to the API server.
        Part::Weight { .. } => fields(&["spec", "rules"]),
        Part::ModelUri => fields(&["spec", "predictor", "model", "storageUri"]),
        Part::Spec => fields(&["spec"]),
        Part::Annotation { annotation } => fields(&["metadata", "annotations", annotation]),
        Part::Restart => fields(&restart::WAY),
    }
}

fn fields(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("f:{name}")).collect()
}

/// The entry of a list that has this name.
fn entry(name: &str) -> String {
    format!("k:{}", json!({"name": name}))
}

/// The operation that fails unless this is there.
fn test(path: &str, value: &Value) -> Value {
    json!({"op": "test", "path": path, "value": value})
}
