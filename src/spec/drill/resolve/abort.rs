//! When it is enough.

use super::super::low::LowAbort;
use super::super::{Abort, ShareSignal, SignalBound, defaults};
use super::Resolver;
use super::signal::Purpose;
use crate::base::{Bound, Comparison, Duration};
use crate::spec::yaml::Given;

impl Resolver<'_> {
    /// The outer option is none when it is wrong, the inner one when the drill never aborts.
    pub(super) fn abort(&mut self, given: &Given<LowAbort>) -> Option<Option<Abort>> {
        let Some(given) = &given.0 else {
            return Some(Some(default()));
        };
        let low = match &given.value {
            LowAbort::Never => return Some(None),
            LowAbort::When(low) => low,
        };
        let block = self.reader.block(given.span);
        let limit = self.signal_bound(&low.signal, &low.is, block, Purpose::Abort);
        let length = self.reader.or(&low.length, block, defaults::ABORT_FOR);
        let length = self
            .reader
            .within(length, &Duration::from_secs(1), &Duration::from_mins(60));
        Some(Some(Abort {
            limit: limit?,
            length: length?.value,
        }))
    }
}

fn default() -> Abort {
    let is = Bound {
        comparison: Comparison::Below,
        limit: defaults::percent(50),
    };
    Abort {
        limit: SignalBound::Share {
            signal: ShareSignal::Success,
            is,
        },
        length: defaults::ABORT_FOR,
    }
}
