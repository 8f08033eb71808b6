//! What is promised to callers.

use super::super::low::LowService;
use super::super::{ServicePromise, ServiceWindow};
use super::Resolver;
use super::signal::Side;
use crate::base::{Bound, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Meaning, Reported};
use crate::spec::yaml::{Given, Text};

impl Resolver<'_> {
    pub(super) fn service(
        &mut self,
        low: &Spanned<LowService>,
        mitigated: bool,
    ) -> Option<ServicePromise> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let window = self.window(low, block, mitigated);
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
        let (success, p95, bad_seconds, attempts) =
            (success.ok()?, p95.ok()?, bad_seconds.ok()?, attempts.ok()?);
        if success.is_none() && p95.is_none() && bad_seconds.is_none() && attempts.is_none() {
            self.reader.say(
                codes::DRILL_NO_BOUND,
                "nothing is promised to callers here",
                block.span,
                "no bound",
                "add `success`, `p95`, `bad_seconds` or `attempts_per_request`",
            );
            return None;
        }
        Some(ServicePromise {
            window: window?,
            success,
            p95,
            bad_seconds: bad_seconds.map(|bound| Bound {
                comparison: bound.comparison,
                limit: bound.limit.0,
            }),
            attempts_per_request: attempts,
            worst: None,
            wrong_answers: None,
            cost_factor: None,
            spend: None,
        })
    }

    /// A bound; none if it is left out.
    fn optional_bound<T>(
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
        let during = self.stretch(&low.during, "fault", ServiceWindow::DuringFault);
        let after = self.stretch(&low.after, "mitigation", ServiceWindow::AfterMitigation);
        let (message, hint) = match (&low.during.0, &low.after.0) {
            (Some(_), None) => return during,
            (None, Some(_)) if mitigated => return after,
            (None, Some(given)) => {
                self.reader.say(
                    codes::DRILL_NO_MITIGATION,
                    "this counts from a mitigation, and none is described",
                    given.span,
                    "which mitigation?",
                    "add to `expect`: `mitigation: [{signal: fallback_share, is: \">= 95%\", within: 30s}]`",
                );
                return None;
            }
            (None, None) => (
                "it is not said when callers are promised this",
                "add `during: fault` or `after: mitigation`",
            ),
            (Some(_), Some(_)) => (
                "one promise covers one stretch of the drill",
                "keep `during: fault` or `after: mitigation`, and write a second promise for the other",
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
        word: &'static str,
        window: ServiceWindow,
    ) -> Option<ServiceWindow> {
        given.0.as_ref()?;
        let words = [(word, window)];
        self.word(given, &words, |(word, _)| word)
            .map(|(_, window)| window)
    }
}
