//! Pods that start anew.

use crate::world::{Change, Content, ObjectKind, Part, Place};

/// The pods of a Deployment are replaced by like ones, there and back: breakers, caches and
/// connections begin anew.
pub(super) fn of(namespace: &str, deployment: &str) -> Change {
    Change {
        place: Place::cluster(ObjectKind::Deployment, namespace, deployment, Part::Restart),
        before: Content::Absent,
        ours: Content::Is("a fire drill".into()),
    }
}
