//! The gateway's metrics, under the names that the alert rules use.

mod answers;
mod costs;
mod histogram;
mod labels;
mod providers;
mod record;
mod series;
mod service;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use labels::{CacheResult, Quirks, Stages, Status};
pub(super) use series::Series;

use super::failure::Failure;
use super::names::{Limit, Model, Provider, Tenant, Version};
use crate::base::Labels;
use answers::Answers;
use costs::Costs;
use service::Service;

const MODELS: usize = Model::ALL.len();
const PROVIDERS: usize = Provider::ALL.len();
const TENANTS: usize = Tenant::ALL.len();
const VERSIONS: usize = Version::ALL.len();
const LIMITS: usize = Limit::ALL.len();

/// The gateway's counters and gauges. Everything is exported from the start, with zeros.
#[derive(Clone, Debug)]
pub struct Registry {
    quirks: Quirks,
    service: Service,
    /// By provider and model.
    attempts: [[u64; MODELS]; PROVIDERS],
    /// By provider, model and reason.
    failures: [[[u64; Failure::REASONS.len()]; MODELS]; PROVIDERS],
    fallbacks: [u64; MODELS],
    open: [bool; PROVIDERS],
    costs: Costs,
    answers: Answers,
    /// The labels of every series, in the order of `visit`.
    catalog: Arc<[Labels]>,
}

impl Registry {
    /// All zeros.
    pub fn new(quirks: Quirks) -> Self {
        let mut registry = Self::zeros(quirks);
        let mut catalog = Vec::new();
        registry.visit(&mut |series, _| {
            let name = format!("{}{}", series.family.name, series.suffix);
            let labels = series.labels.iter().map(|(label, value)| (*label, *value));
            catalog.push(Labels::new(labels).with(Labels::NAME, &name));
        });
        registry.catalog = catalog.into();
        registry
    }

    fn zeros(quirks: Quirks) -> Self {
        Self {
            quirks,
            service: Service::default(),
            attempts: Default::default(),
            failures: Default::default(),
            fallbacks: Default::default(),
            open: Default::default(),
            costs: Costs::default(),
            answers: Answers::default(),
            catalog: Arc::new([]),
        }
    }

    /// The process that counted was started again: all zeros.
    pub fn restart(&mut self) {
        let catalog = self.catalog.clone();
        *self = Self {
            catalog,
            ..Self::zeros(self.quirks)
        };
    }

    /// Every series with its value. The label sets are shared, so that this allocates nothing. A
    /// series that is not exported yet has Prometheus' mark of an absent one for its value, so
    /// that the order of series never changes.
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
        self.service.visit(see);
        self.visit_providers(see);
        self.costs.visit(see);
        self.answers.visit(see);
    }
}
