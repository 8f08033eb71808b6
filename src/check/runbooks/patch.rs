//! What a patch does to a ConfigMap.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::kubectl::{Kubectl, Text};
use super::wrong::Wrong;
use crate::base::Span;

/// A key of a ConfigMap that is patched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Patched {
    pub(super) key: String,
    /// Its new value; none where it is removed, or where it is no text.
    pub(super) value: Option<String>,
    /// Where the key was written.
    pub(super) span: Span,
    /// Whether the API server takes it: a ConfigMap holds texts alone.
    pub(super) is_text: bool,
}

/// A patch of the usual kind.
#[derive(Deserialize)]
struct Merge {
    data: Option<BTreeMap<String, Scalar>>,
}

/// One operation of a JSON patch.
#[derive(Deserialize)]
struct Operation {
    path: String,
    value: Option<Scalar>,
}

/// A value as YAML and JSON tell them apart.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Nothing(()),
    Other(IgnoredAny),
}

/// The keys of `data` that a command patches; none where it patches nothing that is known here.
///
/// # Errors
/// The patch is neither YAML nor JSON.
pub(super) fn patched(kubectl: &Kubectl<'_>) -> Result<Vec<Patched>, Wrong> {
    let Some(patch) = kubectl.value("patch") else {
        return Ok(Vec::new());
    };
    let kind = kubectl.value("type").map_or("strategic", Text::text);
    let read = if kind == "json" {
        serde_yaml::from_str(patch.text()).map(operations)
    } else {
        serde_yaml::from_str(patch.text()).map(merge)
    };
    match read {
        Ok(pairs) => Ok(pairs
            .into_iter()
            .map(|(key, value)| one(patch, key, value))
            .collect()),
        Err(_) => Err(Wrong::new(
            patch.span(),
            format!("this is no `{kind}` patch"),
            "write YAML or JSON: `{\"data\": {\"rpm_limit\": \"60\"}}`",
        )),
    }
}

fn merge(patch: Merge) -> Vec<(String, Option<Scalar>)> {
    let data = patch.data.unwrap_or_default().into_iter();
    data.map(|(key, value)| (key, Some(value))).collect()
}

fn operations(patch: Vec<Operation>) -> Vec<(String, Option<Scalar>)> {
    let of_data = |operation: Operation| {
        let key = operation.path.strip_prefix("/data/")?;
        // As JSON pointers write them.
        let key = key.replace("~1", "/").replace("~0", "~");
        Some((key, operation.value))
    };
    patch.into_iter().filter_map(of_data).collect()
}

fn one(patch: Text<'_>, key: String, value: Option<Scalar>) -> Patched {
    let span = patch.word.find(&key);
    let (value, is_text) = match value {
        Some(Scalar::Text(text)) => (Some(text), true),
        Some(Scalar::Other(_)) => (None, false),
        Some(Scalar::Nothing(())) | None => (None, true),
    };
    Patched {
        key,
        value,
        span,
        is_text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::runbooks::shell;

    fn of(patch: &str) -> Result<Vec<(String, Option<String>, bool)>, String> {
        let text = format!("kubectl patch configmap q -n ai {patch}");
        let commands = shell::parse(&text).unwrap();
        let kubectl = Kubectl::read(&commands[0].words).unwrap();
        let patched = patched(&kubectl).map_err(|wrong| wrong.message)?;
        Ok(patched
            .into_iter()
            .map(|one| (one.key, one.value, one.is_text))
            .collect())
    }

    #[test]
    fn keys_are_found_in_every_kind_of_patch() {
        let expected = [("rpm_limit".to_owned(), Some("60".to_owned()), true)];
        for patch in [
            "--patch '\n  data:\n    rpm_limit: \"60\"\n'",
            "--type=merge -p '{\"data\": {\"rpm_limit\": \"60\"}}'",
            "--type json -p '[{\"op\": \"replace\", \"path\": \"/data/rpm_limit\", \"value\": \"60\"}]'",
        ] {
            assert_eq!(of(patch).unwrap(), expected, "{patch}");
        }
    }

    #[test]
    fn numbers_and_nonsense_are_told() {
        assert_eq!(
            of("-p '{\"data\": {\"a\": 60}}'").unwrap(),
            [("a".into(), None, false)]
        );
        assert_eq!(
            of("-p '{\"data\": {\"a\": null}}'").unwrap(),
            [("a".into(), None, true)]
        );
        assert_eq!(
            of("-p '{data: ['").unwrap_err(),
            "this is no `strategic` patch"
        );
        assert_eq!(
            of("--type=json -p '{}'").unwrap_err(),
            "this is no `json` patch"
        );
    }
}
