//! The gateway's metrics, under the names that the alert rules use.

use std::sync::Arc;

use super::failure::Failure;
use super::names::{Model, Provider, ROUTE, Tenant};
use crate::base::{Duration, Labels, Money};

/// Upper bounds of the latency histogram, in milliseconds and as the `le` label has them.
const BOUNDS: [(u64, &str); 19] = [
    (10, "0.01"),
    (25, "0.025"),
    (50, "0.05"),
    (100, "0.1"),
    (250, "0.25"),
    (500, "0.5"),
    (750, "0.75"),
    (1_000, "1"),
    (1_500, "1.5"),
    (2_000, "2"),
    (2_500, "2.5"),
    (3_000, "3"),
    (4_000, "4"),
    (5_000, "5"),
    (7_500, "7.5"),
    (10_000, "10"),
    (15_000, "15"),
    (20_000, "20"),
    (30_000, "30"),
];

const MODELS: usize = Model::ALL.len();
const PROVIDERS: usize = Provider::ALL.len();
const TENANTS: usize = Tenant::ALL.len();

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) help: &'static str,
}

/// One series as [`Registry::visit`] shows it: its family, the suffix of its name, its labels.
pub(super) struct Series<'a> {
    pub(super) family: &'a Family,
    pub(super) suffix: &'static str,
    pub(super) labels: &'a [(&'static str, &'static str)],
}

/// One model's latencies; the bucket at the end has no bound.
#[derive(Clone, Copy, Debug, Default)]
struct Histogram {
    buckets: [u64; BOUNDS.len() + 1],
    sum_ms: u64,
    count: u64,
}

