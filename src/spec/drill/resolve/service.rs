//! What is promised to callers.

use super::super::low::LowService;
use super::super::{Kind, ServicePromise, ServiceWindow};
use super::Resolver;
use super::signal::Side;
use crate::base::{Bound, Duration, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Meaning, Reported};
use crate::spec::yaml::{Given, Text};

/// Less than this holds too few requests to judge.
const WORST_LEAST: Duration = Duration::from_secs(5);
/// No stretch of a drill is longer.
const WORST_MOST: Duration = Duration::from_mins(120);

impl Resolver<'_> {
    pub(super) fn service(
        &mut self,
        low: &Spanned<LowService>,
        mitigated: bool,
    ) -> Option<ServicePromise> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let window = self.window(low, block, mitigated);
        let worst = self.worst(&low.worst);
        let success = self.optional_bound(&low.success, |resolver, bound| {
            resolver.share(Some(bound), Side::Lower)
        });
        let p95 = self.optional_bound(&low.p95, |resolver, bound| {
            resolver.latency(Some(bound), Side::Upper)
        });
        let bad_seconds = self.optional_bound(&low.bad_seconds, |resolver, bound| {
            resolver.count(Some(bound))
        });
        let attempts = self.optional_bound(&low.attempts_per_request, |resolver, bound| {
            resolver.factor(Some(bound), Side::Upper)
        });
        let wrong = self.optional_bound(&low.wrong_answers, |resolver, bound| {
            resolver.uses_questions(bound.span);
            resolver.share(Some(bound), Side::Upper)
        });
        let factor = self.optional_bound(&low.cost_factor, |resolver, bound| {
            resolver.factor(Some(bound), Side::Upper)
        });
        let spend = self.optional_bound(&low.spend, |resolver, bound| {
            resolver.uses_runaway(bound.span);
            resolver.money(Some(bound), Side::Upper)
        });
        let promise = ServicePromise {
            window: window?,
            worst: worst.ok()?,
            success: success.ok()?,
            p95: p95.ok()?,
            bad_seconds: bad_seconds.ok()?.map(|bound| Bound {
                comparison: bound.comparison,
                limit: bound.limit.0,
            }),
            attempts_per_request: attempts.ok()?,
            wrong_answers: wrong.ok()?,
            cost_factor: factor.ok()?,
            spend: spend.ok()?,
        };
        if promises_nothing(&promise) {
            self.reader.say(
                codes::DRILL_NO_BOUND,
                "nothing is promised to callers here",
                block.span,
                "no bound",
                "add `success`, `p95`, `bad_seconds`, `attempts_per_request`, `wrong_answers`, `cost_factor` or `spend`",
            );
            return None;
        }
        self.worst_of_something(&promise, low)?;
        Some(promise)
    }

    /// Only shares are judged stretch by stretch.
    fn worst_of_something(&mut self, promise: &ServicePromise, low: &LowService) -> Option<()> {
        let judged =
            promise.success.is_some() || promise.p95.is_some() || promise.wrong_answers.is_some();
        let Some(span) = low.worst.span().filter(|_| !judged) else {
            return Some(());
        };
        self.reader.say(
            codes::DRILL_WORST,
            "nothing here is judged by its worst stretch",
            span,
            "would be ignored",
            "leave it out, or add `success`, `p95` or `wrong_answers`; the others count over the whole of it",
        );
        None
    }

    fn worst(&mut self, given: &Given<Text<Duration>>) -> Result<Option<Duration>, Reported> {
        if given.0.is_none() {
            return Ok(None);
        }
        let typed = self.reader.optional(given);
        let typed = self.reader.within(typed, &WORST_LEAST, &WORST_MOST);
        typed.map(|typed| Some(typed.value)).ok_or(Reported)
    }

    /// A bound; none if it is left out.
    pub(super) fn optional_bound<T>(
        &mut self,
        given: &Given<Text<Bound<T>>>,
        check: impl FnOnce(&mut Self, Spanned<Bound<T>>) -> Option<Spanned<Bound<T>>>,
    ) -> Result<Option<Bound<T>>, Reported>
    where
        Bound<T>: Meaning,
    {
        if given.0.is_none() {
            return Ok(None);
        }
        let bound = self.reader.optional(given).ok_or(Reported)?;
        let bound = check(self, bound).ok_or(Reported)?;
        Ok(Some(bound.value))
    }

    fn window(&mut self, low: &LowService, block: Block, mitigated: bool) -> Option<ServiceWindow> {
        const DURING: [(&str, ServiceWindow); 2] = [
            ("fault", ServiceWindow::DuringFault),
            ("recovery", ServiceWindow::DuringRecovery),
        ];
        const AFTER: [(&str, ServiceWindow); 1] = [("mitigation", ServiceWindow::AfterMitigation)];
        let during = self.stretch(&low.during, &DURING);
        let after = self.stretch(&low.after, &AFTER);
        let (message, hint) = match (&low.during.0, &low.after.0) {
            (Some(_), None) => return during,
            (None, Some(_)) if mitigated => return after,
            (None, Some(given)) => {
                self.reader.say(
                    codes::DRILL_NO_MITIGATION,
                    "this counts from a mitigation, and none is described",
                    given.span,
                    "which mitigation?",
                    format!("add to `expect`: `{}`", example(self.kind)),
                );
                return None;
            }
            (None, None) => (
                "it is not said when callers are promised this",
                "add `during: fault`, `after: mitigation` or `during: recovery`",
            ),
            (Some(_), Some(_)) => (
                "one promise covers one stretch of the drill",
                "keep one of `during` and `after`, and write a second promise for the other",
            ),
        };
        let span = low.after.span().unwrap_or(block.span);
        self.reader
            .say(codes::DRILL_WINDOW, message, span, "here", hint);
        None
    }

    fn stretch(
        &mut self,
        given: &Given<Text<String>>,
        words: &[(&'static str, ServiceWindow)],
    ) -> Option<ServiceWindow> {
        given.0.as_ref()?;
        self.word(given, words, |(word, _)| word)
            .map(|(_, window)| window)
    }
}

/// Whether no bound is there.
const fn promises_nothing(promise: &ServicePromise) -> bool {
    let ServicePromise {
        window: _,
        worst: _,
        success,
        p95,
        bad_seconds,
        attempts_per_request,
        wrong_answers,
        cost_factor,
        spend,
    } = promise;
    success.is_none()
        && p95.is_none()
        && bad_seconds.is_none()
        && attempts_per_request.is_none()
        && wrong_answers.is_none()
        && cost_factor.is_none()
        && spend.is_none()
}

/// What mitigates such a failure.
const fn example(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::BadModelRollout) => "taken_back: {by: quality-gate, within: 6m}",
        Some(Kind::RunawayTokens) => "mitigation: [{signal: blocked, is: \">= 90%\", within: 1m}]",
        Some(Kind::CacheDisable) => "mitigation: [{signal: success, is: \">= 99%\", within: 30s}]",
        Some(Kind::ProviderBlackhole) | None => {
            "mitigation: [{signal: fallback_share, is: \">= 95%\", within: 30s}]"
        }
    }
}
