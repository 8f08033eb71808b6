//! What callers get: requests, how long they take, and in which stages.

use super::super::names::{Model, ROUTE, Tenant};
use super::histogram::{Bounds, Histogram};
use super::labels::{Stages, Status};
use super::series::{Family, See, number, plain};
use super::{MODELS, TENANTS};
use crate::base::Duration;

const WHOLE: [(u64, &str); 19] = [
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

/// Fewer for the stages: every bucket of every stage is scraped, too.
const STAGE: [(u64, &str); 8] = [
    (50, "0.05"),
    (100, "0.1"),
    (250, "0.25"),
    (500, "0.5"),
    (1_000, "1"),
    (2_500, "2.5"),
    (5_000, "5"),
    (10_000, "10"),
];

const STAGES: [Family; 4] = [
    Family::histogram(
        "llm_queue_duration_seconds",
        "How long answered requests waited for a place at the provider.",
    ),
    Family::histogram(
        "llm_retrieval_duration_seconds",
        "How long answered requests looked up what the answer rests on.",
    ),
    Family::histogram(
        "llm_generation_duration_seconds",
        "How long answers were being written.",
    ),
    Family::histogram(
        "llm_tool_execution_duration_seconds",
        "How long tools ran for answered requests that ran any.",
    ),
];

const SERVICE: (&str, &str) = ("service", "llm-gateway");

#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    /// By model, tenant and status.
    requests: [[[u64; Status::ALL.len()]; TENANTS]; MODELS],
    durations: [Histogram<{ WHOLE.len() + 1 }>; MODELS],
    stages: [Histogram<{ STAGE.len() + 1 }>; STAGES.len()],
}

impl Service {
    pub(super) fn ended(
        &mut self,
        model: Model,
        tenant: Tenant,
        status: Status,
        took: Duration,
        count: u32,
    ) {
        self.requests[model.index()][tenant.index()][status.index()] += u64::from(count);
        if status != Status::Blocked {
            self.durations[model.index()].observe(&WHOLE, took, count);
        }
    }

    pub(super) fn stages(&mut self, stages: Stages, count: u32) {
        let [queue, retrieval, generation, tools] = &mut self.stages;
        queue.observe(&STAGE, stages.queue, count);
        retrieval.observe(&STAGE, stages.retrieval, count);
        generation.observe(&STAGE, stages.generation, stages.with_tools);
        let without_tools = count.saturating_sub(stages.with_tools);
        generation.observe(&STAGE, stages.generation + stages.tools, without_tools);
        tools.observe(&STAGE, stages.tools, stages.with_tools);
    }

    pub(super) fn visit(&self, see: See<'_>) {
        const REQUESTS: Family = Family::counter(
            "llm_requests_total",
            "Requests that callers made of the gateway.",
        );
        const DURATION: Family = Family::histogram(
            "llm_request_duration_seconds",
            "How long callers waited for the whole answer.",
        );
        for (model, tenants) in Model::ALL.into_iter().zip(&self.requests) {
            for (tenant, statuses) in Tenant::ALL.into_iter().zip(tenants) {
                for (status, count) in Status::ALL.into_iter().zip(statuses) {
                    let labels = [
                        ("model", model.name()),
                        ("route", ROUTE),
                        ("tenant", tenant.name()),
                        ("status", status.name()),
                    ];
                    see(&plain(&REQUESTS, &labels), number(*count));
                }
            }
        }
        for (model, histogram) in Model::ALL.into_iter().zip(&self.durations) {
            let common = [SERVICE, ("model", model.name())];
            histogram.visit(&DURATION, &WHOLE, common, see);
        }
        let bounds: &Bounds = &STAGE;
        for (family, histogram) in STAGES.iter().zip(&self.stages) {
            histogram.visit(family, bounds, [SERVICE], see);
        }
    }
}
