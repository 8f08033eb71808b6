//! A Deployment with fewer pods, or none.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// So many pods are left, such as none of a cache's store.
pub(super) fn to(replicas: u32) -> Ours {
    Ours {
        kind: ObjectKind::Deployment,
        part: Part::Replicas,
        value: replicas.into(),
    }
}
