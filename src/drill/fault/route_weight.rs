//! An HTTPRoute that sends another share of the requests to a backend.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// The backend gets this weight beside the others'.
pub(super) fn give(backend: &str, weight: u32) -> Ours {
    Ours {
        kind: ObjectKind::HttpRoute,
        part: Part::Weight {
            backend: backend.to_owned(),
        },
        value: weight.into(),
    }
}
