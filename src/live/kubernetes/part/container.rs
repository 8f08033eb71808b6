//! Containers in a pod template.

use serde_json::Value;

const CONTAINERS: &str = "/spec/template/spec/containers";

/// The pointer to a container, and the container; none if there is none of this name.
pub(super) fn find<'a>(object: &'a Value, name: &str) -> Option<(String, &'a Value)> {
    let containers = object.pointer(CONTAINERS)?.as_array()?;
    let is_it = |container: &Value| container["name"] == name;
    let number = containers.iter().position(is_it)?;
    Some((format!("{CONTAINERS}/{number}"), &containers[number]))
}

/// That there is none of this name, and which there are.
pub(super) fn missing(object: &Value, name: &str) -> String {
    let containers = object.pointer(CONTAINERS).and_then(Value::as_array);
    let names = containers.into_iter().flatten();
    let names: Vec<&str> = names.filter_map(|one| one["name"].as_str()).collect();
    let object = object["metadata"]["name"].as_str().unwrap_or_default();
    format!(
        "`{object}` has no container `{name}`; it has {}",
        names.join(", ")
    )
}
