//! Whether the stretches of a drill are long enough for what is promised of them.

use super::super::low::{LowDrill, LowService};
use super::Resolver;
use super::agree::Parts;
use crate::base::Duration;
use crate::spec::codes;
use crate::spec::reader::Count;

impl Resolver<'_> {
    /// A fault of ten minutes has no more than 600 bad seconds, and no worst quarter of an hour.
    pub(super) fn stretches_are_long_enough(&mut self, parts: &Parts) {
        for low in promises(parts.low) {
            let during = low.during.0.as_ref().map(|word| word.value.typed.as_str());
            let (name, length) = if during == Some("recovery") {
                ("recovery", parts.recovery.map(|recovery| recovery.within))
            } else {
                ("fault", parts.fault.map(|fault| fault.hold))
            };
            if let Some(length) = length {
                self.bad_seconds_can_run_out(low, name, length);
                self.worst_is_a_part(low, name, length);
            }
        }
    }

    fn bad_seconds_can_run_out(&mut self, low: &LowService, name: &str, length: Duration) {
        let Some(typed) = &low.bad_seconds.0 else {
            return;
        };
        let Ok(bound) = typed.value.read() else {
            return;
        };
        let all = Count(length.ms() / 1_000);
        if bound.comparison.is_upper() && bound.limit >= all {
            self.reader.say(
                codes::VALUE_POINTLESS,
                format!("nothing can break this: the {name} lasts {all} seconds"),
                typed.span,
                "proves nothing",
                "write how many seconds callers may lose",
            );
        }
    }

    fn worst_is_a_part(&mut self, low: &LowService, name: &str, length: Duration) {
        let Some(typed) = &low.worst.0 else {
            return;
        };
        let Ok(worst) = typed.value.read() else {
            return;
        };
        if worst >= length {
            self.reader.say(
                codes::DRILL_WORST,
                format!("the {name} lasts {length}, and has no worst {worst}"),
                typed.span,
                "too long",
                "write a part of it, as `worst: 1m`, or leave it out to judge all of it",
            );
        }
    }
}

fn promises(low: &LowDrill) -> impl Iterator<Item = &LowService> {
    let expect = low.expect.0.as_ref();
    let list = expect.and_then(|expect| expect.value.service.0.as_ref());
    let items = list.into_iter().flat_map(|list| &list.value);
    items.filter_map(|item| Some(&item.0.as_ref()?.value))
}
