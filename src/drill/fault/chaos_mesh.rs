//! An experiment of Chaos Mesh that is there before, paused, and runs while the drill goes on.
//!
//! Whoever writes the experiment says what it does to which pods. It must have no `duration`: Chaos Mesh
//! counts that from the creation of the experiment, so that one that waits for drills would be over
//! before they come. Who puts the pause back is the run, or `recover`, as with every other fault.

use super::Ours;
use crate::world::{Content, ObjectKind, Part};

/// The annotation by which Chaos Mesh pauses an experiment.
const PAUSE: &str = "experiment.chaos-mesh.org/pause";

/// The experiment runs.
pub(super) fn run() -> Ours {
    Ours {
        kind: ObjectKind::NetworkChaos,
        part: Part::Annotation {
            annotation: PAUSE.to_owned(),
        },
        value: "false".into(),
    }
}

/// It must be paused before: one that runs already is no drill's.
pub(super) fn paused() -> Content {
    Content::Is("true".into())
}
