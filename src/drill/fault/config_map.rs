//! A key of a ConfigMap with another value.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// The gateway reads another value: a model, a prompt, a switch.
pub(super) fn set(key: &str, value: &str) -> Ours {
    Ours {
        kind: ObjectKind::ConfigMap,
        part: Part::Key {
            key: key.to_owned(),
        },
        value: value.into(),
    }
}
