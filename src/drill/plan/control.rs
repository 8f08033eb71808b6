//! Controls: what is done instead of breaking something.

use serde::{Deserialize, Serialize};

use super::{Brief, Plan};
use crate::drill::fault;
use crate::world::{Change, Content, ObjectKind, Place};

/// What a control does. Nothing of it may fire or be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Nothing.
    Nothing,
    /// It restarts the pods that the drill replaces, and changes nothing else: a restart clears
    /// breakers, caches and connections, and what that does is not the fault's doing.
    Restart,
}

impl Brief {
    /// The changes of the drill or of its control, in the order in which they are made; `before` says
    /// what stands at a place.
    pub(in crate::drill) fn changes(
        &self,
        before: impl Fn(&Place) -> Option<Content>,
    ) -> Vec<Change> {
        let via = &self.drill.fault.via;
        match self.control {
            Some(Control::Restart) => fault::restart(via).into_iter().collect(),
            // A control that changes nothing shows what the drill would change.
            Some(Control::Nothing) | None => fault::changes(via, before),
        }
    }

    /// Whether the changes are made.
    pub(in crate::drill) fn makes_changes(&self) -> bool {
        self.control != Some(Control::Nothing)
    }
}

impl Plan {
    /// The place whose pods are replaced; none where none are.
    pub(in crate::drill) fn pods(&self) -> Option<&Place> {
        let has_pods = |place: &&Place| matches!(place, Place::Cluster { object, .. } if object.kind == ObjectKind::Deployment);
        let mut places = self.changes.iter().map(|change| &change.place);
        places.find(has_pods).filter(|_| self.brief.makes_changes())
    }
}
