//! What an outcome says, in a few words.

use crate::drill::Outcome;

/// The words that stand beside an exit code.
pub(in crate::report) const fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "every promise was kept",
        Outcome::Fail => "a promise was broken",
        Outcome::Inconclusive => "no verdict can be given",
        Outcome::Error => "nothing was injected",
        Outcome::LeftBehind => "a fault may still be in place",
    }
}
