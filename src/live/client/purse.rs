//! The money and the tokens of a run, as its callers share them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answer::Usage;
use super::chat::Ending;
use crate::base::Money;
use crate::world::{Account, Cap, Outcome, Worst};

/// One account for all callers of a run: nothing is sent whose worst case does not fit any more.
#[derive(Debug, Default)]
pub(in crate::live) struct Purse(Mutex<Account>);

/// What a request used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bill {
    /// Tokens, as far as the answer tells.
    pub(super) tokens: Option<u64>,
    /// Money, as far as the gateway or the prices tell.
    pub(super) cost: Option<Money>,
    /// Whether what does not tell was certainly nothing.
    free: bool,
}

impl Purse {
    /// Sets the worst case of a request aside. Where it does not fit, the request must not be sent;
    /// the first time the error says why.
    pub(super) fn reserve(&self, worst: Worst, cap: Option<&Cap>) -> Result<(), Option<String>> {
        cap.map_or(Ok(()), |cap| self.account().reserve(worst, cap))
    }

    /// Puts what a request really used in the place of what was set aside; what nobody tells counts
    /// as the worst case.
    pub(super) fn settle(&self, worst: Worst, bill: Bill) {
        let unknown = if bill.free { Worst::default() } else { worst };
        let tokens = bill.tokens.unwrap_or(unknown.tokens);
        let spend = bill.cost.unwrap_or(unknown.spend);
        self.account().settle(worst, tokens, spend);
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        // Whoever panicked held it only for a moment, and left it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bill {
    /// What a request that ended like this used.
    pub(super) fn of(ending: &Ending, cap: Option<&Cap>) -> Self {
        let usage = ending.told.usage;
        let priced = cap.zip(usage).map(|(cap, used)| {
            if ending.cached == Some(true) {
                // The usage is that of the answer as it was first given.
                return Money::default();
            }
            cap.prices.of(used.prompt, used.completion)
        });
        Self {
            tokens: usage.map(Usage::total),
            cost: ending.cost.or(priced),
            free: turned_away(ending.told.outcome),
        }
    }
}

/// Whether no model can have worked on the request: there was no connection, or the platform would
/// not have it. A status of 408 is a timeout, after which a model may have worked for nothing.
const fn turned_away(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Refused | Outcome::Status(400..=407 | 409..=498)
    )
}
