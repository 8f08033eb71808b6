//! What a read of a place found.

use serde_json::Value;

use super::spot::Spot;
use super::{mark, roll_out};
use crate::world::{Claims, Found, ObjectKind};

const FREEZE: &str = "deploy-freeze";

/// Those who keep objects as a repository says: their name, and where they leave which mark.
const KEEPERS: [(&str, &str, &str); 4] = [
    ("Argo CD", "annotations", "argocd.argoproj.io/tracking-id"),
    ("Argo CD", "labels", "argocd.argoproj.io/instance"),
    ("Flux", "labels", "kustomize.toolkit.fluxcd.io/name"),
    ("Flux", "labels", "helm.toolkit.fluxcd.io/name"),
];

/// What stands at a spot in this object, and who wrote it.
pub(super) fn found(object: &Value, spot: &Spot<'_>) -> Result<Found, String> {
    let metadata = &object["metadata"];
    let text = |name: &str| {
        let value = metadata[name].as_str();
        value.map(str::to_owned).ok_or_else(|| {
            format!(
                "{} has no `metadata.{name}`: is this the API server?",
                spot.object
            )
        })
    };
    Ok(Found {
        uid: text("uid")?,
        version: text("resourceVersion")?,
        content: spot.content(object)?,
        mark: mark::read(object, spot.place),
        by: written_by(object, &spot.managed()),
        withheld_by: None,
        rolling_out: matches!(spot.object.kind, ObjectKind::Deployment)
            .then(|| roll_out::waits_for(object))
            .flatten(),
        claims: Claims {
            freeze: freeze(object),
            kept_by: kept_by(object),
            scaled_by: None,
        },
    })
}

/// Why nothing may be deployed to an object. On-call sets it in an incident:
/// `kubectl annotate deployment --all deploy-freeze=true`.
fn freeze(object: &Value) -> Option<String> {
    let value = object["metadata"]["annotations"][FREEZE].as_str()?;
    (!matches!(value, "" | "false")).then(|| format!("its annotation `{FREEZE}` is `{value}`"))
}

/// Who keeps an object as a repository says, by the marks that they leave on it.
fn kept_by(object: &Value) -> Option<String> {
    let metadata = &object["metadata"];
    let marked = |(_, kind, name): &&(&str, &str, &str)| metadata[*kind][*name].is_string();
    let (who, ..) = KEEPERS.iter().find(marked)?;
    Some((*who).to_owned())
}

/// Who wrote a field last, by the name that they gave themselves. Where nobody owns the field itself,
/// it is part of what is one value to the API server, such as a list without keys.
pub(super) fn written_by(object: &Value, field: &[String]) -> Option<String> {
    let entries = object["metadata"]["managedFields"].as_array()?;
    let last = |owned: Owned| {
        let own = entries
            .iter()
            .filter(move |entry| owns(&entry["fieldsV1"], field) == Some(owned));
        // RFC 3339 in UTC with whole seconds, so that texts compare as moments do; of two within
        // one second the later entry is the newer.
        own.max_by_key(|entry| entry["time"].as_str())
    };
    let last = last(Owned::Itself).or_else(|| last(Owned::Above))?;
    last["manager"].as_str().map(str::to_owned)
}

/// What somebody owns of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owned {
    Itself,
    /// Something that it is a part of, and nothing within that.
    Above,
}

fn owns(fields: &Value, field: &[String]) -> Option<Owned> {
    let mut fields = fields;
    for (number, step) in field.iter().enumerate() {
        let Some(deeper) = fields.get(step) else {
            let is_leaf = fields.as_object().is_some_and(serde_json::Map::is_empty);
            return (number > 0 && is_leaf).then_some(Owned::Above);
        };
        fields = deeper;
    }
    Some(Owned::Itself)
}
