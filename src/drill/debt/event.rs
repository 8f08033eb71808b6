//! What the journal keeps of a debt.

use serde::{Deserialize, Serialize};

use super::{Settlement, Trouble};
use crate::world::{Receipt, ReceiptId};

/// One step in the life of a debt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "debt", rename_all = "kebab-case")]
pub enum DebtEvent {
    /// A receipt is about to be created, and after it the change will be made.
    Intended {
        /// The whole receipt.
        receipt: Receipt,
    },
    /// The change is in place and was read back.
    Injected {
        /// Its receipt.
        id: ReceiptId,
    },
    /// The attempt came to nothing; what is owed is put back.
    NotInjected {
        /// Its receipt.
        id: ReceiptId,
        /// Why.
        trouble: Trouble,
    },
    /// The receipt is deleted.
    Settled {
        /// Its name.
        id: ReceiptId,
        /// What was found and done.
        settlement: Settlement,
    },
    /// Putting back met an obstacle and will be tried again.
    Hindered {
        /// Its receipt.
        id: ReceiptId,
        /// The obstacle.
        why: String,
    },
    /// Putting back was given up: the fault may still be in place.
    LeftBehind {
        /// The whole receipt, with the line that undoes it by hand.
        receipt: Receipt,
        /// The last obstacle.
        why: String,
    },
}
