//! Reading one strict document.

use serde::de::DeserializeOwned;

use super::place::span_at;
use crate::base::{Problem, Source, Span, closest};

/// Reads the one document of a source; its first structural error otherwise.
pub(crate) fn read<T: DeserializeOwned>(source: &Source) -> Result<T, Vec<Problem>> {
    serde_yaml::from_str(&source.text)
        .map_err(|error| vec![problem(source, error.without_snippet())])
}

fn problem(source: &Source, error: &serde_yaml::Error) -> Problem {
    use serde_yaml::Error as E;
    let span = error
        .location()
        .map_or_else(Span::default, |location| span_at(&source.text, &location));
    if let E::SerdeUnknownField {
        field, expected, ..
    } = error
    {
        let hint = closest(field, expected.iter().copied()).map_or_else(
            || format!("the keys here are {}", listed(expected)),
            |key| format!("did you mean `{key}`?"),
        );
        return Problem::error("yaml/unknown-key", format!("`{field}` is not a key here"))
            .at(
                source,
                Span::new(span.start, span.start + field.len()),
                "unknown key",
            )
            .hint(hint);
    }
    if let E::DuplicateMappingKey { key, .. } = error {
        let key = key.as_deref().unwrap_or("this key");
        return Problem::error(
            "yaml/duplicate-key",
            format!("`{key}` is written twice in one mapping"),
        )
        .at(source, span, "the second one")
        .hint("remove one of the two");
    }
    if let E::SerdeMissingField { field, .. } = error {
        return Problem::error("yaml/missing-key", format!("`{field}` is missing"))
            .at(source, span, "in this mapping")
            .hint(format!("add `{field}:`"));
    }
    if let E::NullIntoString { .. } = error {
        return Problem::error("yaml/empty", "a value is missing here")
            .at(source, span, "nothing is written here")
            .hint("write the value, or remove the key");
    }
    let text = error.to_string();
    let sentence = text
        .rsplit_once(" at line ")
        .map_or(&*text, |(head, _)| head);
    Problem::error("yaml/structure", sentence)
        .at(source, span, "here")
        .hint("quote a text that has `: `, `{`, `[` or `#` in it, and indent lists below their key")
}

fn listed(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pair {
        #[expect(dead_code, reason = "only its presence matters here")]
        receiver: String,
    }

    fn code_and_text(text: &str) -> (&'static str, String) {
        let problem = read::<Pair>(&Source::new("a.yaml", text))
            .unwrap_err()
            .remove(0);
        (problem.code, problem.to_string())
    }

    #[test]
    fn an_unknown_key_stands_above_its_carets_with_the_nearest_key() {
        let (code, text) = code_and_text("reciever: x\n");
        assert_eq!(code, "yaml/unknown-key");
        assert!(
            text.contains("1 | reciever: x\n  | ^^^^^^^^ unknown key"),
            "{text}"
        );
        assert!(text.ends_with("did you mean `receiver`?"), "{text}");
    }

    #[test]
    fn duplicate_missing_and_empty_keys_have_codes_of_their_own() {
        assert_eq!(
            code_and_text("receiver: x\nreceiver: y\n").0,
            "yaml/duplicate-key"
        );
        assert_eq!(code_and_text("{}\n").0, "yaml/missing-key");
        assert_eq!(code_and_text("receiver:\n").0, "yaml/empty");
        assert_eq!(code_and_text("receiver: [\n").0, "yaml/structure");
    }
}
