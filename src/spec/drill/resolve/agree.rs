//! Whether the parts of a drill agree with each other.

use super::super::low::{LowDrill, LowLimit};
use super::super::{
    Abort, Effective, Expect, Fault, LatencySignal, Questions, Recovery, ShareSignal, SignalBound,
    Steady, Traffic,
};
use super::{Due, Resolver};
use crate::base::{Bound, Comparison, Duration, Span};
use crate::spec::codes;
use crate::spec::reader::Reported;
use crate::spec::yaml::TextOr;

/// The parts as far as they are sound in themselves.
pub(super) struct Parts<'p> {
    pub(super) low: &'p LowDrill,
    pub(super) fault: Option<&'p Fault>,
    pub(super) effective: Option<&'p Effective>,
    pub(super) steady: Option<&'p Steady>,
    pub(super) abort: Option<&'p Abort>,
    pub(super) traffic: Option<&'p Traffic>,
    /// The questions, none where none are asked.
    pub(super) questions: Result<Option<&'p Questions>, Reported>,
    pub(super) expect: Option<&'p Expect>,
    pub(super) recovery: Option<&'p Recovery>,
}

impl Resolver<'_> {
    pub(super) fn agree(&mut self, parts: &Parts) {
        if let (Some(fault), Some(effective)) = (parts.fault, parts.effective) {
            self.effective_in_time(parts.low, fault.hold, effective.within);
        }
        if let (Some(fault), Some(abort)) = (parts.fault, parts.abort) {
            self.abort_in_time(parts.low, fault.hold, abort);
        }
        if let (Some(steady), Some(abort)) = (parts.steady, parts.abort) {
            self.abort_leaves_steady(parts.low, steady, abort);
        }
        self.stretches_are_long_enough(parts);
        self.limits_last(parts);
        self.needs_are_met(parts.questions, parts.fault, parts.traffic);
    }

    /// The fault has an effect, and every promise is due, before it is put back.
    fn effective_in_time(&mut self, low: &LowDrill, hold: Duration, effective: Duration) {
        let effective_span = low
            .effective
            .0
            .as_ref()
            .and_then(|effective| effective.value.within.span());
        if effective >= hold {
            self.reader.say(
                codes::DRILL_EFFECTIVE,
                format!(
                    "the fault may take {effective} to have an effect, and is put back after {hold}"
                ),
                effective_span.or(hold_span(low)).unwrap_or_default(),
                "no time is left",
                "hold the fault for longer, or expect its effect sooner",
            );
            return;
        }
        let late: Vec<Due> = std::mem::take(&mut self.due)
            .into_iter()
            .filter(|due| effective + due.within > hold)
            .collect();
        for due in late {
            let needed = effective + due.within;
            self.reader.say(
                codes::DRILL_HOLD,
                format!("this may be due after {needed}, and the fault is put back after {hold}"),
                due.span,
                "due too late",
                format!("write `hold: {needed}` or more: {effective} until the fault is effective, and {} from there", due.within),
            );
        }
    }

    fn abort_in_time(&mut self, low: &LowDrill, hold: Duration, abort: &Abort) {
        if abort.length >= hold {
            self.reader.say(
                codes::DRILL_ABORT_LATE,
                format!(
                    "the drill aborts after {}, and the fault is put back after {hold}",
                    abort.length
                ),
                abort_span(low, |when| when.length.span(), hold_span(low)),
                "never reached",
                "abort sooner, or write `abort: never`",
            );
        }
    }

    fn abort_leaves_steady(&mut self, low: &LowDrill, steady: &Steady, abort: &Abort) {
        let (trips, steady) = match &abort.limit {
            SignalBound::Share {
                signal: ShareSignal::Success,
                is,
            } => (meets(is, &steady.success), steady.success.to_string()),
            SignalBound::Latency {
                signal: LatencySignal::P95,
                is,
            } => (meets(is, &steady.p95), steady.p95.to_string()),
            SignalBound::Share {
                signal:
                    ShareSignal::FallbackShare
                    | ShareSignal::CacheHitRatio
                    | ShareSignal::WrongAnswers
                    | ShareSignal::NewVersionShare
                    | ShareSignal::Blocked,
                ..
            }
            | SignalBound::Money { .. }
            | SignalBound::Latency {
                signal: LatencySignal::P50 | LatencySignal::P99,
                ..
            }
            | SignalBound::Factor { .. } => return,
        };
        if trips {
            self.reader.say(
                codes::DRILL_ABORT,
                format!(
                    "`{}` is true of a healthy platform, where `{steady}` is enough",
                    abort.limit
                ),
                abort_span(low, |when| when.is.span(), low.steady.span()),
                "aborts without a fault",
                format!("abort at values that `steady` excludes: `{steady}`"),
            );
        }
    }
}

fn hold_span(low: &LowDrill) -> Option<Span> {
    low.fault
        .0
        .as_ref()
        .and_then(|fault| fault.value.hold.span())
}

/// Where the abort says this, or where what it contradicts is written.
fn abort_span(
    low: &LowDrill,
    part: impl Fn(&LowLimit) -> Option<Span>,
    other: Option<Span>,
) -> Span {
    let typed = low.abort.0.as_ref().and_then(|abort| match &abort.value {
        TextOr::Text(_) => None,
        TextOr::Mapping(when) => part(when).or(Some(abort.span)),
    });
    typed.or(other).unwrap_or_default()
}

/// Whether some value meets both bounds, which point at each other.
fn meets<T: PartialOrd>(one: &Bound<T>, other: &Bound<T>) -> bool {
    let inclusive =
        |bound: &Bound<T>| matches!(bound.comparison, Comparison::AtMost | Comparison::AtLeast);
    let (upper, lower) = if one.comparison.is_upper() {
        (one, other)
    } else {
        (other, one)
    };
    upper.limit > lower.limit
        || (upper.limit >= lower.limit && inclusive(upper) && inclusive(lower))
}
