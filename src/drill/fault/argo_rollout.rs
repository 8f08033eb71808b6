//! A Rollout of another image: Argo Rollouts brings it in step by step, and its analysis is the gate.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// The container is started from an image that is known to be bad.
pub(super) fn roll_out(container: &str, image: &str) -> Ours {
    Ours {
        kind: ObjectKind::Rollout,
        part: Part::Image {
            container: container.to_owned(),
        },
        value: image.into(),
    }
}
