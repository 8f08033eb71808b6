//! A toxic as the content of a place.

use serde_json::{Value, json};

use super::api::Toxic;

/// Toxiproxy keeps toxicity in single precision.
const SAME_NUMBER: f64 = 1e-6;

/// A toxic without its name.
pub(super) fn content(toxic: &Toxic) -> Value {
    json!({
        "type": toxic.kind,
        "stream": toxic.stream,
        "toxicity": plain(toxic.toxicity),
        "attributes": toxic.attributes,
    })
}

/// What Toxiproxy wants for adding a toxic; the error says what is wrong with the content.
pub(super) fn body(name: &str, content: &Value) -> Result<Value, String> {
    let mut body = content.clone();
    let fields = body
        .as_object_mut()
        .filter(|fields| fields.contains_key("type"))
        .ok_or_else(|| format!("`{content}` is not a toxic: it has no `type`"))?;
    fields.insert("name".to_owned(), name.into());
    Ok(body)
}

/// Whether Toxiproxy shows `shown` for a toxic that was added as `written`: what is left out has a
/// default, and numbers come back in another form.
pub(super) fn same(written: &Value, shown: &Value) -> bool {
    let field =
        |name: &str, default: Value| same_value(written.get(name), shown.get(name), &default);
    let attributes = (
        written.get("attributes").and_then(Value::as_object),
        shown.get("attributes").and_then(Value::as_object),
    );
    let same_attributes = match attributes {
        (written, Some(shown)) => {
            let known =
                written.is_none_or(|written| written.keys().all(|key| shown.contains_key(key)));
            known
                && shown.iter().all(|(key, value)| {
                    let default = if value.is_string() {
                        json!("")
                    } else {
                        json!(0)
                    };
                    same_value(written.and_then(|it| it.get(key)), Some(value), &default)
                })
        }
        (written, None) => written.is_none_or(serde_json::Map::is_empty),
    };
    written.get("type") == shown.get("type")
        && field("stream", json!("downstream"))
        && field("toxicity", json!(1))
        && same_attributes
}

fn same_value(written: Option<&Value>, shown: Option<&Value>, default: &Value) -> bool {
    let (written, shown) = (written.unwrap_or(default), shown.unwrap_or(default));
    match (written.as_f64(), shown.as_f64()) {
        (Some(written), Some(shown)) => (written - shown).abs() < SAME_NUMBER,
        _ => written == shown,
    }
}

/// A number as people write it: `1` rather than `1.0`.
fn plain(number: f64) -> Value {
    let whole = crate::live::moment::whole_ms(number / 1_000.0);
    if same_value(Some(&json!(whole)), Some(&json!(number)), &Value::Null) {
        json!(whole)
    } else {
        json!(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_toxiproxy_fills_in_does_not_make_it_another_toxic() {
        let shown = json!({"type": "latency", "stream": "downstream", "toxicity": 1,
                           "attributes": {"latency": 300, "jitter": 0}});
        for written in [
            json!({"type": "latency", "attributes": {"latency": 300}}),
            json!({"type": "latency", "stream": "downstream", "toxicity": 1.0,
                   "attributes": {"latency": 300, "jitter": 0}}),
        ] {
            assert!(same(&written, &shown), "{written}");
        }
        for other in [
            json!({"type": "latency", "attributes": {"latency": 301}}),
            json!({"type": "latency", "attributes": {"latency": 300, "jitter": 5}}),
            json!({"type": "latency", "attributes": {"latency": 300, "more": 0}}),
            json!({"type": "latency", "stream": "upstream", "attributes": {"latency": 300}}),
            json!({"type": "latency", "toxicity": 0.5, "attributes": {"latency": 300}}),
            json!({"type": "timeout", "attributes": {"latency": 300}}),
        ] {
            assert!(!same(&other, &shown), "{other}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        assert_eq!(plain(1.0), json!(1));
        assert_eq!(plain(0.25), json!(0.25));
    }

    #[test]
    fn what_has_no_type_is_no_toxic() {
        assert!(body("n", &json!({"attributes": {}})).is_err());
        assert!(body("n", &json!("timeout")).is_err());
        let toxic = body("n", &json!({"type": "timeout"})).unwrap();
        assert_eq!(toxic, json!({"type": "timeout", "name": "n"}));
    }
}
