//! An environment variable of a container in a pod template.

use serde_json::{Value, json};

use super::{container, test};
use crate::world::Content;

/// What the variable is set to in the template itself; where it is taken from elsewhere, that.
pub(super) fn content(object: &Value, container: &str, variable: &str) -> Content {
    let found = container::find(object, container);
    let Some((_, entry)) = found.and_then(|(_, container)| find(container, variable)) else {
        return Content::Absent;
    };
    if entry["valueFrom"].is_null() {
        // An empty value is left out by the API server.
        let value = entry["value"].as_str().unwrap_or_default();
        Content::Is(value.into())
    } else {
        Content::Is(json!({"valueFrom": entry["valueFrom"]}))
    }
}

/// The operations that set the variable to something else.
pub(super) fn set(
    object: &Value,
    container: &str,
    variable: &str,
    wanted: &Content,
) -> Result<Vec<Value>, String> {
    let before = content(object, container, variable);
    let Some((base, found)) = container::find(object, container) else {
        return match wanted {
            Content::Absent => Ok(Vec::new()),
            Content::Is(_) => Err(container::missing(object, container)),
        };
    };
    let mut operations = vec![test(&format!("{base}/name"), &container.into())];
    let entry = find(found, variable);
    let at = |position: usize| format!("{base}/env/{position}");
    if let Some((position, entry)) = entry {
        operations.push(test(&at(position), entry));
    }
    if before == *wanted {
        return Ok(operations);
    }
    if matches!(&before, Content::Is(before) if !before.is_string()) {
        return Err(format!(
            "`{variable}` is taken from elsewhere (`valueFrom`): a drill changes only what is \
             written in the template itself, and never secrets"
        ));
    }
    operations.push(match (entry, wanted) {
        (Some((position, _)), Content::Is(value)) => {
            let entry = json!({"name": variable, "value": text(value)?});
            json!({"op": "replace", "path": at(position), "value": entry})
        }
        (None, Content::Is(value)) => {
            let entry = json!({"name": variable, "value": text(value)?});
            if found["env"].is_array() {
                json!({"op": "add", "path": format!("{base}/env/-"), "value": entry})
            } else {
                json!({"op": "add", "path": format!("{base}/env"), "value": [entry]})
            }
        }
        (Some((position, _)), Content::Absent) => json!({"op": "remove", "path": at(position)}),
        (None, Content::Absent) => return Ok(operations),
    });
    Ok(operations)
}

fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("an environment variable is a text, and not `{value}`"))
}

fn find<'a>(container: &'a Value, name: &str) -> Option<(usize, &'a Value)> {
    let entries = container["env"].as_array()?;
    entries
        .iter()
        .enumerate()
        .find(|(_, entry)| entry["name"] == name)
}
