//! An environment variable of a Deployment with another value.

use crate::world::{Change, Content, Place};

/// The container is started with another value of a switch.
pub(super) fn set(
    (namespace, deployment, container, variable): (&str, &str, &str, &str),
    value: &str,
    before: impl Fn(&Place) -> Option<Content>,
) -> Change {
    let place = Place::Env {
        namespace: namespace.to_owned(),
        deployment: deployment.to_owned(),
        container: container.to_owned(),
        variable: variable.to_owned(),
    };
    Change {
        before: before(&place).unwrap_or(Content::Absent),
        place,
        ours: Content::Is(value.into()),
    }
}
