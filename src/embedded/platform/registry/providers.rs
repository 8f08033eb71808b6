//! What providers do: attempts, failures, the fallback, the breakers.

use super::super::failure::Failure;
use super::super::names::{Model, Provider};
use super::Registry;
use super::series::{Family, See, number, plain};
use crate::promql::STALE_NAN;

impl Registry {
    pub(super) fn visit_providers(&self, see: See<'_>) {
        const ATTEMPTS: Family = Family::counter(
            "llm_provider_requests_total",
            "Attempts at providers that ended.",
        );
        const FALLBACKS_HELP: &str =
            "Requests that the fallback answered; `provider` is the one passed over.";
        const FALLBACKS: Family = Family::counter("llm_fallback_requests_total", FALLBACKS_HELP);
        const RENAMED: Family = Family::counter("llm_fallback_responses_total", FALLBACKS_HELP);
        const OPEN: Family = Family::gauge(
            "llm_circuit_breaker_open",
            "Whether the provider is passed over without being asked.",
        );
        for (provider, models) in Provider::ALL.into_iter().zip(&self.attempts) {
            for (model, count) in Model::ALL.into_iter().zip(models) {
                let labels = [("provider", provider.name()), ("model", model.name())];
                see(&plain(&ATTEMPTS, &labels), number(*count));
            }
        }
        self.visit_failures(see);
        let fallbacks = if self.quirks.renamed {
            &RENAMED
        } else {
            &FALLBACKS
        };
        for (model, count) in Model::ALL.into_iter().zip(self.fallbacks) {
            let labels = [
                ("provider", Provider::Primary.name()),
                ("fallback", Provider::Secondary.name()),
                ("model", model.name()),
            ];
            see(&plain(fallbacks, &labels), number(count));
        }
        for (provider, open) in Provider::ALL.into_iter().zip(self.open) {
            let labels = [("provider", provider.name())];
            see(&plain(&OPEN, &labels), f64::from(u8::from(open)));
        }
    }

    fn visit_failures(&self, see: See<'_>) {
        const FAILURES: Family = Family::counter(
            "llm_provider_errors_total",
            "Attempts at providers that failed.",
        );
        for (provider, models) in Provider::ALL.into_iter().zip(&self.failures) {
            for (model, reasons) in Model::ALL.into_iter().zip(models) {
                for (reason, count) in Failure::REASONS.into_iter().zip(reasons) {
                    let labels = [
                        ("provider", provider.name()),
                        ("model", model.name()),
                        ("reason", reason),
                    ];
                    let unborn = self.quirks.born_late && *count == 0;
                    let value = if unborn { STALE_NAN } else { number(*count) };
                    see(&plain(&FAILURES, &labels), value);
                }
            }
        }
    }
}