/// The gateway's counters and gauges. Everything is exported from the start, with zeros.
#[derive(Clone, Debug)]
pub struct Registry {
    /// By model, tenant, and whether it succeeded.
    requests: [[[u64; 2]; TENANTS]; MODELS],
    durations: [Histogram; MODELS],
    /// By provider and model.
    attempts: [[u64; MODELS]; PROVIDERS],
    /// By provider, model and reason.
    failures: [[[u64; Failure::REASONS.len()]; MODELS]; PROVIDERS],
    fallbacks: [u64; MODELS],
    open: [bool; PROVIDERS],
    /// By tenant and model.
    cost_micros: [[u64; MODELS]; TENANTS],
    /// The labels of every series, in the order of `visit`.
    catalog: Arc<[Labels]>,
}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl Registry {
    /// All zeros.
    pub fn new() -> Self {
        let mut registry = Self {
            requests: Default::default(),
            durations: Default::default(),
            attempts: Default::default(),
            failures: Default::default(),
            fallbacks: Default::default(),
            open: Default::default(),
            cost_micros: Default::default(),
            catalog: Arc::new([]),
        };
        let mut catalog = Vec::new();
        registry.visit(&mut |series, _| {
            let name = format!("{}{}", series.family.name, series.suffix);
            let labels = series.labels.iter().map(|(label, value)| (*label, *value));
            catalog.push(Labels::new(labels).with(Labels::NAME, &name));
        });
        registry.catalog = catalog.into();
        registry
    }

    /// `count` callers of this kind have their answer, or know that they get none.
    pub fn request_ended(
        &mut self,
        model: Model,
        tenant: Tenant,
        success: bool,
        took: Duration,
        count: u32,
    ) {
        let count = u64::from(count);
        self.requests[model.index()][tenant.index()][usize::from(!success)] += count;
        let histogram = &mut self.durations[model.index()];
        let bucket = BOUNDS.partition_point(|(bound, _)| *bound < took.ms());
        histogram.buckets[bucket] += count;
        histogram.sum_ms += took.ms() * count;
        histogram.count += count;
    }

    /// `count` attempts at a provider ended, well or with this failure.
    pub fn attempt_ended(
        &mut self,
        provider: Provider,
        model: Model,
        failure: Option<Failure>,
        count: u32,
    ) {
        self.attempts[provider.index()][model.index()] += u64::from(count);
        if let Some(failure) = failure {
            self.failures[provider.index()][model.index()][failure.reason_index()] +=
                u64::from(count);
        }
    }

    /// `count` requests were answered by the secondary, the primary having been passed over.
    pub fn fallback_answered(&mut self, model: Model, count: u32) {
        self.fallbacks[model.index()] += u64::from(count);
    }

    /// `count` requests cost their tenant this much each.
    pub fn charged(&mut self, tenant: Tenant, model: Model, each: Money, count: u32) {
        self.cost_micros[tenant.index()][model.index()] += each.micros() * u64::from(count);
    }

    /// Whether a provider is being passed over without being asked.
    pub const fn breaker_is(&mut self, provider: Provider, open: bool) {
        self.open[provider.index()] = open;
    }

    /// Every series with its value. The label sets are shared, so that this allocates nothing.
    pub fn scrape(&self, sink: &mut dyn FnMut(&Labels, f64)) {
        let mut catalog = self.catalog.iter();
        self.visit(&mut |_, value| {
            if let Some(labels) = catalog.next() {
                sink(labels, value);
            }
        });
    }

    /// Every series with its value, family by family, always in the same order.
    pub(super) fn visit(&self, see: &mut dyn FnMut(&Series<'_>, f64)) {
        self.visit_requests(see);
        self.visit_durations(see);
        self.visit_providers(see);
        self.visit_costs(see);
    }

    fn visit_requests(&self, see: &mut dyn FnMut(&Series<'_>, f64)) {
        const REQUESTS: Family = Family {
            name: "llm_requests_total",
            kind: "counter",
            help: "Requests that callers made of the gateway.",
        };
        for (model, tenants) in Model::ALL.into_iter().zip(&self.requests) {
            for (tenant, statuses) in Tenant::ALL.into_iter().zip(tenants) {
                for (status, count) in ["success", "error"].into_iter().zip(statuses) {
                    let labels = [
                        ("model", model.name()),
                        ("route", ROUTE),
                        ("tenant", tenant.name()),
                        ("status", status),
                    ];
                    see(&plain(&REQUESTS, &labels), number(*count));
                }
            }
        }
    }

    fn visit_durations(&self, see: &mut dyn FnMut(&Series<'_>, f64)) {
        const DURATION: Family = Family {
            name: "llm_request_duration_seconds",
            kind: "histogram",
            help: "How long callers waited for the whole answer.",
        };
        for (model, histogram) in Model::ALL.into_iter().zip(&self.durations) {
            let common = [("service", "llm-gateway"), ("model", model.name())];
            let mut below = 0;
            let bounds = BOUNDS.iter().map(|(_, le)| *le).chain(["+Inf"]);
            for (le, count) in bounds.zip(histogram.buckets) {
                below += count;
                let bucket = Series {
                    family: &DURATION,
                    suffix: "_bucket",
                    labels: &[common[0], common[1], ("le", le)],
                };
                see(&bucket, number(below));
            }
            let sum = number(histogram.sum_ms) / 1_000.0;
            for (suffix, value) in [("_sum", sum), ("_count", number(histogram.count))] {
                let series = Series {
                    family: &DURATION,
                    suffix,
                    labels: &common,
                };
                see(&series, value);
            }
        }
    }

    fn visit_providers(&self, see: &mut dyn FnMut(&Series<'_>, f64)) {
        const ATTEMPTS: Family = Family {
            name: "llm_provider_requests_total",
            kind: "counter",
            help: "Attempts at providers that ended.",
        };
        const FAILURES: Family = Family {
            name: "llm_provider_errors_total",
            kind: "counter",
            help: "Attempts at providers that failed.",
        };
        const FALLBACKS: Family = Family {
            name: "llm_fallback_requests_total",
            kind: "counter",
            help: "Requests that the fallback answered; `provider` is the one passed over.",
        };
        const OPEN: Family = Family {
            name: "llm_circuit_breaker_open",
            kind: "gauge",
            help: "Whether the provider is passed over without being asked.",
        };
        for (provider, models) in Provider::ALL.into_iter().zip(&self.attempts) {
            for (model, count) in Model::ALL.into_iter().zip(models) {
                let labels = [("provider", provider.name()), ("model", model.name())];
                see(&plain(&ATTEMPTS, &labels), number(*count));
            }
        }
        for (provider, models) in Provider::ALL.into_iter().zip(&self.failures) {
            for (model, reasons) in Model::ALL.into_iter().zip(models) {
                for (reason, count) in Failure::REASONS.into_iter().zip(reasons) {
                    let labels = [
                        ("provider", provider.name()),
                        ("model", model.name()),
                        ("reason", reason),
                    ];
                    see(&plain(&FAILURES, &labels), number(*count));
                }
            }
        }
        for (model, count) in Model::ALL.into_iter().zip(self.fallbacks) {
            let labels = [
                ("provider", Provider::Primary.name()),
                ("fallback", Provider::Secondary.name()),
                ("model", model.name()),
            ];
            see(&plain(&FALLBACKS, &labels), number(count));
        }
        for (provider, open) in Provider::ALL.into_iter().zip(self.open) {
            let labels = [("provider", provider.name())];
            see(&plain(&OPEN, &labels), f64::from(u8::from(open)));
        }
    }

    fn visit_costs(&self, see: &mut dyn FnMut(&Series<'_>, f64)) {
        const COST: Family = Family {
            name: "llm_token_cost_dollars",
            kind: "counter",
            help: "What providers charged for tokens, in dollars.",
        };
        for (tenant, models) in Tenant::ALL.into_iter().zip(&self.cost_micros) {
            for (model, micros) in Model::ALL.into_iter().zip(models) {
                let labels = [
                    ("tenant", tenant.name()),
                    ("model", model.name()),
                    ("route", ROUTE),
                ];
                see(&plain(&COST, &labels), number(*micros) / 1e6);
            }
        }
    }
}

const fn plain<'a>(family: &'a Family, labels: &'a [(&'static str, &'static str)]) -> Series<'a> {
    Series {
        family,
        suffix: "",
        labels,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(registry: &Registry, series: &str) -> Option<f64> {
        let mut found = None;
        registry.scrape(&mut |labels, value| {
            if labels.to_string() == series {
                found = Some(value);
            }
        });
        found
    }

    #[test]
    fn every_series_is_there_from_the_start_once_and_zero() {
        let mut seen = std::collections::BTreeSet::new();
        Registry::new().scrape(&mut |labels, value| {
            assert!(value.abs() < f64::EPSILON);
            assert!(seen.insert(labels.clone()), "{labels} is there twice");
        });
        assert_eq!(seen.len(), 20 + 2 * 22 + 4 + 20 + 2 + 2 + 10);
    }

    #[test]
    fn a_latency_on_a_bound_belongs_to_that_buckets_and_all_above() {
        let mut registry = Registry::new();
        registry.request_ended(Model::Chat, Tenant::Acme, true, Duration::from_secs(1), 3);
        let bucket = |le: &str| {
            let series = format!(
                r#"llm_request_duration_seconds_bucket{{le="{le}", model="chat", service="llm-gateway"}}"#
            );
            value(&registry, &series).map(f64::to_bits)
        };
        assert_eq!(bucket("0.75"), Some(0.0_f64.to_bits()));
        assert_eq!(bucket("1"), Some(3.0_f64.to_bits()));
        assert_eq!(bucket("+Inf"), Some(3.0_f64.to_bits()));
    }
}
