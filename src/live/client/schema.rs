//! A JSON schema, as far as answers are graded by it: the words that a drill file may use.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

/// The largest program that a regular expression may become, in bytes.
pub(super) const REGEX_MAX: usize = 1 << 20;

/// What a JSON value must be like.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// The kinds of value that it may be; any if there are none.
    kinds: Vec<String>,
    /// The values that it may be.
    values: Option<Vec<Value>>,
    properties: BTreeMap<String, Schema>,
    required: Vec<String>,
    /// What other properties must be like; none may be there if this is refused.
    additional: Additional,
    items: Option<Box<Schema>>,
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
    Like(Box<Schema>),
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

impl Schema {
    /// The error names the word that is not understood.
    pub(super) fn new(written: &Value) -> Result<Self, String> {
        let words = match written {
            Value::Object(words) => words,
            Value::Bool(true) => return Ok(Self::default()),
            Value::Null
            | Value::Bool(false)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => return Err(format!("`{written}` is not a schema")),
        };
        let mut schema = Self::default();
        for (word, value) in words {
            schema
                .take(word, value)
                .ok_or_else(|| format!("`{word}: {value}` is not understood in a schema"))??;
        }
        Ok(schema)
    }

    /// Takes in one word; none if it is not known, or cannot have this value.
    fn take(&mut self, word: &str, value: &Value) -> Option<Result<(), String>> {
        match word {
            "description" => {}
            "type" => {
                self.kinds = texts(value)?;
                self.kinds
                    .iter()
                    .all(|kind| KINDS.contains(&&**kind))
                    .then_some(())?;
            }
            "enum" => self.values = Some(value.as_array()?.clone()),
            "const" => self.values = Some(vec![value.clone()]),
            "required" => self.required = texts(value.as_array().map(|_| value)?)?,
            "properties" => return Some(self.take_properties(value.as_object()?)),
            "additionalProperties" => match value {
                Value::Bool(true) => {}
                Value::Bool(false) => self.additional = Additional::Nothing,
                Value::Null
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => {
                    return Some(Self::new(value).map(|schema| {
                        self.additional = Additional::Like(Box::new(schema));
                    }));
                }
            },
            "items" => {
                return Some(Self::new(value).map(|schema| self.items = Some(Box::new(schema))));
            }
            "minItems" => self.size.least = Some(value.as_f64()?),
            "maxItems" => self.size.most = Some(value.as_f64()?),
            "minimum" => self.number.least = Some(value.as_f64()?),
            "maximum" => self.number.most = Some(value.as_f64()?),
            "minLength" => self.length.least = Some(value.as_f64()?),
            "maxLength" => self.length.most = Some(value.as_f64()?),
            "pattern" => {
                let regex = RegexBuilder::new(value.as_str()?)
                    .size_limit(REGEX_MAX)
                    .build();
                return Some(match regex {
                    Ok(regex) => {
                        self.pattern = Some(regex);
                        Ok(())
                    }
                    Err(error) => Err(error.to_string()),
                });
            }
            _ => return None,
        }
        Some(Ok(()))
    }

    fn take_properties(&mut self, written: &Map<String, Value>) -> Result<(), String> {
        for (name, value) in written {
            self.properties.insert(name.clone(), Self::new(value)?);
        }
        Ok(())
    }

    /// Whether a value is like this. Words about one kind of value say nothing about another, as
    /// JSON Schema has it.
    pub(super) fn accepts(&self, value: &Value) -> bool {
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
            let known = Schema::new(&schema).unwrap();
            assert!(known.accepts(&right), "{schema} and {right}");
            assert!(!known.accepts(&wrong), "{schema} and {wrong}");
        }
        let about_numbers = Schema::new(&json!({"minimum": 2, "required": ["a"]})).unwrap();
        assert!(
            about_numbers.accepts(&json!("text")),
            "says nothing of texts"
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_by_its_name() {
        for (schema, named) in [
            (json!({"oneOf": []}), "oneOf"),
            (json!({"type": "text"}), "text"),
            (json!({"properties": {"a": {"$ref": "#"}}}), "$ref"),
            (json!({"items": {"minItems": "2"}}), "minItems"),
            (json!({"required": "a"}), "required"),
            (json!(["type"]), "not a schema"),
        ] {
            let said = Schema::new(&schema).unwrap_err();
            assert!(said.contains(named), "{said}");
        }
        assert!(Schema::new(&json!({"pattern": "("})).is_err());
    }
}
