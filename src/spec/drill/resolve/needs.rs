//! What a drill must have so that a signal can be told at all.

use super::super::{Fault, Questions, ShareSignal, SignalBound, Traffic, Via};
use super::Resolver;
use crate::base::{Bound, Ratio, Span};
use crate::spec::codes;
use crate::spec::reader::Reported;

/// A signal that not every drill has.
#[derive(Clone, Copy)]
pub(super) struct Use {
    /// Its name, as it was written.
    name: &'static str,
    needs: Needs,
    /// Where it is used.
    span: Span,
}

#[derive(Clone, Copy)]
enum Needs {
    /// Questions with known answers.
    Questions,
    /// A caller who uses too much.
    Runaway,
    /// Requests that ask something again; of these a cache can answer.
    Repeated(Bound<Ratio>),
}

impl Resolver<'_> {
    /// Remembers what this signal needs.
    pub(super) fn uses(&mut self, limit: &SignalBound, span: Span) {
        let needs = match limit {
            SignalBound::Share { signal, is } => match signal {
                ShareSignal::WrongAnswers => Needs::Questions,
                ShareSignal::Blocked => Needs::Runaway,
                ShareSignal::CacheHitRatio => Needs::Repeated(*is),
                ShareSignal::Success
                | ShareSignal::FallbackShare
                | ShareSignal::NewVersionShare => return,
            },
            SignalBound::Money { .. } => Needs::Runaway,
            SignalBound::Latency { .. } | SignalBound::Factor { .. } => return,
        };
        let name = limit.signal();
        self.uses.push(Use { name, needs, span });
    }

    /// Remembers that answers are judged.
    pub(super) fn uses_questions(&mut self, span: Span) {
        self.uses.push(Use {
            name: ShareSignal::WrongAnswers.name(),
            needs: Needs::Questions,
            span,
        });
    }

    /// Remembers that money is counted.
    pub(super) fn uses_runaway(&mut self, span: Span) {
        self.uses.push(Use {
            name: "spend",
            needs: Needs::Runaway,
            span,
        });
    }

    /// Whether the drill has what its signals need; what is not sound in itself is passed over.
    pub(super) fn needs_are_met(
        &mut self,
        questions: Result<Option<&Questions>, Reported>,
        fault: Option<&Fault>,
        traffic: Option<&Traffic>,
    ) {
        for Use { name, needs, span } in std::mem::take(&mut self.uses) {
            match needs {
                Needs::Questions if matches!(questions, Ok(None)) => {
                    self.reader.say(
                        codes::DRILL_NO_QUESTIONS,
                        format!("`{name}` needs questions whose answers are known"),
                        span,
                        "no questions are asked",
                        "add `questions: {rate: 2/s}`; small questions with known answers are built in",
                    );
                }
                Needs::Runaway if fault.is_some_and(|fault| !is_traffic(fault)) => {
                    self.reader.say(
                        codes::DRILL_NO_RUNAWAY,
                        format!("`{name}` is told of the caller who uses too much"),
                        span,
                        "there is no such caller",
                        "leave it out; only `drill: runaway-tokens` has that caller",
                    );
                }
                Needs::Repeated(bound) => {
                    if let Some(traffic) = traffic {
                        self.can_be_cached(name, bound, traffic.hot, span);
                    }
                }
                Needs::Questions | Needs::Runaway => {}
            }
        }
    }

    /// At most the requests that ask something again can be answered by a cache.
    fn can_be_cached(&mut self, name: &str, bound: Bound<Ratio>, hot: Ratio, span: Span) {
        if hot == Ratio::default() {
            self.reader.say(
                codes::DRILL_NEVER_CACHED,
                format!("`{name}` is always 0%: every question of this drill is a fresh one"),
                span,
                "no cache ever answers",
                "add to `traffic`: `hot: 50%`, the share that asks one of a few questions again",
            );
            return;
        }
        let why = if bound.comparison.is_upper() {
            (bound.limit >= hot).then_some("nothing can break this")
        } else {
            (bound.limit > hot).then_some("nothing can keep this")
        };
        if let Some(why) = why {
            self.reader.say(
                codes::VALUE_POINTLESS,
                format!("{why}: `{name} {bound}`, since only {hot} of the requests ask again"),
                span,
                "proves nothing",
                "write a share below `traffic.hot`, or raise that",
            );
        }
    }
}

const fn is_traffic(fault: &Fault) -> bool {
    matches!(fault.via, Via::Traffic { .. })
}
