//! An environment variable of a container in a pod template.

use serde_json::{Value, json};

use crate::world::Content;

const CONTAINERS: &str = "/spec/template/spec/containers";

/// What the variable is set to in the template itself.
pub(super) fn content(object: &Value, container: &str, variable: &str) -> Result<Content, String> {
    let (_, container) = find_container(object, container)?;
    let Some((_, entry)) = find_variable(container, variable) else {
        return Ok(Content::Absent);
    };
    if !entry["valueFrom"].is_null() {
        return Err(format!(
            "`{variable}` is taken from elsewhere (`valueFrom`): a drill changes only what is \
             written in the template itself, and never secrets"
        ));
    }
    // An empty value is left out by the API server.
    let value = entry["value"].as_str().unwrap_or_default();
    Ok(Content::Is(value.into()))
}

/// The operations that set the variable to something else.
pub(super) fn set(
    object: &Value,
    container: &str,
    variable: &str,
    wanted: &Content,
) -> Result<Vec<Value>, String> {
    let before = content(object, container, variable)?;
    let (number, found) = find_container(object, container)?;
    let base = format!("{CONTAINERS}/{number}");
    let mut operations = vec![test(&format!("{base}/name"), &container.into())];
    let entry = find_variable(found, variable);
    let at = |position: usize| format!("{base}/env/{position}");
    if let Some((position, entry)) = entry {
        operations.push(test(&at(position), entry));
    }
    match (entry, wanted) {
        (_, wanted) if before == *wanted => {}
        (Some((position, _)), Content::Is(value)) => {
            let entry = json!({"name": variable, "value": text(value)?});
            operations.push(json!({"op": "replace", "path": at(position), "value": entry}));
        }
        (None, Content::Is(value)) => {
            let entry = json!({"name": variable, "value": text(value)?});
            operations.push(if found["env"].is_array() {
                json!({"op": "add", "path": format!("{base}/env/-"), "value": entry})
            } else {
                json!({"op": "add", "path": format!("{base}/env"), "value": [entry]})
            });
        }
        (Some((position, _)), Content::Absent) => {
            operations.push(json!({"op": "remove", "path": at(position)}));
        }
        (None, Content::Absent) => {}
    }
    Ok(operations)
}

/// The way to the variable in `managedFields`.
pub(super) fn field(container: &str, variable: &str) -> Vec<String> {
    let key = |name: &str| format!("k:{}", json!({"name": name}));
    ["f:spec", "f:template", "f:spec", "f:containers"]
        .map(str::to_owned)
        .into_iter()
        .chain([key(container), "f:env".to_owned(), key(variable)])
        // Whoever wrote the value, and not whoever gave the variable its name.
        .chain(["f:value".to_owned()])
        .collect()
}

fn test(path: &str, value: &Value) -> Value {
    json!({"op": "test", "path": path, "value": value})
}

fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("an environment variable is a text, and not `{value}`"))
}

fn find_container<'a>(object: &'a Value, name: &str) -> Result<(usize, &'a Value), String> {
    let containers = object.pointer(CONTAINERS).and_then(Value::as_array);
    let containers = containers.map_or(&[][..], Vec::as_slice);
    let found = containers
        .iter()
        .enumerate()
        .find(|(_, container)| container["name"] == name);
    found.ok_or_else(|| {
        let names = containers.iter().filter_map(|one| one["name"].as_str());
        let names: Vec<&str> = names.collect();
        format!(
            "`{}` has no container `{name}`; it has {}",
            object["metadata"]["name"].as_str().unwrap_or_default(),
            names.join(", ")
        )
    })
}

fn find_variable<'a>(container: &'a Value, name: &str) -> Option<(usize, &'a Value)> {
    let entries = container["env"].as_array()?;
    entries
        .iter()
        .enumerate()
        .find(|(_, entry)| entry["name"] == name)
}
