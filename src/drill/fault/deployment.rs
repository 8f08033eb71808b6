//! A Deployment of another image.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// The container is started from an image that is known to be bad.
pub(super) fn roll_out(container: &str, image: &str) -> Ours {
    Ours {
        kind: ObjectKind::Deployment,
        part: Part::Image {
            container: container.to_owned(),
        },
        value: image.into(),
    }
}
