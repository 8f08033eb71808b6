//! An environment variable of a Deployment with another value.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// The container is started with another value of a switch.
pub(super) fn set(container: &str, variable: &str, value: &str) -> Ours {
    Ours {
        kind: ObjectKind::Deployment,
        part: Part::Variable {
            container: container.to_owned(),
            variable: variable.to_owned(),
        },
        value: value.into(),
    }
}
