//! Changes: a place, what it held before, and what we put there.
//!
//! A fault is nothing but a list of changes. What restores them is derived from this data alone.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::base::ServerTime;

/// One run of one drill; unique in an environment, sortable by the time at which it began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a receipt: `RUN.SEQUENCE`. What we change is marked with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReceiptId(pub String);

impl ReceiptId {
    /// The name of a run's receipt with this number.
    pub fn new(run: &RunId, sequence: u32) -> Self {
        Self(format!("{run}.{sequence}"))
    }

    /// The run that wrote it.
    pub fn run(&self) -> RunId {
        RunId(
            self.0
                .rsplit_once('.')
                .map_or(&*self.0, |(run, _)| run)
                .to_owned(),
        )
    }

    /// Its number within the run; receipts are put back in the order in which they were made.
    pub fn sequence(&self) -> u32 {
        self.0
            .rsplit_once('.')
            .and_then(|(_, number)| number.parse().ok())
            .unwrap_or(0)
    }
}

impl fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Nothing: creating something is a change from this.
    Absent,
    /// This JSON value.
    Is(serde_json::Value),
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("nothing"),
            Self::Is(value) => write!(f, "`{value}`"),
        }
    }
}

/// One place, what it held before, and what we put there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Where.
    pub place: Place,
    /// What must be there before, and again afterwards.
    pub before: Content,
    /// What we put there.
    pub ours: Content,
}

/// What a read of a place found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Found {
    /// The identity of the object that holds the place; another one if it was replaced.
    pub uid: String,
    /// The version that a later write must still find, else it is a conflict.
    pub version: String,
    /// What stands there.
    pub content: Content,
    /// The receipt that the place is marked with.
    pub mark: Option<ReceiptId>,
    /// Who wrote what stands there, by the name that they gave themselves, where that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Who keeps what stands there from having an effect, though it stays: a gate that has aborted a
    /// roll-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld_by: Option<String>,
    /// What a roll-out is still waiting for, so that pods do not yet run what stands there: `new
    /// pods: 1 of 3`. None once it is over, and where there are no pods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolling_out: Option<String>,
    /// What others want to be done with the object.
    #[serde(default)]
    pub claims: Claims,
}

impl Found {
    /// Whether a write that expects what was found then may be made now: identity, version, content and
    /// mark are the same.
    pub fn is_still(&self, then: &Self) -> bool {
        (&self.uid, &self.version, &self.content, &self.mark)
            == (&then.uid, &then.version, &then.content, &then.mark)
    }
}

/// What others want to be done with an object that holds a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claims {
    /// Why nothing may be deployed to it, as its annotation `deploy-freeze` says; none if it may.
    pub freeze: Option<String>,
    /// Who keeps it as a repository says, and would put a change back: `Argo CD`, `Flux`.
    pub kept_by: Option<String>,
    /// Which autoscaler sets how many pods it has; asked where a drill does.
    pub scaled_by: Option<String>,
}

/// A compare-and-set: it happens only if the place is still as it was found.
///
/// Every write of a drill is one of these. Injecting sets ours and a mark; restoring sets what was
/// before and no mark; a fence sets what is already there, so that only the version changes and a
/// late write of a dead runner fails its test.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Write {
    /// Where.
    pub place: Place,
    /// What must still be there: identity, version, content and mark.
    pub found: Found,
    /// What to put there.
    pub content: Content,
    /// The mark to leave, or none.
    pub mark: Option<ReceiptId>,
}

impl Write {
    /// Whether this write changes nothing but the version.
    pub fn is_fence(&self) -> bool {
        self.content == self.found.content && self.mark == self.found.mark
    }
}

/// A change on record, durable at the target before the change is made: owed while it exists,
/// settled when it is deleted. It says by itself how to put the place back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Receipt {
    /// The format of this record; one that we do not know is touched by nobody.
    pub format: u32,
    /// Its name.
    pub id: ReceiptId,
    /// The drill that the run executes.
    pub drill: String,
    /// What was changed.
    pub change: Change,
    /// The identity of the object that was read before the receipt was written.
    pub uid: String,
    /// When it should have been put back at the latest, by the clock of the place that keeps it.
    pub deadline: ServerTime,
    /// The line that a human would type to put the place back.
    pub undo: String,
}

impl Receipt {
    /// The format that this program writes and understands.
    pub const FORMAT: u32 = 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipts_name_tells_its_run_and_number() {
        let id = ReceiptId::new(&RunId("20260101-030000-ab12".into()), 3);
        assert_eq!(id.run(), RunId("20260101-030000-ab12".into()));
        assert_eq!(id.sequence(), 3);
    }
}
