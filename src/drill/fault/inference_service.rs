//! A KServe InferenceService with another model.

use super::Ours;
use crate::world::{ObjectKind, Part};

/// A model is served that is known to be bad.
pub(super) fn serve(uri: &str) -> Ours {
    Ours {
        kind: ObjectKind::InferenceService,
        part: Part::ModelUri,
        value: uri.into(),
    }
}
