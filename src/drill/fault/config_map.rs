//! A key of a ConfigMap with another value.

use crate::world::{Change, Content, Place};

/// The gateway reads another value: a model, a prompt, a switch.
pub(super) fn set(
    (namespace, name, key): (&str, &str, &str),
    value: &str,
    before: impl Fn(&Place) -> Option<Content>,
) -> Change {
    let place = Place::ConfigMapKey {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        key: key.to_owned(),
    };
    Change {
        before: before(&place).unwrap_or(Content::Absent),
        place,
        ours: Content::Is(value.into()),
    }
}
