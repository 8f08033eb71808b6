//! A JSON schema, as far as answers are graded by it: a word that is not understood would be
//! ignored, and wrong answers would pass, so that every such word is refused.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Value};
use thiserror::Error;

use super::expression;

/// What a JSON value must be like.
#[derive(Debug, Default)]
pub struct JsonSchema {
    /// The kinds of value that it may be; any if there are none.
    kinds: Vec<String>,
    /// The values that it may be.
    values: Option<Vec<Value>>,
    properties: BTreeMap<String, JsonSchema>,
    required: Vec<String>,
    /// What other properties must be like; none may be there if this is refused.
    additional: Additional,
    items: Option<Box<JsonSchema>>,
    size: Within,
    number: Within,
    length: Within,
    pattern: Option<Regex>,
}

#[derive(Debug, Default)]
enum Additional {
    #[default]
    Anything,
    Nothing,
    Like(Box<JsonSchema>),
}

/// A number from one limit to another.
#[derive(Clone, Copy, Debug, Default)]
struct Within {
    least: Option<f64>,
    most: Option<f64>,
}

impl Within {
    fn holds(self, number: f64) -> bool {
        self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most)
    }
}

/// Why a JSON schema cannot be used to judge an answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonSchemaError {
    /// It is no mapping from words.
    #[error("a JSON schema is a mapping")]
    NotAMapping,
    /// A word would be ignored.
    #[error("`{0:.60}` is not among the words that are understood in a JSON schema")]
    UnknownWord(String),
    /// A word has a value of another kind than it needs.
    #[error("`{word}` is not {wanted} here")]
    WrongValue {
        /// The word.
        word: String,
        /// The value that it needs.
        wanted: &'static str,
    },
    /// Nothing is of this type.
    #[error(
        "the type `{0:.60}` is none of `array`, `boolean`, `integer`, `null`, `number`, `object` or \
         `string`"
    )]
    UnknownType(String),
}

impl JsonSchema {
    /// Reads what was written as a schema.
    pub fn new(written: &Value) -> Result<Self, JsonSchemaError> {
        let words = match written {
            Value::Object(words) => words,
            Value::Bool(true) => return Ok(Self::default()),
            Value::Null
            | Value::Bool(false)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => return Err(JsonSchemaError::NotAMapping),
        };
        let mut schema = Self::default();
        for (word, value) in words {
            schema.take(word, value)?;
        }
        Ok(schema)
    }

    fn take(&mut self, word: &str, value: &Value) -> Result<(), JsonSchemaError> {
        let needs = |wanted| JsonSchemaError::WrongValue {
            word: word.to_owned(),
            wanted,
        };
        let number = || value.as_f64().ok_or_else(|| needs("a number")).map(Some);
        match word {
            "description" => {}
            "type" => {
                self.kinds = texts(value).ok_or_else(|| needs("a type or a list of types"))?;
                if let Some(unknown) = self.kinds.iter().find(|kind| !KINDS.contains(&&***kind)) {
                    return Err(JsonSchemaError::UnknownType(unknown.clone()));
                }
            }
            "enum" => {
                let values = value.as_array().ok_or_else(|| needs("a list of values"))?;
                self.values = Some(values.clone());
            }
            "const" => self.values = Some(vec![value.clone()]),
            "required" => {
                let names = value.as_array().and_then(|_| texts(value));
                self.required = names.ok_or_else(|| needs("a list of names"))?;
            }
            "properties" => {
                let properties = value.as_object();
                self.take_properties(
                    properties.ok_or_else(|| needs("a mapping from names to schemas"))?,
                )?;
            }
            "additionalProperties" => {
                self.additional = match value {
                    Value::Bool(true) => Additional::Anything,
                    Value::Bool(false) => Additional::Nothing,
                    Value::Null
                    | Value::Number(_)
                    | Value::String(_)
                    | Value::Array(_)
                    | Value::Object(_) => Additional::Like(Box::new(Self::new(value)?)),
                };
            }
            "items" => self.items = Some(Box::new(Self::new(value)?)),
            "minItems" => self.size.least = number()?,
            "maxItems" => self.size.most = number()?,
            "minimum" => self.number.least = number()?,
            "maximum" => self.number.most = number()?,
            "minLength" => self.length.least = number()?,
            "maxLength" => self.length.most = number()?,
            "pattern" => {
                let pattern = value.as_str().and_then(|text| expression(text).ok());
                self.pattern = Some(pattern.ok_or_else(|| needs("a regular expression"))?);
            }
            _ => return Err(JsonSchemaError::UnknownWord(word.to_owned())),
        }
        Ok(())
    }

    fn take_properties(&mut self, written: &Map<String, Value>) -> Result<(), JsonSchemaError> {
        for (name, value) in written {
            self.properties.insert(name.clone(), Self::new(value)?);
        }
        Ok(())
    }

