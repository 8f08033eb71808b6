//! Why a run ended before its time.

use super::spoken;
use crate::drill::journal::EarlyEnd;

/// The reason, as the end of a sentence.
pub(in crate::report) fn early_end(why: &EarlyEnd) -> String {
    match why {
        EarlyEnd::Interrupted { by } => format!("{by} came"),
        EarlyEnd::Lock { detail, had: true } => format!("the lock was lost: {detail}"),
        EarlyEnd::Lock { detail, had: false } => format!("the lock was not to be had: {detail}"),
        EarlyEnd::NotSteady { detail } => format!("the platform was not healthy: {detail}"),
        EarlyEnd::NotInjected { detail } => format!("the fault could not be injected: {detail}"),
        EarlyEnd::NoEffect => "the fault had no effect in time".to_owned(),
        EarlyEnd::Reverted { found } => {
            format!("somebody took the fault away: in its place stood {found}")
        }
        EarlyEnd::EffectLost => "the fault lost its effect".to_owned(),
        EarlyEnd::Aborted { limit } => {
            format!("callers suffered more than the drill allows: {limit}")
        }
        EarlyEnd::LimitReached { detail } => format!("the drill's own limit was reached: {detail}"),
        EarlyEnd::ClockJumped { by } => format!("the runner stood still for {}", spoken(*by)),
        EarlyEnd::JournalLost { why } => format!("the journal could not be written: {why}"),
    }
}
