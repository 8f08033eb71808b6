//! Whether the drill's own limits let it come to an end.

use super::super::low::LowDrill;
use super::super::usage::{prompts_at_least, requests};
use super::super::{Effective, Expect, Via};
use super::Resolver;
use super::agree::Parts;
use crate::base::{Duration, Money, Span};
use crate::spec::codes;

impl Resolver<'_> {
    pub(super) fn limits_last(&mut self, parts: &Parts) {
        self.tokens_last(parts);
        self.budget_ends_first(parts);
    }

    /// Each request uses at least one token, so that the limit must be higher than their number.
    /// What the runaway caller sends counts until it must have been stopped: if it was not, that is
    /// what the drill finds.
    fn tokens_last(&mut self, parts: &Parts) {
        let limits = parts.low.limits.0.as_ref();
        let Some(typed) = limits.and_then(|limits| limits.value.tokens.0.as_ref()) else {
            return;
        };
        let (Ok(tokens), Some(fault), Some(steady), Some(traffic), Ok(questions)) = (
            typed.value.read(),
            parts.fault,
            parts.steady,
            parts.traffic,
            parts.questions,
        ) else {
            return;
        };
        let length = steady.length + fault.hold;
        let asked = questions.map_or(0, |questions| requests(questions.rate, length));
        let sent = requests(traffic.rate, length) + asked;
        if tokens.count() < sent {
            self.reader.say(
                codes::DRILL_LIMIT,
                format!("the drill sends {sent} requests in {length}, and may use {tokens} tokens"),
                typed.span,
                "reached before the end",
                "each request uses dozens of tokens: raise the limit, or lower `traffic.rate`",
            );
            return;
        }
        let Via::Traffic { amplify, rate } = &fault.via else {
            return;
        };
        let (Some(effective), Some(expect)) = (parts.effective, parts.expect) else {
            return;
        };
        let stopped = stopped_after(effective, expect).min(fault.hold);
        let used = sent + prompts_at_least(*amplify, requests(*rate, stopped));
        if tokens.count() < used {
            self.reader.say(
                codes::DRILL_LIMIT,
                format!(
                    "the drill's prompts have {used} tokens or more before the runaway caller must be stopped, after {stopped}; it may use {tokens}"
                ),
                typed.span,
                "reached before that",
                "raise the limit, or amplify less: a drill that stops itself says nothing of the platform's quotas",
            );
        }
    }

    /// Where the drill stops itself at what the budget allows, the budget is never exceeded.
    fn budget_ends_first(&mut self, parts: &Parts) {
        let (Some((span, limit)), Some(expect)) = (spend_limit(parts.low), parts.expect) else {
            return;
        };
        let budgets = expect.service.iter().filter_map(|promise| promise.spend);
        let Some(budget) = budgets.map(|bound| bound.limit).find(|most| *most >= limit) else {
            return;
        };
        self.reader.say(
            codes::DRILL_LIMIT,
            format!("the drill stops itself at {limit}, so that nothing can break the promise of {budget}"),
            span,
            "no more than the budget",
            "raise it well above the `spend` that is promised",
        );
    }
}

/// How long after the injection the caller must have been stopped.
fn stopped_after(effective: &Effective, expect: &Expect) -> Duration {
    let promised = expect.mitigation.iter().map(|mitigation| mitigation.within);
    promised
        .max()
        .map_or(Duration::from_mins(120), |within| effective.within + within)
}

fn spend_limit(low: &LowDrill) -> Option<(Span, Money)> {
    let typed = low.limits.0.as_ref()?.value.spend.0.as_ref()?;
    Some((typed.span, typed.value.read().ok()?))
}