    /// Whether a value is like this. Words about one kind of value say nothing about another, as
    /// JSON Schema has it.
    pub fn accepts(&self, value: &Value) -> bool {
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| is_a(kind, value));
        let one_of = self
            .values
            .as_ref()
            .is_none_or(|values| values.iter().any(|wanted| same(wanted, value)));
        kind && one_of
            && match value {
                Value::Object(fields) => self.accepts_fields(fields),
                Value::Array(items) => {
                    self.size.holds(size(items.len()))
                        && (self.items.as_ref())
                            .is_none_or(|schema| items.iter().all(|item| schema.accepts(item)))
                }
                Value::String(text) => {
                    self.length.holds(size(text.chars().count()))
                        && (self.pattern.as_ref()).is_none_or(|pattern| pattern.is_match(text))
                }
                Value::Number(number) => number
                    .as_f64()
                    .is_none_or(|number| self.number.holds(number)),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn accepts_fields(&self, fields: &Map<String, Value>) -> bool {
        self.required.iter().all(|name| fields.contains_key(name))
            && fields.iter().all(|(name, value)| {
                match (self.properties.get(name), &self.additional) {
                    (Some(schema), _) => schema.accepts(value),
                    (None, Additional::Anything) => true,
                    (None, Additional::Nothing) => false,
                    (None, Additional::Like(schema)) => schema.accepts(value),
                }
            })
    }
}

const KINDS: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

fn is_a(kind: &str, value: &Value) -> bool {
    match value {
        Value::Null => kind == "null",
        Value::Bool(_) => kind == "boolean",
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
        Value::Number(number) => {
            kind == "number"
                || (kind == "integer"
                    && number
                        .as_f64()
                        .is_none_or(|number| number.fract().abs() < f64::EPSILON))
        }
    }
}

/// Whether two values are the same; 1 and 1.0 are.
fn same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() <= f64::EPSILON * left.abs(),
        _ => left == right,
    }
}

/// One text or a list of texts.
fn texts(value: &Value) -> Option<Vec<String>> {
    if let Value::String(text) = value {
        return Some(vec![text.clone()]);
    }
    let list = value.as_array()?.iter();
    list.map(|text| text.as_str().map(str::to_owned)).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "answers are far shorter than 2^52"
)]
const fn size(length: usize) -> f64 {
    length as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_word_refuses_what_it_should_and_nothing_else() {
        for (schema, right, wrong) in [
            (json!({"type": "integer"}), json!(2.0), json!(2.5)),
            (json!({"type": ["string", "null"]}), json!(null), json!(1)),
            (json!({"enum": [1, "a"]}), json!(1.0), json!("b")),
            (
                json!({"const": {"a": [1]}}),
                json!({"a": [1]}),
                json!({"a": [2]}),
            ),
            (
                json!({"required": ["a"]}),
                json!({"a": null}),
                json!({"b": 1}),
            ),
            (
                json!({"properties": {"a": {"type": "string"}}}),
                json!({"a": "x", "b": 1}),
                json!({"a": 1}),
            ),
            (
                json!({"properties": {"a": true}, "additionalProperties": false}),
                json!({"a": 1}),
                json!({"b": 1}),
            ),
            (
                json!({"additionalProperties": {"type": "number"}}),
                json!({"a": 1}),
                json!({"a": "1"}),
            ),
            (
                json!({"items": {"type": "number"}}),
                json!([1, 2]),
                json!([1, "2"]),
            ),
            (json!({"minItems": 2}), json!([1, 2]), json!([1])),
            (json!({"maxItems": 1}), json!([1]), json!([1, 2])),
            (json!({"minimum": 2}), json!(2), json!(1.9)),
            (json!({"maximum": 2}), json!(2), json!(2.1)),
            (json!({"minLength": 2}), json!("éé"), json!("é")),
            (json!({"maxLength": 2}), json!("éé"), json!("ééé")),
            (json!({"pattern": "^a+$"}), json!("aa"), json!("ab")),
            (
                json!({"description": "x", "type": "boolean"}),
                json!(true),
                json!("true"),
            ),
        ] {
            let known = JsonSchema::new(&schema).unwrap();
            assert!(known.accepts(&right), "{schema} and {right}");
            assert!(!known.accepts(&wrong), "{schema} and {wrong}");
        }
        let about_numbers = JsonSchema::new(&json!({"minimum": 2, "required": ["a"]})).unwrap();
        assert!(
            about_numbers.accepts(&json!("text")),
            "says nothing of texts"
        );
    }

    #[test]
    fn each_word_has_its_own_kind_of_value() {
        let right = json!({
            "description": 1, "type": ["object", "null"], "required": ["a"], "enum": [], "const": null,
            "properties": {"a": {"items": {"type": "integer", "minimum": 0, "maximum": 9.5}}, "b": true},
            "additionalProperties": false, "minItems": 1, "maxItems": 2, "minLength": 1, "maxLength": 2,
            "pattern": "^a",
        });
        assert!(JsonSchema::new(&right).is_ok());
        for word in right.as_object().unwrap().keys() {
            if word == "description" || word == "const" {
                continue;
            }
            let other = json!({ "properties": { "deep": { word: { "oneOf": [] } } } });
            assert!(JsonSchema::new(&other).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_by_its_name() {
        for (schema, said) in [
            (json!({"oneOf": []}), "`oneOf` is not among the words"),
            (json!({"type": "text"}), "the type `text` is none of"),
            (
                json!({"properties": {"a": {"$ref": "#"}}}),
                "`$ref` is not among",
            ),
            (
                json!({"items": {"minItems": "2"}}),
                "`minItems` is not a number",
            ),
            (
                json!({"required": "a"}),
                "`required` is not a list of names",
            ),
            (
                json!({"pattern": "("}),
                "`pattern` is not a regular expression",
            ),
            (json!(["type"]), "a JSON schema is a mapping"),
        ] {
            let error = JsonSchema::new(&schema).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn the_types_are_listed_where_one_is_unknown() {
        let error = JsonSchema::new(&json!({"type": "float"}))
            .unwrap_err()
            .to_string();
        assert!(KINDS.iter().all(|kind| error.contains(kind)), "{error}");
    }
}
