//! When it is enough.

use super::super::low::LowAbort;
use super::super::{Abort, Fault, ShareSignal, SignalBound, defaults};
use super::Resolver;
use super::signal::Purpose;
use crate::base::{Bound, Comparison, Duration};
use crate::spec::codes;
use crate::spec::reader::{Reported, short};
use crate::spec::yaml::{Given, TextOr};

impl Resolver<'_> {
    /// When the drill aborts; none if it never does.
    pub(super) fn abort(
        &mut self,
        given: &Given<LowAbort>,
        fault: Option<&Fault>,
    ) -> Result<Option<Abort>, Reported> {
        let longest = defaults::abort_for(fault.map_or(defaults::HOLD, |fault| fault.hold));
        let Some(given) = &given.0 else {
            return Ok(Some(default(longest)));
        };
        let low = match &given.value {
            TextOr::Text(word) if word == "never" => return Ok(None),
            TextOr::Text(word) => {
                self.reader.say(
                    codes::VALUE_WORD,
                    format!("`{}` does not say when to abort", short(word)),
                    given.span,
                    "not known",
                    "write `{signal: success, is: \"< 50%\", for: 2m}`, or `never`",
                );
                return Err(Reported);
            }
            TextOr::Mapping(low) => low,
        };
        let block = self.reader.block(given.span);
        let limit = self.signal_bound(&low.signal, &low.is, block, Purpose::Abort);
        let length = self.reader.or(&low.length, block, longest);
        let length = self
            .reader
            .within(length, &Duration::from_secs(1), &Duration::from_mins(60));
        let (Some(limit), Some(length)) = (limit, length) else {
            return Err(Reported);
        };
        Ok(Some(Abort {
            limit,
            length: length.value,
        }))
    }
}

fn default(length: Duration) -> Abort {
    let is = Bound {
        comparison: Comparison::Below,
        limit: defaults::percent(50),
    };
    Abort {
        limit: SignalBound::Share {
            signal: ShareSignal::Success,
            is,
        },
        length,
    }
}
