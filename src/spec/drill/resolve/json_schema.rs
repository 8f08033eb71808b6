//! Whether a JSON schema can be used to judge an answer: a word that is not understood would be
//! ignored, and wrong answers would pass.

use regex::Regex;
use serde_json::Value;

use crate::spec::reader::short;
use crate::spec::words::listed;

/// What `type` can be.
const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// What is wrong with a schema, if anything is.
pub(super) fn wrong(schema: &Value) -> Option<String> {
    match schema {
        Value::Object(words) => words
            .iter()
            .find_map(|(word, value)| wrong_word(word, value)),
        Value::Bool(true) => None,
        Value::Bool(false)
        | Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_) => Some("a JSON schema is a mapping".to_owned()),
    }
}

/// Whether every JSON value fits it.
pub(super) fn accepts_everything(schema: &Value) -> bool {
    match schema {
        Value::Object(words) => words.keys().all(|word| word == "description"),
        Value::Bool(accepts) => *accepts,
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => false,
    }
}

fn wrong_word(word: &str, value: &Value) -> Option<String> {
    let not = |wanted: &str| Some(format!("`{word}` is not {wanted} here"));
    match word {
        "description" | "const" => None,
        "enum" if value.is_array() => None,
        "enum" => not("a list of values"),
        "type" => match texts(value) {
            Some(types) => {
                let unknown = types.into_iter().find(|one| !TYPES.contains(one))?;
                let types = listed(TYPES, "or");
                Some(format!("the type `{}` is none of {types}", short(unknown)))
            }
            None => not("a type or a list of types"),
        },
        "required" if value.is_array() && texts(value).is_some() => None,
        "required" => not("a list of names"),
        "properties" => match value.as_object() {
            Some(properties) => properties.values().find_map(wrong),
            None => not("a mapping from names to schemas"),
        },
        "additionalProperties" if value.is_boolean() => None,
        "additionalProperties" | "items" => wrong(value),
        "minItems" | "maxItems" | "minLength" | "maxLength" | "minimum" | "maximum"
            if value.is_number() =>
        {
            None
        }
        "minItems" | "maxItems" | "minLength" | "maxLength" | "minimum" | "maximum" => {
            not("a number")
        }
        "pattern" if value.as_str().is_some_and(|text| Regex::new(text).is_ok()) => None,
        "pattern" => not("a regular expression"),
        _ => Some(format!(
            "`{}` is not among the words that are understood in a JSON schema",
            short(word)
        )),
    }
}

/// One text or a list of texts.
fn texts(value: &Value) -> Option<Vec<&str>> {
    if let Some(text) = value.as_str() {
        return Some(vec![text]);
    }
    value.as_array()?.iter().map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_word_has_its_own_kind_of_value() {
        let right = json!({
            "description": 1, "type": ["object", "null"], "required": ["a"], "enum": [], "const": null,
            "properties": {"a": {"items": {"type": "integer", "minimum": 0, "maximum": 9.5}}, "b": true},
            "additionalProperties": false, "minItems": 1, "maxItems": 2, "minLength": 1, "maxLength": 2,
            "pattern": "^a",
        });
        assert_eq!(wrong(&right), None);
        for word in right.as_object().unwrap().keys() {
            if word == "description" || word == "const" {
                continue;
            }
            let other = json!({ "properties": { "deep": { word: { "oneOf": [] } } } });
            assert!(wrong(&other).is_some(), "{other}");
        }
        let message = wrong(&json!({"type": "float"})).unwrap();
        assert!(
            message.starts_with("the type `float` is none of `array`"),
            "{message}"
        );
    }
}
